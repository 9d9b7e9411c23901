import { SluiceError } from "../../proto/error.ts";
import { BinlogError } from "../binlog/error.ts";
import { BinlogFileReader } from "../binlog/binlog-file-reader.ts";
import { EventDecoder } from "../binlog/event-decoder.ts";
import { EVENT_FLAG, EVENT_TYPE, HEADER_LENGTH } from "../binlog/event-type.ts";
import { u16At, u32At } from "../binlog/reader.ts";
import { sleepUnlessAborted } from "../reconnect.ts";
import { artificialRotate, heartbeat, unplacedFormatDescription } from "./artificial-event.ts";
import type { Checksum } from "./artificial-event.ts";
import type { BinlogFeed } from "./binlog-source.ts";
import type { GtidSkipper } from "./gtid-skipper.ts";
import type { LogBytes } from "./log-bytes.ts";
import type { LogFile, LogFiles } from "./log-files.ts";

const FILE_START = 4;
const WRAP = 2 ** 32;
const NOTHING = new Uint8Array(0);
const ROTATE_NAME = HEADER_LENGTH + 8;

export interface LocalFeedOptions {
  readonly files: LogFiles;
  readonly first: LogFile;
  /** Start of an event in the first file. */
  readonly position: number;
  /**
   * At the end of the last file: `wait` for more; `stop`, an incomplete event at the very end left out; `check`: as `stop`, but an
   * incomplete event is an error.
   */
  readonly atEnd: "wait" | "stop" | "check";
  /** Between looks for more, milliseconds. */
  readonly pollMs: number;
  readonly heartbeatMs: number;
  readonly skipper: GtidSkipper | undefined;
  readonly signal: AbortSignal;
  readonly onClose: () => void;
}

interface Place {
  readonly file: LogFile;
  readonly position: number;
}

/**
 * Files as the dump that a server would make of them: before each an artificial ROTATE, and heartbeats at the end of the log. One piece of a
 * file is read for each step of the reader, so nothing piles up.
 */
export class LocalFeed implements BinlogFeed {
  readonly checksum = "NONE";
  readonly stats = { receivedBytes: 0, lastReceivedAt: 0 };
  readonly #options: LocalFeedOptions;
  readonly #closed = new AbortController();
  readonly #signal: AbortSignal;
  #complete = false;
  /** Of the events of the file in force. */
  #checksum: Checksum = "NONE";

  constructor(options: LocalFeedOptions) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#closed.signal]);
  }

  get complete(): boolean {
    return this.#complete;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<readonly Uint8Array[]> {
    try {
      yield* this.#run();
    } finally {
      await this.close();
    }
  }

  async *#run(): AsyncGenerator<readonly Uint8Array[]> {
    const { first, position, skipper } = this.#options;
    let place: Place | undefined = { file: first, position };
    while (place !== undefined) {
      const { file } = place;
      const bytes = await file.open();
      const reading = new FileReading(place, bytes);
      try {
        yield [artificialRotate(file.journalName, place.position, this.#checksum)];
        for await (const events of this.#eventsOf(reading)) {
          const passed = skipper === undefined ? events : skipper.filter(events);
          if (passed.length > 0) yield passed;
        }
        place = await this.#next(reading);
        if (!this.#signal.aborted) await reading.end(place === undefined, this.#options.atEnd);
      } catch (error) {
        throw placed(error, file.journalName, reading.position);
      } finally {
        await bytes.close();
      }
      if (this.#signal.aborted) return;
    }
    this.#complete = true;
  }

  close(): Promise<void> {
    this.#closed.abort();
    this.#options.onClose();
    return Promise.resolve();
  }

  /** Events of one file until it is over: the log has gone on in another, or there is no more to come. */
  async *#eventsOf(reading: FileReading): AsyncGenerator<Uint8Array[]> {
    const { atEnd, files, pollMs, heartbeatMs } = this.#options;
    let beatAt = 0;
    while (!this.#signal.aborted) {
      const events = await reading.next();
      if (events !== undefined) {
        this.stats.receivedBytes += reading.taken;
        this.stats.lastReceivedAt = Date.now();
        this.#checksum = reading.checksum;
        if (events.length > 0) yield events;
        beatAt = 0;
        continue;
      }
      if (reading.rotatesTo !== undefined && (await this.#isThere(reading))) return;
      if (reading.rotatesTo === undefined && (await files.after(reading.file, undefined)) !== undefined) {
        // The last bytes may have come between the two looks.
        const rest = await reading.next();
        if (rest === undefined) return;
        if (rest.length > 0) yield rest;
        continue;
      }
      if (atEnd !== "wait") return;
      if (await reading.bytes.isReplaced()) throw replaced(reading);
      const now = Date.now();
      if (now >= beatAt) {
        this.stats.lastReceivedAt = now;
        yield [heartbeat(reading.file.journalName, reading.position, this.#checksum)];
        beatAt = now + heartbeatMs;
      }
      await sleepUnlessAborted(pollMs, this.#signal);
    }
  }

  async #isThere({ file, rotatesTo }: FileReading): Promise<boolean> {
    return (await this.#options.files.after(file, rotatesTo)) !== undefined;
  }

  async #next({ file, rotatesTo }: FileReading): Promise<Place | undefined> {
    if (this.#signal.aborted) return undefined;
    const next = await this.#options.files.after(file, rotatesTo);
    return next === undefined ? undefined : { file: next, position: FILE_START };
  }
}

/** One file being read. */
class FileReading {
  readonly file: LogFile;
  readonly bytes: LogBytes;
  checksum: Checksum = "NONE";
  /** Name in the ROTATE that ends it. */
  rotatesTo: string | undefined;
  /** Bytes of the last step. */
  taken = 0;
  readonly #start: number;
  #reader = new BinlogFileReader();
  #begun = false;
  #described = false;

  constructor({ file, position }: Place, bytes: LogBytes) {
    this.file = file;
    this.bytes = bytes;
    this.#start = position;
  }

  /** End of the last whole event. */
  get position(): number {
    return this.#reader.position;
  }

  /** Events of the next piece; undefined when there is no more for now. */
  async next(): Promise<Uint8Array[] | undefined> {
    const piece = await this.bytes.next();
    if (piece === undefined) {
      // What was broken behind the events of the last piece comes out now.
      this.#reader.push(NOTHING);
      return undefined;
    }
    this.taken = piece.length;
    const before = this.#reader.position;
    const events = this.#reader.push(piece);
    const out = this.#begun ? events : this.#seek(events, before);
    this.#noteRotate(out.at(-1));
    return out;
  }

  /** The file is over: it must not end inside an event, unless it was cut there when its server started again after a crash. */
  async end(isLast: boolean, atEnd: LocalFeedOptions["atEnd"]): Promise<void> {
    if (isLast && atEnd !== "check") return;
    if (this.#reader.pendingBytes === 0 && !this.bytes.torn && this.#described) return;
    const { journalName, path } = this.file;
    const size = await this.bytes.size();
    if (size !== undefined && size <= this.position && this.#described) return;
    throw new SluiceError("SOURCE_FILE_TORN", { journalName, position: this.position, file: path });
  }

  /** Leaves out what lies before the start, but for the FORMAT_DESCRIPTION. */
  #seek(events: Uint8Array[], from: number): Uint8Array[] {
    const out: Uint8Array[] = [];
    let at = from;
    for (const [index, raw] of events.entries()) {
      if (!this.#described) {
        this.#describe(raw);
        if (this.#start > FILE_START) {
          out.push(unplacedFormatDescription(raw, this.checksum));
          if (at + raw.length < this.#start && this.bytes.seek(this.#start)) {
            this.#reader = new BinlogFileReader({ position: this.#start });
            return out;
          }
        }
      }
      if (at === this.#start) {
        this.#assertPlace(raw, at);
        this.#begun = true;
        return [...out, ...events.slice(index)];
      }
      at += raw.length;
      if (at > this.#start) throw this.#invalid();
    }
    return out;
  }

  #describe(raw: Uint8Array): void {
    const event = new EventDecoder({ checksum: "NONE" }).decode(raw);
    if (event.kind !== "format-description") {
      throw new BinlogError("BINLOG_CORRUPT_EVENT", FILE_START, "the file does not begin with a FORMAT_DESCRIPTION");
    }
    this.checksum = event.checksum;
    this.#described = true;
  }

  /** What stands in the middle of an event says another end than its own, almost for certain; its checksum tells the rest. */
  #assertPlace(raw: Uint8Array, at: number): void {
    const logPos = u32At(raw, 13);
    if (logPos !== 0 && logPos !== (at + raw.length) % WRAP) throw this.#invalid();
  }

  #invalid(): SluiceError {
    const { journalName, path } = this.file;
    return new SluiceError("SOURCE_POSITION_INVALID", { journalName, position: this.#start, file: path });
  }

  #noteRotate(last: Uint8Array | undefined): void {
    if (last === undefined || last[4] !== EVENT_TYPE.ROTATE || (u16At(last, 17) & EVENT_FLAG.ARTIFICIAL) !== 0) return;
    const end = last.length - (this.checksum === "CRC32" ? 4 : 0);
    if (end > ROTATE_NAME) this.rotatesTo = Buffer.from(last.subarray(ROTATE_NAME, end)).toString("utf8");
  }
}

function replaced({ file, position }: FileReading): SluiceError {
  const reason = "the file is gone or another one has its name";
  return new SluiceError("SOURCE_LOG_PURGED", { journalName: file.journalName, position, file: file.path, reason });
}

/** Bad bytes of a file get its name; their offset is that in the file. */
function placed(error: unknown, journalName: string, position: number): unknown {
  if (!(error instanceof BinlogError)) return error;
  return new SluiceError(error.code, { journalName, position, reason: error.message }, { cause: error });
}
