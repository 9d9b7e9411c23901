import { readFileSync } from "node:fs";
import { sluice } from "../../../proto/generated/entry.js";
import { BackWriter } from "../../../proto/back-writer.ts";
import { BinlogFileReader } from "../../../server/binlog/binlog-file-reader.ts";
import type { BinlogEvent, RowsEvent } from "../../../server/binlog/event.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import type { ColumnMeta, TableMeta } from "../../../server/parser/table-meta.ts";
import { CheckedTranscoder } from "./checked-transcoder.ts";
import { decodeFrame } from "./decode-entry.ts";

export type Column = sluice.entry.IColumn;

/** A row event as Java Canal delivered it and as we do. */
export interface RowEventPair {
  readonly where: string;
  readonly canal: { entry: sluice.entry.Entry; change: sluice.entry.RowChange; bytes: Buffer };
  readonly ours: { entry: sluice.entry.Entry; change: sluice.entry.RowChange; bytes: Buffer };
}

function data(name: string): Buffer {
  return readFileSync(new URL(`../../data/canal/${name}`, import.meta.url));
}

export function rowsEvents(bytes: Buffer): RowsEvent[] {
  const reader = new BinlogFileReader();
  const decoder = new EventDecoder({ checksum: "NONE" });
  const rows: RowsEvent[] = [];
  const take = (event: BinlogEvent): void => {
    if (event.kind === "rows") rows.push(event);
    if (event.kind === "transaction-payload") for (const inner of decoder.expand(event)) take(inner);
  };
  for (const raw of reader.push(bytes)) take(decoder.decode(raw));
  return rows;
}

/** Entries, each behind its varint length. */
function canalEntries(bytes: Buffer): RowEventPair["canal"][] {
  const entries: RowEventPair["canal"][] = [];
  for (let at = 0; at < bytes.length;) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] as number;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const own = bytes.subarray(at, at + length);
    at += length;
    const entry = sluice.entry.Entry.decode(own);
    if (entry.entryType !== sluice.entry.EntryType.ROWDATA) continue;
    const change = sluice.entry.RowChange.decode(entry.storeValue);
    if (change.rowDatas.length > 0) entries.push({ entry, change, bytes: own });
  }
  return entries;
}

/** The definition that Canal had, told by its columns. Those it did not send are made up. */
function metaOf(event: RowsEvent, canal: RowEventPair["canal"]): TableMeta {
  const sent = new Map<number, Column>();
  for (const row of canal.change.rowDatas) {
    for (const column of [...(row.beforeColumns ?? []), ...(row.afterColumns ?? [])])
      sent.set(column.index ?? -1, column);
  }
  const columns = Array.from({ length: event.columnCount }, (_, index): ColumnMeta => {
    const column = sent.get(index);
    const mysqlType = column?.mysqlType ?? "int";
    const name = column?.name ?? `#${index}`;
    return {
      name,
      mysqlType,
      isKey: column?.isKey ?? false,
      unsigned: mysqlType.includes("unsigned"),
      charset: canal.entry.header?.tableName === "t_cs" && name.endsWith("c") ? name.slice(0, -1) : undefined,
      nullable: true,
    };
  });
  return { schema: event.map?.schema ?? "", table: event.map?.table ?? "", columns };
}

export function rowEventPairs(server: string): RowEventPair[] {
  const entries = canalEntries(data(`${server}.entries.bin`));
  const transcoder = new CheckedTranscoder({ timeZone: "UTC" });
  const pairs: RowEventPair[] = [];
  let next = 0;
  for (const event of rowsEvents(data(`${server}.binlog`))) {
    const { map } = event;
    if (map === undefined) throw new Error("a rows event without its map");
    const at = entries.findIndex(
      (entry, i) =>
        i >= next &&
        Number(entry.entry.header?.logfileOffset) === event.header.position &&
        entry.entry.header?.tableName === map.table,
    );
    if (at < 0) continue;
    next = at + 1;
    const canal = entries[at] as RowEventPair["canal"];
    const out = new BackWriter(16);
    const plan = transcoder.plan(map, metaOf(event, canal), undefined);
    const { header } = event;
    transcoder.transcode(out, event, plan, {
      journalName: canal.entry.header?.logfileName ?? "",
      position: header.position,
      serverId: header.serverId,
      timestamp: header.timestamp * 1000,
      eventLength: header.length,
      props: [],
      gtid: "",
    });
    pairs.push({ where: `${map.table}@${header.position}`, canal, ours: decodeFrame(out) });
  }
  return pairs;
}
