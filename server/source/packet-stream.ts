import type { Socket } from "node:net";
import { SluiceError } from "../../proto/error.ts";
import { BinlogError } from "../binlog/error.ts";
import { PacketReader } from "../binlog/packet-reader.ts";
import { sourceError } from "./mysql-error.ts";
import type { SourceAddress } from "./mysql-error.ts";

const NOTHING = new Uint8Array(0);

export interface PacketStreamOptions {
  readonly address: SourceAddress;
  /** Longest time without a byte while somebody waits for one, in milliseconds. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
}

/**
 * Payloads of MySQL packets from a socket that nobody else reads, a batch per chunk. Reads only when asked: the socket's own buffer fills,
 * TCP closes its window, the source waits. The silence clock runs only while we wait for the source, never while the reader is busy.
 */
export class PacketStream {
  readonly #socket: Socket;
  readonly #options: PacketStreamOptions;
  readonly #onAbort: () => void;
  readonly #silence: NodeJS.Timeout;
  #packets = new PacketReader();
  #waiting = false;
  #wake: (() => void) | undefined;
  #failure: unknown;
  #ended = false;
  receivedBytes = 0;
  lastReceivedAt = Date.now();

  constructor(socket: Socket, options: PacketStreamOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#onAbort = () => {
      this.#fail(options.signal.reason);
    };
    this.#silence = setTimeout(() => {
      this.#onSilence();
    }, options.silenceMs);
    options.signal.addEventListener("abort", this.#onAbort, { once: true });
    socket.on("readable", () => {
      this.#wakeUp();
    });
    socket.on("end", () => {
      this.#ended = true;
      this.#wakeUp();
    });
    socket.on("error", (error) => {
      this.#fail(sourceError(error, options.address, "SOURCE_CONNECTION_LOST"));
    });
    socket.on("close", () => {
      this.#ended = true;
      this.#wakeUp();
    });
    if (options.signal.aborted) this.#onAbort();
  }

  /** Begins a new exchange: packet numbers start over, as they do with every command. */
  send(command: Uint8Array): void {
    this.#packets = new PacketReader();
    this.#socket.write(command);
  }

  /** The payloads that are complete with the next bytes, at least one; undefined when the stream ended between packets. */
  async next(): Promise<Uint8Array[] | undefined> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      // A broken packet behind good ones shows with the next call only.
      this.#parse(NOTHING);
      const chunk = this.#socket.read() as Buffer | null;
      if (chunk === null) {
        if (this.#ended) return this.#finish();
        await this.#wait();
        continue;
      }
      this.receivedBytes += chunk.length;
      this.lastReceivedAt = Date.now();
      const payloads = this.#parse(chunk);
      if (payloads.length > 0) return payloads;
    }
  }

  /** Ends it at once; resolves when the socket is gone. */
  async close(): Promise<void> {
    clearTimeout(this.#silence);
    this.#options.signal.removeEventListener("abort", this.#onAbort);
    this.#failure ??= new SluiceError("SOURCE_CLOSED", this.#place());
    this.#wakeUp();
    if (this.#socket.closed) return;
    await new Promise<void>((resolve) => {
      this.#socket.once("close", () => {
        resolve();
      });
      this.#socket.destroy();
    });
  }

  #parse(chunk: Uint8Array): Uint8Array[] {
    try {
      return this.#packets.push(chunk);
    } catch (error) {
      if (!(error instanceof BinlogError)) throw error;
      throw this.#broken(error);
    }
  }

  #finish(): undefined {
    try {
      this.#packets.end();
      return undefined;
    } catch (error) {
      if (!(error instanceof BinlogError)) throw error;
      // A stream cut inside a packet is a lost connection like any other.
      throw new SluiceError("SOURCE_CONNECTION_LOST", { ...this.#place(), reason: error.message }, { cause: error });
    }
  }

  #broken(error: BinlogError): SluiceError {
    return new SluiceError("SOURCE_BAD_STREAM", { ...this.#place(), reason: error.message }, { cause: error });
  }

  async #wait(): Promise<void> {
    this.#waiting = true;
    this.#silence.refresh();
    await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#waiting = false;
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  #fail(reason: unknown): void {
    this.#failure ??= reason;
    this.#socket.destroy();
    this.#wakeUp();
  }

  #onSilence(): void {
    if (!this.#waiting) {
      this.#silence.refresh();
      return;
    }
    this.#fail(new SluiceError("SOURCE_SILENT", { ...this.#place(), milliseconds: this.#options.silenceMs }));
  }

  #place(): { address: string; port: number } {
    return { address: this.#options.address.host, port: this.#options.address.port };
  }
}
