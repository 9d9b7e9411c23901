import { connect } from "node:net";
import type { Socket } from "node:net";
import { batchPlaces, packetPlaces } from "../../proto/entry-reader-batch.ts";
import { EntryDecoder } from "../../proto/entry-reader.ts";
import { EntryType } from "../../proto/entry-type.ts";
import { FrameReader } from "../../proto/frame.ts";
import { encodePacket, PacketType } from "../../proto/packet.ts";
import { encodeBatchRequest, encodeClientAuth, encodeGet, encodeSub } from "../../proto/packet-request.ts";

const NO_WAIT = -1;
const MOST_FRAME = 0x7fff_ffff;

export interface Taken {
  rows: number;
  /** Of all frames with data, their headers included. */
  bytes: number;
  frames: number;
}

export interface TakeOptions {
  readonly port: number;
  readonly destination: string;
  readonly clientId: string;
  /** Stops when so many rows have come. */
  readonly rows: number;
  readonly batchSize: number;
  /** How long the server may wait until a batch is full; not given: it does not wait, and is asked again a millisecond later. */
  readonly waitMs?: number;
  readonly onFrame?: (body: Buffer) => void;
}

/**
 * A client that decodes no rows: it sends the ack of a frame and the next get with one write as soon as the frame is there, on a no-delay
 * socket, and then counts rows by the `rowsCount` of the entries' headers. What it measures is the server.
 */
export class FrameClient {
  /** What it got so far. */
  readonly taken: Taken = { rows: 0, bytes: 0, frames: 0 };
  readonly #socket: Socket;
  readonly #frames = new FrameReader(MOST_FRAME);
  readonly #decoder = new EntryDecoder();
  readonly #options: TakeOptions;
  #wake: (() => void) | undefined;
  #failure: Error | undefined;

  private constructor(options: TakeOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    const fail = (error?: Error): void => {
      this.#failure ??= error ?? new Error("the server has closed the connection");
      this.#wake?.();
    };
    socket.on("data", (chunk: Buffer) => {
      this.#frames.push(chunk);
      this.#wake?.();
    });
    socket.on("error", fail);
    socket.on("close", () => {
      fail();
    });
  }

  /** Connects, logs in and subscribes. */
  static async open(options: TakeOptions): Promise<FrameClient> {
    const client = new FrameClient(options, connect({ host: "127.0.0.1", port: options.port, noDelay: true }));
    await client.#next();
    await client.#request(PacketType.CLIENTAUTHENTICATION, encodeClientAuth({}));
    const { destination, clientId } = options;
    await client.#request(PacketType.SUBSCRIPTION, encodeSub({ destination, clientId, filter: "" }));
    return client;
  }

  async take(): Promise<Taken> {
    const { destination, clientId, rows, batchSize, waitMs = NO_WAIT, onFrame } = this.#options;
    const { taken } = this;
    const identity = { destination, clientId };
    const get = encodePacket(
      PacketType.GET,
      encodeGet({ ...identity, fetchSize: batchSize, timeout: waitMs, unit: 2, autoAck: false }),
    );
    this.#socket.write(get);
    for (;;) {
      const body = await this.#next();
      const packet = packetPlaces(body);
      if (packet.type !== PacketType.MESSAGES) throw new Error(`packet ${String(packet.type)} instead of a batch`);
      const { batchId, places } = batchPlaces(body, packet);
      if (batchId === -1) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        this.#socket.write(get);
        continue;
      }
      const ack = encodePacket(PacketType.CLIENTACK, encodeBatchRequest({ ...identity, batchId }));
      this.#socket.write(Buffer.concat([ack, get]));
      taken.frames++;
      taken.bytes += body.length + 4;
      onFrame?.(body);
      for (let i = 0; i < places.length; i += 2) taken.rows += this.#rowsOf(body, places[i], places[i + 1]);
      if (taken.rows >= rows) return taken;
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #rowsOf(body: Buffer, start: number | undefined, end: number | undefined): number {
    const entry = this.#decoder.decode(body, start, end);
    if (entry.entryType !== EntryType.ROWDATA) return 0;
    return Number(entry.props.find(({ key }) => key === "rowsCount")?.value ?? 0);
  }

  async #request(type: PacketType, body: Uint8Array): Promise<void> {
    this.#socket.write(encodePacket(type, body));
    await this.#next();
  }

  async #next(): Promise<Buffer> {
    for (;;) {
      const body = this.#frames.next();
      if (body !== undefined) return body;
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
