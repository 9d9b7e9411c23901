import { SluiceError } from "../../proto/error.ts";
import type { ErrorDetails } from "../../proto/error.ts";
import type { BinlogFeed, BinlogFeedStats } from "./binlog-source.ts";
import { dumpError, readErrorPacket } from "./dump-error.ts";
import type { EventSkipper } from "./event-skipper.ts";
import type { PacketStream } from "./packet-stream.ts";

const EVENT = 0x00;
const ERROR = 0xff;
const END = 0xfe;
/** A longer message that begins with 0xFE is no end. */
const END_LENGTH = 9;

export interface DumpFeedOptions {
  readonly checksum: "NONE" | "CRC32";
  /** Start of the dump and address, for errors. */
  readonly details: ErrorDetails;
  /** Looks an error over before it is thrown: what is purged gets the oldest file that is left. */
  readonly explain: (error: SluiceError) => Promise<SluiceError>;
  readonly onClose: (feed: BinlogFeed) => void;
  /** Reads up to a start that the command can't name. */
  readonly skipper: EventSkipper | undefined;
}

/** The events of one dump (binlog.md 3): each message is `00` and an event, `ff` and an error, or `fe`, the end. */
export class DumpFeed implements BinlogFeed {
  readonly checksum: "NONE" | "CRC32";
  readonly #stream: PacketStream;
  readonly #options: DumpFeedOptions;
  #head: readonly Uint8Array[] | undefined;
  #done = false;

  /** `head` is what was read of the stream already. */
  constructor(stream: PacketStream, head: readonly Uint8Array[], options: DumpFeedOptions) {
    this.#stream = stream;
    this.#head = head;
    this.#options = options;
    this.checksum = options.checksum;
  }

  get stats(): BinlogFeedStats {
    return this.#stream;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<readonly Uint8Array[]> {
    try {
      for (;;) {
        const payloads = this.#head ?? (await this.#stream.next());
        this.#head = undefined;
        if (payloads === undefined) throw new SluiceError("SOURCE_CONNECTION_LOST", this.#options.details);
        const { events: all, end } = this.#unwrap(payloads);
        const events = this.#options.skipper?.filter(all) ?? all;
        if (events.length > 0) yield events;
        if (end !== undefined) {
          if (end === "orderly") return;
          throw await this.#options.explain(end);
        }
      }
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    this.#options.onClose(this);
    await this.#stream.close();
  }

  #unwrap(payloads: readonly Uint8Array[]): { events: Uint8Array[]; end: SluiceError | "orderly" | undefined } {
    const events: Uint8Array[] = [];
    for (const payload of payloads) {
      const status = payload[0];
      if (status === EVENT) {
        events.push(payload.subarray(1));
      } else if (status === ERROR) {
        return { events, end: dumpError(readErrorPacket(payload), this.#options.details) };
      } else if (status === END && payload.length < END_LENGTH) {
        return { events, end: "orderly" };
      } else {
        const reason = status === undefined ? "empty message" : `message begins with 0x${status.toString(16)}`;
        return { events, end: new SluiceError("SOURCE_BAD_STREAM", { ...this.#options.details, reason }) };
      }
    }
    return { events, end: undefined };
  }
}
