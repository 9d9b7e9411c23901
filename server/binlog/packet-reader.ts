import { ChunkJoiner } from "./chunk-joiner.ts";
import { BinlogError } from "./error.ts";
import { MAX_EVENT_LENGTH } from "./event-type.ts";

const HEADER = 4;
const FULL = 0xff_ffff;

export interface PacketReaderOptions {
  /** Largest joined payload in bytes; more is BINLOG_BAD_PACKET. */
  readonly maxLength?: number;
  /** Whether sequence numbers must follow one another (mod 256) from the first packet on. Default true. */
  readonly verifySequence?: boolean;
}

/**
 * MySQL packets out of a byte stream (binlog.md 1.1): `u24 length, u8 sequence, payload`. A payload of 0xFFFFFF bytes goes on in the next
 * packet; the joined ones come as one. A payload that lies within one chunk is a view of it, others are copies. Payloads begin with the
 * packet's first byte (in a dump: 0x00 before an event, 0xFF error, 0xFE end). Errors carry the offset in the whole stream.
 */
export class PacketReader {
  readonly #maxLength: number;
  readonly #verifySequence: boolean;
  readonly #joiner = new ChunkJoiner();
  /** Stream offset of the next byte to come. */
  #offset = 0;
  #headerBytes = 0;
  #header = 0;
  /** Payload bytes of the present packet still to come. */
  #left = 0;
  #inPayload = false;
  /** The present packet was full, so the message goes on. */
  #continues = false;
  #joining = false;
  #sequence = -1;
  #failed: BinlogError | undefined;

  constructor(options: PacketReaderOptions = {}) {
    this.#maxLength = options.maxLength ?? MAX_EVENT_LENGTH;
    this.#verifySequence = options.verifySequence ?? true;
  }

  /** Sequence number of the last packet begun, -1 before the first. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Bytes held of a message that is not complete. */
  get pendingBytes(): number {
    return this.#joiner.length + this.#headerBytes;
  }

  /**
   * Payloads that are complete with this chunk, in order. Those before a broken packet are still given; the error comes with the next call
   * then.
   */
  push(chunk: Uint8Array): Uint8Array[] {
    const out: Uint8Array[] = [];
    this.pushInto(chunk, out);
    return out;
  }

  /** As `push`, appending to `out`. */
  pushInto(chunk: Uint8Array, out: Uint8Array[]): void {
    if (this.#failed !== undefined) throw this.#failed;
    const given = out.length;
    const from = this.#offset;
    let at = 0;
    const end = chunk.length;
    while (at < end || (this.#inPayload && this.#left === 0)) {
      if (!this.#inPayload) {
        at = this.#readHeader(chunk, at);
        if (!this.#inPayload) break;
        const error = this.#check(from + at);
        if (error !== undefined) {
          this.#failed = error;
          if (out.length === given) throw error;
          return;
        }
      }
      const size = Math.min(this.#left, end - at);
      const complete = size === this.#left;
      if (complete && !this.#continues && !this.#joining) {
        out.push(chunk.subarray(at, at + size));
      } else {
        this.#joining = true;
        this.#joiner.append(chunk, at, at + size, this.#joiner.length + this.#left);
        if (complete && !this.#continues) {
          out.push(this.#joiner.finish());
          this.#joining = false;
        }
      }
      at += size;
      this.#left -= size;
      if (complete) this.#inPayload = false;
      else break;
    }
    this.#offset = from + end;
  }

  /** Says that the stream is over; BINLOG_TRUNCATED when that is inside a message. */
  end(): void {
    if (this.#failed !== undefined) throw this.#failed;
    if (this.#headerBytes > 0 || this.#inPayload || this.#joining) {
      throw new BinlogError("BINLOG_TRUNCATED", this.#offset, "the stream ends inside a packet");
    }
  }

  #readHeader(chunk: Uint8Array, start: number): number {
    let at = start;
    while (this.#headerBytes < HEADER && at < chunk.length) {
      this.#header = (this.#header | ((chunk[at] as number) << (8 * this.#headerBytes))) >>> 0;
      this.#headerBytes++;
      at++;
    }
    if (this.#headerBytes === HEADER) {
      this.#left = this.#header & FULL;
      this.#continues = this.#left === FULL;
      this.#inPayload = true;
    }
    return at;
  }

  /** Accepts the header just read, or says what is wrong with it. */
  #check(offset: number): BinlogError | undefined {
    const sequence = this.#header >>> 24;
    const expected = (this.#sequence + 1) & 0xff;
    const first = this.#sequence === -1;
    this.#sequence = sequence;
    this.#header = 0;
    this.#headerBytes = 0;
    if (this.#verifySequence && !first && sequence !== expected) {
      return new BinlogError("BINLOG_BAD_PACKET", offset, `packet ${sequence} where ${expected} was due`);
    }
    const total = this.#joiner.length + this.#left;
    if (total > this.#maxLength) {
      return new BinlogError(
        "BINLOG_BAD_PACKET",
        offset,
        `message of ${total} bytes or more, ${this.#maxLength} allowed`,
      );
    }
    return undefined;
  }
}
