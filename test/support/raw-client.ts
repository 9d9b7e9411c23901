import { connect } from "node:net";
import type { Socket } from "node:net";
import { encodeFrame, FrameReader } from "../../proto/frame.ts";
import { decodeAck, decodeHandshake, decodeMessages } from "../../proto/packet-reply.ts";
import { encodeBatchRequest, encodeClientAuth, encodeGet, encodeSub } from "../../proto/packet-request.ts";
import type { ClientAuth, Get } from "../../proto/packet-request.ts";
import { decodePacket, encodePacket, PacketType } from "../../proto/packet.ts";

/** What came back: a frame's body, or the end of the connection. */
export type Answer =
  | {
      readonly kind: "frame";
      readonly hex: string;
      readonly version: number;
      readonly type: number;
      readonly body: Uint8Array;
    }
  | { readonly kind: "closed" }
  | { readonly kind: "nothing" };

const WAIT_MS = 10_000;

/** A client that sends any bytes and shows what came back, frame by frame. */
export class RawClient {
  readonly socket: Socket;
  readonly #reader = new FrameReader(0x7fff_ffff);
  readonly #frames: Buffer[] = [];
  #closed = false;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#reader.push(chunk);
      for (let frame = this.#reader.next(); frame !== undefined; frame = this.#reader.next()) this.#frames.push(frame);
      this.#wake?.();
    });
    const end = (): void => {
      this.#closed = true;
      this.#wake?.();
    };
    socket.on("error", end);
    socket.on("end", end);
    socket.on("close", end);
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const client = new RawClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return client;
  }

  /** Connected, greeted and authenticated without a password. */
  static async ready(port: number, auth: Partial<ClientAuth> = {}): Promise<RawClient> {
    const client = await RawClient.connect(port);
    await client.seeds();
    client.auth(auth);
    const answer = await client.answer();
    if (answer.kind !== "frame" || answer.hex !== "10011803")
      throw new Error(`not authenticated: ${JSON.stringify(answer)}`);
    return client;
  }

  async seeds(): Promise<Uint8Array> {
    const answer = await this.answer();
    if (answer.kind !== "frame" || answer.type !== PacketType.HANDSHAKE) throw new Error("no handshake");
    return decodeHandshake(answer.body).seeds;
  }

  /** The next frame; `closed` when the server has hung up. With `waitMs` silence for so long is the answer `nothing`. */
  async answer(waitMs?: number): Promise<Answer> {
    const deadline = Date.now() + (waitMs ?? WAIT_MS);
    for (;;) {
      const frame = this.#frames.shift();
      if (frame !== undefined) {
        const packet = decodePacket(frame);
        return { kind: "frame", hex: frame.toString("hex"), ...packet };
      }
      if (this.#closed) return { kind: "closed" };
      const left = deadline - Date.now();
      if (left <= 0) {
        if (waitMs !== undefined) return { kind: "nothing" };
        throw new Error(`no answer within ${String(WAIT_MS)} ms`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  frame(body: Uint8Array): void {
    this.raw(encodeFrame(body));
  }

  packet(type: number, body: Uint8Array = new Uint8Array(0)): void {
    this.raw(encodePacket(type as PacketType, body));
  }

  auth(auth: Partial<ClientAuth> = {}): void {
    this.packet(PacketType.CLIENTAUTHENTICATION, encodeClientAuth(auth));
  }

  subscribe(filter = "", clientId = "1001", destination = "example"): void {
    this.packet(PacketType.SUBSCRIPTION, encodeSub({ destination, clientId, filter }));
  }

  unsubscribe(clientId = "1001", destination = "example"): void {
    this.packet(PacketType.UNSUBSCRIPTION, encodeSub({ destination, clientId, filter: "" }));
  }

  get(fetchSize: number, options: Partial<Get> = {}): void {
    const body = encodeGet({
      destination: "example",
      clientId: "1001",
      fetchSize,
      timeout: -1,
      unit: 2,
      autoAck: undefined,
      ...options,
    });
    this.packet(PacketType.GET, body);
  }

  ack(batchId: number | bigint, clientId = "1001", destination = "example"): void {
    this.packet(PacketType.CLIENTACK, encodeBatchRequest({ destination, clientId, batchId }));
  }

  rollback(batchId: number | bigint = 0, clientId = "1001", destination = "example"): void {
    this.packet(PacketType.CLIENTROLLBACK, encodeBatchRequest({ destination, clientId, batchId }));
  }

  close(): void {
    this.socket.destroy();
  }
}

/** Batch id and entries of a MESSAGES answer. */
export function messagesOf(answer: Answer): {
  readonly batchId: number | bigint;
  readonly entries: readonly Uint8Array[];
} {
  if (answer.kind !== "frame" || answer.type !== PacketType.MESSAGES) throw new Error(`no batch: ${describe(answer)}`);
  return decodeMessages(answer.body);
}

/** An answer as a line of text. */
export function describe(answer: Answer): string {
  if (answer.kind !== "frame") return answer.kind;
  if (answer.type === PacketType.ACK) {
    const { errorCode, errorMessage } = decodeAck(answer.body);
    return errorCode === 0 ? answer.hex : `error ${String(errorCode)}: ${errorMessage}`;
  }
  if (answer.type === PacketType.MESSAGES) {
    const { batchId, entries } = decodeMessages(answer.body);
    const version = answer.version === 0 ? "(no version)" : `version=${String(answer.version)}`;
    return `MESSAGES ${version} batchId=${String(batchId)} entries=${String(entries.length)}`;
  }
  return `type ${String(answer.type)} ${answer.hex}`;
}
