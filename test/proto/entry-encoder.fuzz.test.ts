import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BackWriter } from "../../proto/back-writer.ts";
import { encodeBegin, encodeEnd, encodeStatement, type EntryHeader } from "../../proto/entry-encoder.ts";
import { EventType } from "../../proto/entry-type.ts";
import { sluice } from "../../proto/generated/entry.js";

/**
 * Entries that the real converter of Java Canal made, in hex (canal-protocol 10). In `xaStart` the length of the key XA_XID is 6, as a running
 * server sends it; the page says 7, which would swallow the next tag.
 */
const GOLDEN = {
  begin: "0a2e080112106d7973716c2d62696e2e303030303031180420072a055554462d383080d095ffbc31380242004a00502810011a022063",
  end: "0a2f080112106d7973716c2d62696e2e30303030303118af0220072a055554462d383080d095ffbc31380242004a00501b10031a0712053132333435",
  rename:
    "0a34080112106d7973716c2d62696e2e30303030303118890320072a055554462d383080d095ffbc313802420264624a01625042580910021a29100950015a1f72656e616d65207461626c65206120746f20622c206320746f206462332e6472026462",
  createDatabase:
    "0a30080112106d7973716c2d62696e2e30303030303118810420072a055554462d383080d095ffbc3138024201785034580710021a1b100750015a11637265617465206461746162617365207872026462",
  xaStart:
    "0a2f080112106d7973716c2d62696e2e30303030303118d90520072a055554462d383080d095ffbc31380242004a00503710011a2f1a130a0758415f54595045120858412053544152541a160a0658415f584944120c2058273331272c5827272c312063",
  rowsQuery:
    "0a32080112106d7973716c2d62696e2e30303030303118a60720072a055554462d383080d095ffbc31380242004a0174502e580710021a1e10075a1a696e7365727420696e746f2064622e742076616c756573283129",
};

const BASE: EntryHeader = {
  journalName: "mysql-bin.000001",
  position: 4,
  serverId: 7,
  timestamp: 1_700_000_000_000,
  eventLength: 40,
  schemaName: "",
  tableName: "",
  eventType: undefined,
  props: [],
  gtid: "",
};

/** The entry without the frame, whose length is checked. */
function entryOf(write: (out: BackWriter) => void): string {
  const out = new BackWriter(16);
  write(out);
  const frame = out.bytes.subarray(out.pos);
  expect(frame[0]).toBe(0x12);
  const twoBytes = (frame[1] as number) > 0x7f;
  const length = twoBytes ? ((frame[1] as number) & 0x7f) | ((frame[2] as number) << 7) : (frame[1] as number);
  const start = twoBytes ? 3 : 2;
  expect(frame.length - start).toBe(length);
  return frame.subarray(start).toString("hex");
}

test("TRANSACTIONBEGIN", () => {
  expect(entryOf((out) => encodeBegin(out, BASE, 99))).toBe(GOLDEN.begin);
});

test("TRANSACTIONEND", () => {
  expect(entryOf((out) => encodeEnd(out, { ...BASE, position: 303, eventLength: 27 }, "12345"))).toBe(GOLDEN.end);
});

test("a DDL that renames", () => {
  const header = {
    ...BASE,
    position: 393,
    eventLength: 66,
    schemaName: "db",
    tableName: "b",
    eventType: EventType.RENAME,
  };
  const sql = "rename table a to b, c to db3.d";
  const statement = { eventType: EventType.RENAME, isDdl: true, sql, ddlSchemaName: "db" };
  expect(entryOf((out) => encodeStatement(out, header, statement))).toBe(GOLDEN.rename);
});

test("a DDL without a table", () => {
  const header = {
    ...BASE,
    position: 513,
    eventLength: 52,
    schemaName: "x",
    tableName: undefined,
    eventType: EventType.QUERY,
  };
  const statement = { eventType: EventType.QUERY, isDdl: true, sql: "create database x", ddlSchemaName: "db" };
  expect(entryOf((out) => encodeStatement(out, header, statement))).toBe(GOLDEN.createDatabase);
});

test("XA START has its type and id as props of the begin", () => {
  const header = { ...BASE, position: 729, eventLength: 55 };
  const props = [
    ["XA_TYPE", "XA START"],
    ["XA_XID", " X'31',X'',1"],
  ] as const;
  expect(entryOf((out) => encodeBegin(out, header, 99, props))).toBe(GOLDEN.xaStart);
});

test("a rows query has no isDdl", () => {
  const header = { ...BASE, position: 934, eventLength: 46, tableName: "t", eventType: EventType.QUERY };
  const statement = { eventType: EventType.QUERY, sql: "insert into db.t values(1)" };
  expect(entryOf((out) => encodeStatement(out, header, statement))).toBe(GOLDEN.rowsQuery);
});

const int64 = fc.maxSafeInteger();
const text = fc.string({ unit: "binary", maxLength: 80 });
const props = fc.array(fc.tuple(text, text), { maxLength: 4 });
const header = fc.record({
  journalName: text,
  position: int64,
  serverId: fc.nat(0xffff_ffff),
  timestamp: int64,
  eventLength: fc.nat(0xffff_ffff),
  schemaName: fc.option(text, { nil: undefined }),
  tableName: fc.option(text, { nil: undefined }),
  eventType: fc.constantFrom(undefined, ...Object.values(EventType)),
  props,
  gtid: text,
});

/** A message without what protobufjs adds to it. */
function plain(message: object): object {
  return JSON.parse(JSON.stringify(message)) as object;
}

function pairs(of: readonly (readonly [string, string])[]): object[] {
  return of.map(([key, value]) => ({ key, value }));
}

test("whatever is put in, protobufjs reads it back", () => {
  const statement = fc.record({
    eventType: fc.constantFrom(...Object.values(EventType)),
    isDdl: fc.option(fc.boolean(), { nil: undefined }),
    sql: fc.string({ unit: "binary", maxLength: 400 }),
    ddlSchemaName: fc.option(text, { nil: undefined }),
    props,
  });
  fc.assert(
    fc.property(header, statement, (own, query) => {
      const entry = sluice.entry.Entry.decode(
        Buffer.from(
          entryOf((out) => encodeStatement(out, own, query)),
          "hex",
        ),
      );
      expect(plain(entry.header ?? {})).toEqual(
        plain({
          version: 1,
          logfileName: own.journalName,
          logfileOffset: String(own.position),
          serverId: String(own.serverId),
          serverenCode: "UTF-8",
          executeTime: String(own.timestamp),
          sourceType: "MYSQL",
          schemaName: own.schemaName,
          tableName: own.tableName,
          eventLength: String(own.eventLength),
          eventType: own.eventType === undefined ? undefined : sluice.entry.EventType[own.eventType],
          props: own.props.length === 0 ? undefined : pairs(own.props),
          gtid: own.gtid === "" ? undefined : own.gtid,
        }),
      );
      const change = sluice.entry.RowChange.decode(entry.storeValue);
      expect(plain(change)).toEqual(
        plain({
          eventType: sluice.entry.EventType[query.eventType],
          isDdl: query.isDdl,
          sql: query.sql,
          props: query.props.length === 0 ? undefined : pairs(query.props),
          ddlSchemaName: query.ddlSchemaName,
        }),
      );
    }),
    { numRuns: 500 },
  );
});
