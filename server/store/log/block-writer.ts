import type { PipelineEntry, TableName } from "../../pipeline-entry.ts";
import { NO_TABLE } from "../../pipeline-entry.ts";
import { writeBlockHead } from "./block-head.ts";
import { crc32c } from "./crc32c.ts";
import { BLOCK_HEAD_BYTES, RECORD, RECORD_INDEX } from "./log-format.ts";
import { MetaWriter } from "./meta-writer.ts";

/** What a block continues: totals before it, and the newest time. */
export interface BlockStart {
  readonly nonce: number;
  /** Number of its first entry, less the segment's first. */
  readonly first: number;
  readonly rows: number;
  readonly bytes: number;
  readonly newest: number;
}

/** Longest record without its texts. */
const RECORD_ROOM = 64;
const FIRST_NAME = 2;

/** Lays out blocks: heads and metadata in memory that is used again, frames as they are, named by where they lie. */
export class BlockWriter {
  readonly out = new MetaWriter();
  readonly #isResumable: (entry: PipelineEntry) => boolean;
  /** Numbers of the names told in this block. */
  readonly #names = new Map<TableName, number>();

  constructor(isResumable: (entry: PipelineEntry) => boolean) {
    this.#isResumable = isResumable;
  }

  /** Adds a block of the entries `from` to `to` behind what stands in `out`; returns what the next one begins with. */
  write(entries: readonly PipelineEntry[], from: number, to: number, start: BlockStart): BlockStart {
    const { out } = this;
    const { nonce, first } = start;
    out.ensure(BLOCK_HEAD_BYTES);
    const headAt = out.at;
    out.at += BLOCK_HEAD_BYTES;
    this.#names.clear();
    let { newest } = start;
    let rows = 0;
    let frameBytes = 0;
    let resume = -1;
    let before: PipelineEntry | undefined;
    for (let i = from; i < to; i++) {
      const entry = entries[i] as PipelineEntry;
      this.#record(entry, before, (nonce ^ (first + i - from)) >>> 0);
      rows += entry.rows;
      frameBytes += entry.frame.length;
      if (entry.timestamp > newest) newest = entry.timestamp;
      if (this.#isResumable(entry)) resume = i - from;
      before = entry;
    }
    const metaBytes = out.at - headAt - BLOCK_HEAD_BYTES;
    writeBlockHead(out, headAt, {
      nonce,
      entries: to - from,
      metaBytes,
      frameBytes,
      rows,
      first,
      resume,
      rowsBefore: start.rows,
      bytesBefore: start.bytes,
      newest,
      metaSum: crc32c(out.bytes, headAt + BLOCK_HEAD_BYTES, out.at, nonce),
    });
    return { nonce, first: first + to - from, rows: start.rows + rows, bytes: start.bytes + frameBytes, newest };
  }

  #record(entry: PipelineEntry, before: PipelineEntry | undefined, seed: number): void {
    const { out } = this;
    const { frame, table, renamedFrom, journalName, gtid, timestamp, serverId, index } = entry;
    out.ensure(RECORD_ROOM);
    let kind: number = entry.entryType;
    if (table !== (before?.table ?? NO_TABLE)) kind |= RECORD.table;
    if (gtid !== (before?.gtid ?? "")) kind |= RECORD.gtid;
    if (journalName !== (before?.journalName ?? "")) kind |= RECORD.journal;
    if (timestamp !== (before?.timestamp ?? 0) || serverId !== (before?.serverId ?? 0)) kind |= RECORD.time;
    if (renamedFrom !== undefined) kind |= RECORD.renamed;
    out.u8(kind);
    out.u8(entry.eventType | (index === 0 ? 0 : RECORD_INDEX));
    out.u32(crc32c(frame, 0, frame.length, seed));
    out.varint(frame.length);
    out.varint(entry.entryStart);
    out.varint(entry.rows);
    out.zigzag(entry.position - (before?.position ?? 0));
    if ((kind & RECORD.table) !== 0) this.#name(table);
    if ((kind & RECORD.gtid) !== 0) this.#set(gtid, before?.gtid ?? "");
    if ((kind & RECORD.journal) !== 0) out.text(journalName);
    if ((kind & RECORD.time) !== 0) {
      out.ensure(RECORD_ROOM);
      out.zigzag(timestamp - (before?.timestamp ?? 0));
      out.varint(serverId);
    }
    if (renamedFrom !== undefined) this.#name(renamedFrom);
    if (index !== 0) {
      out.ensure(RECORD_ROOM);
      out.varint(index);
    }
  }

  #name(name: TableName): void {
    const { out } = this;
    out.ensure(RECORD_ROOM);
    if (name === NO_TABLE) {
      out.varint(1);
      return;
    }
    const known = this.#names.get(name);
    if (known !== undefined) {
      out.varint(known);
      return;
    }
    this.#names.set(name, FIRST_NAME + this.#names.size);
    out.varint(0);
    out.text(name.schema);
    out.text(name.table);
  }

  /** Sets grow at the end of one interval, so that both ends of the text stay. They are ASCII: characters are bytes. */
  #set(set: string, before: string): void {
    const { out } = this;
    const most = Math.min(set.length, before.length);
    let head = 0;
    while (head < most && set.charCodeAt(head) === before.charCodeAt(head)) head++;
    let tail = 0;
    while (tail < most - head && set.charCodeAt(set.length - 1 - tail) === before.charCodeAt(before.length - 1 - tail))
      tail++;
    out.ensure(RECORD_ROOM);
    out.varint(head);
    out.varint(tail);
    out.text(set.slice(head, set.length - tail));
  }
}
