import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { EVENT_TYPE } from "../../../server/binlog/event-type.ts";
import type { BinlogEvent } from "../../../server/binlog/event.ts";
import { expectedTableMap, tableMapFields } from "./sample-table-map.ts";
import { decodeAll, rawEvents, sampleBytes, SERVERS } from "./sample-log.ts";
import type { SampleEvent, SampleQuery } from "./sample-event.ts";

/** Names that the samples use where ours differ. */
const TYPE_NAMES: Readonly<Record<string, keyof typeof EVENT_TYPE>> = {
  GTID_LIST: "MARIADB_GTID_LIST",
  BINLOG_CHECKPOINT: "MARIADB_BINLOG_CHECKPOINT",
  MARIA_GTID: "MARIADB_GTID",
  ANNOTATE_ROWS: "MARIADB_ANNOTATE_ROWS",
  QUERY_COMPRESSED: "MARIADB_QUERY_COMPRESSED",
  WRITE_ROWS_COMPRESSED_V1: "MARIADB_WRITE_ROWS_COMPRESSED_V1",
  UPDATE_ROWS_COMPRESSED_V1: "MARIADB_UPDATE_ROWS_COMPRESSED_V1",
  DELETE_ROWS_COMPRESSED_V1: "MARIADB_DELETE_ROWS_COMPRESSED_V1",
};

function samples(server: string): SampleEvent[] {
  const lines = sampleBytes(`zoo-${server}.events.jsonl`).toString("utf8").trimEnd().split("\n");
  return lines.flatMap((line) => {
    // A JSON number can't hold the largest gno: it is checked by the whole `gtid` text.
    const event = JSON.parse(line) as SampleEvent;
    const inner = event.inner ?? [];
    return [event].concat(inner.map((one) => Object.assign(one, { off: event.off, outer: event })));
  });
}

test.each(SERVERS)("every event of the %s zoo is what the sample says, field by field", (server) => {
  const expected = samples(server);
  const events = decodeAll(rawEvents(`zoo-${server}.000001`), { journalName: "bin.000001" });
  expect(events.length).toBe(expected.length);
  for (const [index, sample] of expected.entries()) {
    const event = events[index] as BinlogEvent;
    const place = `${sample.name} at ${sample.off}`;
    expect(headerOf(event), place).toEqual(expectedHeader(sample));
    expect(fieldsOf(event, sample), place).toEqual(expectedFields(sample, event));
  }
});

test.each(SERVERS)("every statement of the %s DDL log is what the sample says", (server) => {
  const { logged } = JSON.parse(sampleBytes(`ddl-${server}.json`).toString("utf8")) as { logged: SampleQuery[] };
  const queries = decodeAll(rawEvents(`ddl-${server}.000001`)).filter((event) => event.kind === "query");
  const byOffset = new Map(queries.map((event) => [event.header.position, event]));
  expect(logged.length).toBeGreaterThan(20);
  for (const sample of logged) {
    if (sample.sql === undefined) continue; // MariaDB: some entries are table maps
    const event = byOffset.get(sample.offset);
    expect({
      db: event?.schema,
      flags: event?.header.flags,
      sql_mode: `0x${event?.sqlMode?.toString(16)}`,
      charset: [event?.clientCollation, event?.connectionCollation, event?.serverCollation],
      sql: event?.sql,
      undecodable: event?.undecodable,
    }).toEqual({
      db: sample.db,
      flags: sample.flags,
      sql_mode: sample.sql_mode,
      charset: sample.charset,
      sql: sample.sql,
      undecodable: false,
    });
  }
});

function headerOf(event: BinlogEvent): object {
  const { timestamp, length, flags, journalName, position, endPosition, artificial, type } = event.header;
  return { timestamp, length, flags, journalName, position, endPosition, artificial, type };
}

function expectedHeader(sample: SampleEvent): object {
  const outer = sample.outer ?? sample;
  return {
    timestamp: sample.ts,
    length: sample.len,
    flags: sample.flags,
    journalName: "bin.000001",
    position: outer.off,
    endPosition: outer.pos,
    artificial: false,
    type: EVENT_TYPE[TYPE_NAMES[sample.name] ?? (sample.name as keyof typeof EVENT_TYPE)],
  };
}

function digest(sql: string): { chars: number; sha256: string } {
  return { chars: Array.from(sql).length, sha256: createHash("sha256").update(sql).digest("hex") };
}

/** The parts of our event that the sample knows, under the sample's names. */
function fieldsOf(event: BinlogEvent, sample: SampleEvent): object {
  switch (event.kind) {
    case "format-description":
      return { bver: event.binlogVersion, server: event.serverVersion, created: event.created, alg: event.checksum };
    case "query":
      return {
        thread: event.threadId,
        err: event.errorCode,
        db: event.schema,
        sql: typeof sample.sql === "object" ? digest(event.sql) : event.sql,
        mode: event.sqlMode,
        charset: [event.clientCollation, event.connectionCollation, event.serverCollation],
      };
    case "rows-query":
      return { sql: typeof sample.sql === "object" ? digest(event.sql) : event.sql };
    case "gtid":
      return {
        gtid: event.gtid,
        lc: event.lastCommitted,
        seq: event.sequenceNumber,
        imm: event.immediateCommitTimestamp,
        tlen: event.transactionLength,
      };
    case "mariadb-gtid":
      return { gtid: event.gtid, f2: mariadbFlags(event) };
    case "gtid-list":
      return { set: event.gtidSet };
    case "xid":
      return { xid: event.xid };
    case "xa-prepare":
      return { one: event.onePhase, xid: event.xid };
    case "table-map":
      return tableMapFields(event);
    case "rows":
      return {
        tid: event.tableId,
        table: `${event.map?.schema}.${event.map?.table}`,
        end: event.statementEnd,
        cols: columnsOf(event.present, event.columnCount),
        after: columnsOf(event.presentAfter, event.columnCount),
      };
    case "intvar":
      return { kind: event.variable, val: event.value };
    case "rand":
      return { seed: [event.seed1, event.seed2] };
    case "user-var":
      return { var: event.name, val: event.value };
    case "transaction-payload":
      return { comp: event.compression, usize: event.uncompressedSize, psize: event.payload.length };
    case "rotate":
      return { file: event.nextJournalName, npos: event.nextPosition };
    case "other":
      return { unknown: event.unknown };
    case "heartbeat":
    case "incident":
      return { kind: event.kind };
    default:
      return event satisfies never;
  }
}

function expectedFields(sample: SampleEvent, event: BinlogEvent): object {
  switch (event.kind) {
    case "format-description":
      return { bver: sample.bver, server: sample.server, created: sample.created, alg: ["NONE", "CRC32"][sample.alg] };
    case "query":
      return {
        thread: sample.thread,
        err: sample.err_code,
        db: sample.db,
        sql: sample.sql,
        mode: Number(sample.vars.sql_mode),
        charset: sample.vars.charset,
      };
    case "rows-query":
      return { sql: sample.sql };
    case "gtid":
      return { gtid: sample.gtid, lc: sample.lc, seq: sample.seq, imm: sample.imm, tlen: sample.tlen };
    case "mariadb-gtid":
      return { gtid: sample.gtid, f2: sample.f2 & (1 | 32 | 64 | 128) };
    case "gtid-list":
      return { set: sample.set ?? (sample.list ?? []).join(",") };
    case "xid":
      return { xid: String(sample.xid) };
    case "xa-prepare":
      return {
        one: sample.one_phase === 1,
        xid: `X'${sample.gtrid.hex}',X'${sample.bqual.hex}',${sample.fmt}`,
      };
    case "table-map":
      return expectedTableMap(sample);
    case "rows":
      return {
        tid: sample.tid,
        table: sample.table,
        end: (sample.rflags & 1) === 1,
        cols: sample.cols,
        after: sample.cols_after ?? sample.cols,
      };
    case "intvar":
      return { kind: ["", "LAST_INSERT_ID", "INSERT_ID"][sample.kind], val: String(sample.val) };
    case "rand":
      return { seed: sample.seed.map(String) };
    case "user-var":
      return { var: sample.var, val: USER_VARIABLES[sample.var] };
    case "transaction-payload":
      return { comp: sample.comp === 0 ? "ZSTD" : "NONE", usize: sample.usize, psize: sample.psize };
    case "rotate":
      return { file: sample.file, npos: sample.npos };
    case "other":
      return { unknown: false };
    case "heartbeat":
    case "incident":
      return { kind: "not in these logs" };
    default:
      return event satisfies never;
  }
}

/** The sample has their bytes; these are the values that the SQL set. */
const USER_VARIABLES: Readonly<Record<string, string | undefined>> = {
  uv: "é",
  un: undefined,
  ud: "1.5",
  uf: "1",
  ui: "-5",
};

function mariadbFlags(event: BinlogEvent & { kind: "mariadb-gtid" }): number {
  return (
    (event.standalone ? 1 : 0) | (event.ddl ? 32 : 0) | (event.preparedXa ? 64 : 0) | (event.completedXa ? 128 : 0)
  );
}

function columnsOf(bitmap: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, i) => i).filter((i) => ((bitmap[i >> 3] as number) >> (i & 7)) & 1);
}
