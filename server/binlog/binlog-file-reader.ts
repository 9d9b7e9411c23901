import { asBinlogError, BinlogError } from "./error.ts";
import { EventSplitter } from "./event-splitter.ts";
import { EVENT_TYPE } from "./event-type.ts";

/** First bytes of every log file; an encrypted one of MySQL has 0xfd in front. */
const MAGIC = [0xfe, 0x62, 0x69, 0x6e] as const;
const ENCRYPTED = 0xfd;

export interface BinlogFileReaderOptions {
  /** Offset in the file of the first byte to be pushed: 0 begins with the magic, others are the start of an event. */
  readonly position?: number;
  readonly maxEventLength?: number;
}

/**
 * Raw events out of the bytes of a log file, in any chunks. BINLOG_BAD_MAGIC for what is no log, BINLOG_UNSUPPORTED for an encrypted one
 * (MySQL by its magic, MariaDB by START_ENCRYPTION), BINLOG_BAD_LENGTH for a broken one; offsets are those of the file.
 */
export class BinlogFileReader {
  readonly #splitter: EventSplitter;
  #magic: number;
  #failed: BinlogError | undefined;

  constructor(options: BinlogFileReaderOptions = {}) {
    const position = options.position ?? 0;
    this.#magic = Math.min(position, MAGIC.length);
    this.#splitter = new EventSplitter(Math.max(position, MAGIC.length), options.maxEventLength);
  }

  /** Offset in the file of the next event to be given. */
  get position(): number {
    return this.#splitter.offset;
  }

  /** Bytes of an event that is not complete: a file still being written, or a torn one. */
  get pendingBytes(): number {
    return this.#splitter.pendingBytes;
  }

  /** Events complete with this chunk. Those before a broken place are still given; the error comes with the next call then. */
  push(chunk: Uint8Array): Uint8Array[] {
    if (this.#failed !== undefined) throw this.#failed;
    const out: Uint8Array[] = [];
    try {
      const skipped = this.#checkMagic(chunk);
      this.#splitter.pushInto(skipped === 0 ? chunk : chunk.subarray(skipped), out);
    } catch (error) {
      this.#failed = asBinlogError(error);
    }
    // First: behind the notice nothing has a length that could be believed.
    this.#failed = this.#cutEncrypted(out) ?? this.#failed;
    if (this.#failed !== undefined && out.length === 0) throw this.#failed;
    return out;
  }

  /** Says that the file is over; BINLOG_TRUNCATED inside an event or the magic. */
  end(): void {
    if (this.#failed !== undefined) throw this.#failed;
    if (this.#magic < MAGIC.length) {
      throw new BinlogError("BINLOG_TRUNCATED", this.#magic, "the file is shorter than its magic");
    }
    this.#splitter.end();
  }

  #checkMagic(chunk: Uint8Array): number {
    let at = 0;
    while (this.#magic < MAGIC.length && at < chunk.length) {
      const byte = chunk[at] as number;
      if (this.#magic === 0 && byte === ENCRYPTED) {
        throw new BinlogError(
          "BINLOG_UNSUPPORTED",
          0,
          "the file is encrypted by MySQL; read it from the server instead",
        );
      }
      if (byte !== MAGIC[this.#magic]) {
        throw new BinlogError("BINLOG_BAD_MAGIC", this.#magic, `byte ${byte.toString(16)}`);
      }
      this.#magic++;
      at++;
    }
    return at;
  }

  /** Takes MariaDB's encryption notice and all behind it off `out`. */
  #cutEncrypted(out: Uint8Array[]): BinlogError | undefined {
    const index = out.findIndex((raw) => raw[4] === EVENT_TYPE.MARIADB_START_ENCRYPTION);
    if (index === -1) return undefined;
    let after = 0;
    for (const raw of out.splice(index)) after += raw.length;
    return new BinlogError(
      "BINLOG_UNSUPPORTED",
      this.#splitter.offset - after,
      "the rest of the file is encrypted by MariaDB; read it from the server instead",
    );
  }
}
