import { BackWriter } from "../../proto/back-writer.ts";
import { SluiceError } from "../../proto/error.ts";
import type { PipelineEntry, TableName } from "../pipeline-entry.ts";
import { NO_TABLE } from "../pipeline-entry.ts";

/** What an entry carries beside its bytes. */
export type EntryFacts = Omit<PipelineEntry, "frame" | "entryStart">;

const SLAB_BYTES = 1 << 20;
/** A frame beyond this gets memory of its own, so that it does not keep (or waste) a slab. */
const OWN_BYTES = SLAB_BYTES >> 2;
/** From here on a frame stays where it was written: to copy it costs more than a slice of its own in a batch does. */
const IN_PLACE_BYTES = 1 << 13;
/** The next frame is likely to need as much as the last one did; one that finds too little room is moved once. */
const LEAST_ROOM = 1 << 16;
/** Up to here a loop copies faster than the runtime, which makes a view of the source for it. */
const SHORT_BYTES = 256;
/** Table names kept before the interning starts anew. */
const INTERNED_NAMES = 65_536;

/**
 * Where entries are made. An encoder fills `out` from its end backwards. `seal` copies a short frame forward into a slab, behind the frame before
 * it, so that a batch of entries is one slice of memory (frames written backwards straight into a slab lie in the wrong order). A long one
 * is worth a slice: its memory is taken from `out`, which goes on in front of it. No memory is written twice: it lives as long as an entry in it does.
 */
export class EntryArena {
  readonly out = new BackWriter();
  #slab: Buffer = Buffer.allocUnsafeSlow(0);
  #slabView = new DataView(this.#slab.buffer);
  #used = 0;
  readonly #names = new Map<string, Map<string, TableName>>();
  #nameCount = 0;

  /** Makes an entry of what stands in `out`: one frame, tag and length included. Empties `out`. */
  seal(facts: EntryFacts): PipelineEntry {
    const frame = this.takeFrame();
    return {
      frame,
      entryStart: frameHead(frame),
      entryType: facts.entryType,
      eventType: facts.eventType,
      table: facts.table,
      renamedFrom: facts.renamedFrom,
      rows: facts.rows,
      journalName: facts.journalName,
      position: facts.position,
      index: facts.index,
      timestamp: facts.timestamp,
      serverId: facts.serverId,
      gtid: facts.gtid,
    };
  }

  /** One object per name pair for as long as possible: usable as a cache key. */
  tableName(schema: string, table: string): TableName {
    if (schema === "" && table === "") return NO_TABLE;
    let tables = this.#names.get(schema);
    if (tables === undefined) {
      tables = new Map();
      this.#names.set(schema, tables);
    }
    let name = tables.get(table);
    if (name === undefined) {
      if (this.#nameCount++ >= INTERNED_NAMES) {
        this.#names.clear();
        this.#nameCount = 0;
        return this.tableName(schema, table);
      }
      name = { schema, table };
      tables.set(table, name);
    }
    return name;
  }

  /** The finished frame in memory that stays. A view is a plain `Uint8Array`: making a `Buffer` costs several times as much. */
  takeFrame(): Uint8Array {
    const { out } = this;
    const { bytes, pos } = out;
    const length = bytes.length - pos;
    if (length > OWN_BYTES) {
      const own = Buffer.allocUnsafeSlow(length);
      bytes.copy(own, 0, pos);
      out.reset();
      return own;
    }
    if (length >= IN_PLACE_BYTES) return out.take(Math.max(LEAST_ROOM, length + (length >> 2)), SLAB_BYTES);
    if (this.#used + length > this.#slab.length) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.#slabView = new DataView(this.#slab.buffer);
      this.#used = 0;
    }
    const slab = this.#slab;
    const start = this.#used;
    this.#used += length;
    if (length > SHORT_BYTES) bytes.copy(slab, start, pos);
    else this.#copyShort(start, pos, length);
    out.reset();
    return new Uint8Array(slab.buffer, start, length);
  }

  #copyShort(start: number, pos: number, length: number): void {
    const { bytes, view } = this.out;
    const slab = this.#slab;
    const slabView = this.#slabView;
    const words = length & ~3;
    for (let i = 0; i < words; i += 4) slabView.setInt32(start + i, view.getInt32(pos + i));
    for (let i = words; i < length; i++) slab[start + i] = bytes[pos + i] as number;
  }
}

/** Length of tag and varint before the `Entry` in a frame; throws when the frame is no whole `Messages.messages` field. */
export function frameHead(frame: Uint8Array): number {
  let at = 1;
  let length = 0;
  let scale = 1;
  for (;;) {
    const byte = frame[at++];
    if (byte === undefined) break;
    length += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) break;
  }
  if (frame[0] !== 0x12 || at + length !== frame.length) {
    throw new SluiceError("INTERNAL_BUG", {
      what: "an encoder left something else than one frame",
      bytes: frame.length,
    });
  }
  return at;
}
