import { ChunkJoiner } from "./chunk-joiner.ts";
import { BinlogError } from "./error.ts";
import { HEADER_LENGTH, MAX_EVENT_LENGTH } from "./event-type.ts";
import { u32At } from "./reader.ts";

const LENGTH_AT = 9;

/** Cuts a run of events, each behind the other as in a file, by the length in their headers. Views where one chunk holds all of it. */
export class EventSplitter {
  readonly #maxLength: number;
  readonly #joiner = new ChunkJoiner();
  /** Whole length of the event being joined, 0 while its header is not complete. */
  #wanted = 0;
  #offset: number;

  /** `offset` is where the first byte stands, for errors. */
  constructor(offset = 0, maxLength = MAX_EVENT_LENGTH) {
    this.#offset = offset;
    this.#maxLength = maxLength;
  }

  /** Offset of the next event to be given. */
  get offset(): number {
    return this.#offset;
  }

  get pendingBytes(): number {
    return this.#joiner.length;
  }

  /** Appends the events that are complete with this chunk. Those before a bad length are in `out` when it throws. */
  pushInto(chunk: Uint8Array, out: Uint8Array[]): void {
    let at = 0;
    const end = chunk.length;
    if (this.#joiner.length > 0) {
      at = this.#fill(chunk, out);
      if (this.#joiner.length > 0) return;
    }
    while (end - at >= HEADER_LENGTH) {
      const length = this.#checked(u32At(chunk, at + LENGTH_AT));
      if (length > end - at) break;
      out.push(chunk.subarray(at, at + length));
      at += length;
      this.#offset += length;
    }
    if (at < end) {
      if (end - at >= HEADER_LENGTH) this.#wanted = u32At(chunk, at + LENGTH_AT);
      this.#joiner.append(chunk, at, end, this.#wanted === 0 ? HEADER_LENGTH : this.#wanted);
    }
  }

  /** BINLOG_TRUNCATED when an event is not complete. */
  end(): void {
    if (this.#joiner.length > 0) {
      const wanted = this.#wanted === 0 ? HEADER_LENGTH : this.#wanted;
      throw new BinlogError("BINLOG_TRUNCATED", this.#offset, `event of ${wanted} bytes, ${this.#joiner.length} there`);
    }
  }

  #fill(chunk: Uint8Array, out: Uint8Array[]): number {
    let at = 0;
    if (this.#wanted === 0) {
      at = Math.min(chunk.length, HEADER_LENGTH - this.#joiner.length);
      this.#joiner.append(chunk, 0, at, HEADER_LENGTH);
      if (this.#joiner.length < HEADER_LENGTH) return at;
      this.#wanted = this.#checked(this.#joinedLength());
    }
    const size = Math.min(chunk.length - at, this.#wanted - this.#joiner.length);
    this.#joiner.append(chunk, at, at + size, this.#wanted);
    if (this.#joiner.length === this.#wanted) {
      this.#offset += this.#wanted;
      this.#wanted = 0;
      out.push(this.#joiner.finish());
    }
    return at + size;
  }

  #joinedLength(): number {
    const at = (index: number): number => this.#joiner.at(LENGTH_AT + index);
    return (at(0) | (at(1) << 8) | (at(2) << 16) | (at(3) << 24)) >>> 0;
  }

  #checked(length: number): number {
    if (length < HEADER_LENGTH || length > this.#maxLength) {
      throw new BinlogError(
        "BINLOG_BAD_LENGTH",
        this.#offset + LENGTH_AT,
        `event length ${length}, must be ${HEADER_LENGTH} to ${this.#maxLength}`,
      );
    }
    return length;
  }
}
