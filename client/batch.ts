import type { EntryDecoder, EntryReader } from "../proto/entry-reader.ts";
import type { Int64 } from "../proto/protobuf.ts";
import type { RowObject } from "../proto/entry-reader-columns.ts";
import { EntryType } from "../proto/entry-type.ts";
import { type Change, RowEvent, StatementEvent } from "./change.ts";

/**
 * What one get brought. Nothing in it is decoded before it is asked for. It is a view of the bytes that came: keep what you take out of it
 * rather than the batch.
 */
export class Batch {
  /** What to ack; -1 for an empty batch, which needs none. */
  readonly id: Int64;
  private readonly decoder: EntryDecoder;
  private readonly bytes: Buffer;
  private readonly places: readonly number[];

  constructor(decoder: EntryDecoder, id: Int64, bytes: Buffer, places: readonly number[]) {
    this.decoder = decoder;
    this.id = id;
    this.bytes = bytes;
    this.places = places;
  }

  static empty(decoder: EntryDecoder): Batch {
    return new Batch(decoder, -1, Buffer.alloc(0), []);
  }

  /** Number of entries: transaction begins and ends, row changes, statements. */
  get size(): number {
    return this.places.length / 2;
  }

  get isEmpty(): boolean {
    return this.places.length === 0;
  }

  /** Bytes of the frame. */
  get byteLength(): number {
    return this.bytes.length;
  }

  /** Every entry in order, as the server sent it. Throws CLIENT_ENTRY_MALFORMED when the one reached is broken. */
  *entries(): Generator<EntryReader> {
    for (let at = 0; at < this.places.length; at += 2) yield this.entryAt(at);
  }

  /** Every changed row and every statement (DDL and others), in order; transaction borders are left out. */
  *changes<Row extends object = RowObject>(): Generator<Change<Row>> {
    for (let at = 0; at < this.places.length; at += 2) {
      const entry = this.entryAt(at);
      const change = entry.entryType === EntryType.ROWDATA ? entry.rowChange : undefined;
      if (change === undefined) continue;
      if (change.rowCount === 0) yield new StatementEvent(entry, change);
      const first = change.rowCount === 0 ? undefined : entry.rowId;
      for (let row = 0; row < change.rowCount; row++) {
        yield new RowEvent<Row>(entry, change, change.row(row), first, row);
      }
    }
  }

  /** Every changed row in order. */
  *rows<Row extends object = RowObject>(): Generator<RowEvent<Row>> {
    for (let at = 0; at < this.places.length; at += 2) {
      const entry = this.entryAt(at);
      const change = entry.entryType === EntryType.ROWDATA ? entry.rowChange : undefined;
      if (change === undefined || change.rowCount === 0) continue;
      const first = entry.rowId;
      for (let row = 0; row < change.rowCount; row++) {
        yield new RowEvent<Row>(entry, change, change.row(row), first, row);
      }
    }
  }

  private entryAt(at: number): EntryReader {
    return this.decoder.decode(this.bytes, this.places[at], this.places[at + 1]);
  }
}
