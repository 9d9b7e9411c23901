import type { PipelineEntry } from "../pipeline-entry.ts";
import type { Tally } from "./tally.ts";
import type { ReadPoint } from "./walk.ts";

/** A batch on its way to a consumer. */
export interface DeliveredBatch {
  readonly id: number;
  readonly entries: number;
  readonly rows: number;
  /** Bytes of all slices. */
  readonly bytes: number;
  /** The entries' frames, in order, neighbours joined: repeated field 2 of a `Messages` message. */
  readonly slices: readonly Uint8Array[];
}

/** What is kept of a batch until it is acked. */
export interface OutstandingBatch {
  readonly id: number;
  readonly end: ReadPoint;
  readonly entries: number;
  readonly rows: number;
  /** Execute time of its last entry, milliseconds. */
  readonly timestamp: number;
  /** What became of the entries from `start` to `end`. */
  readonly tally: Tally;
}

/** Collects the entries of a batch; frames that lie one behind the other in memory become one slice. */
export class BatchBuilder {
  entries = 0;
  rows = 0;
  /** Canal's size: bytes of the entries alone. */
  size = 0;
  /** Bytes of the frames, which is what is sent. */
  bytes = 0;
  timestamp = 0;
  readonly slices: Uint8Array[] = [];
  #buffer: ArrayBufferLike | undefined;
  #start = 0;
  #end = 0;

  add(entry: PipelineEntry): void {
    const { frame } = entry;
    this.entries++;
    this.rows += entry.rows;
    this.size += frame.length - entry.entryStart;
    this.bytes += frame.length;
    this.timestamp = entry.timestamp;
    const { buffer, byteOffset } = frame;
    if (buffer === this.#buffer && byteOffset === this.#end) {
      this.#end += frame.length;
      return;
    }
    this.#close();
    this.#buffer = buffer;
    this.#start = byteOffset;
    this.#end = byteOffset + frame.length;
  }

  /** Ends the last slice; nothing may be added afterwards. */
  finish(): readonly Uint8Array[] {
    this.#close();
    this.#buffer = undefined;
    return this.slices;
  }

  #close(): void {
    if (this.#buffer === undefined) return;
    this.slices.push(new Uint8Array(this.#buffer, this.#start, this.#end - this.#start));
  }
}
