import type { HostAndPort } from "../proto/coordination/payloads.ts";
import { SluiceError } from "../proto/error.ts";
import { batchPlaces } from "../proto/entry-reader-batch.ts";
import type { EntryDecoder } from "../proto/entry-reader.ts";
import { encodePacket, PacketType } from "../proto/packet.ts";
import { decodeAck, decodeHandshake } from "../proto/packet-reply.ts";
import { encodeBatchRequest, encodeClientAuth, encodeGet, encodeSub } from "../proto/packet-request.ts";
import type { Int64 } from "../proto/protobuf.ts";
import { scramblePassword } from "../proto/scramble.ts";
import { Batch } from "./batch.ts";
import { bodyOf, Connection, describeReply, type Reply } from "./connection.ts";
import type { ResolvedOptions } from "./options.ts";

/** Java's number of milliseconds among its units of time. */
const MILLISECONDS = 2;
/** Longest time a timer takes, milliseconds. */
const MAX_TIMER = 0x7fff_ffff;
/** The wait that means none. */
export const TRY_GET = -1;

/**
 * Canal's requests of one consumer over one connection (canal-protocol 2 and 3). A request that the server refuses ends the connection: the
 * refusal may belong to an earlier ack or rollback, which have no reply when they succeed.
 */
export class Protocol {
  readonly connection: Connection;
  /** The batches that came over this connection and are neither acked nor rolled back, by id, oldest first. */
  readonly outstanding = new Map<Int64, Batch>();
  /** Counts the times that everything was given back: what was asked for before such a moment does not count after it. */
  private epoch = 0;
  /** Whether this connection has given back what an earlier one left. */
  private settled: boolean;
  private readonly options: ResolvedOptions;
  private readonly identity: { readonly destination: string; readonly clientId: string };
  private readonly decoder: EntryDecoder;

  private constructor(connection: Connection, options: ResolvedOptions, decoder: EntryDecoder) {
    this.connection = connection;
    this.options = options;
    this.decoder = decoder;
    this.identity = { destination: options.destination, clientId: String(options.clientId) };
    this.settled = !options.rollbackOnConnect;
  }

  /** Connects and logs in. Rejects with CLIENT_CONNECT_FAILED, CLIENT_AUTH_REFUSED and what a connection ends with. */
  static async open(
    options: ResolvedOptions,
    { host, port }: HostAndPort,
    decoder: EntryDecoder,
    signal: AbortSignal,
  ): Promise<Protocol> {
    const { connectTimeout, maxFrameBytes } = options;
    const connection = await Connection.open({ host, port, connectTimeout, maxFrameBytes }, signal);
    const giveUp = () => connection.destroy(new SluiceError("CLIENT_CLOSED"));
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      await logIn(connection, options);
    } catch (error) {
      if (connection.error === undefined) connection.destroy(error as SluiceError);
      throw error;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
    return new Protocol(connection, options, decoder);
  }

  async subscribe(filter: string): Promise<void> {
    const body = encodeSub({ ...this.identity, filter });
    await this.acked(encodePacket(PacketType.SUBSCRIPTION, body), "subscribe");
    this.settle();
  }

  async unsubscribe(): Promise<void> {
    const body = encodeSub({ ...this.identity, filter: "" });
    await this.acked(encodePacket(PacketType.UNSUBSCRIPTION, body), "unsubscribe");
    this.forgetAll();
  }

  /** Whether this very batch waits for an ack here: ids alone begin again when a server does. */
  holds(batch: Batch): boolean {
    return this.connection.error === undefined && this.outstanding.get(batch.id) === batch;
  }

  /**
   * Asks for a batch, which is empty also when everything was given back before it came; `done`, if it is held, is acked with the same write.
   * `timeoutMs` is how long the server may wait for a full one, or TRY_GET.
   */
  async get(fetchSize: number, timeoutMs: number, done?: Batch): Promise<Batch> {
    this.settle();
    const body = encodeGet({
      ...this.identity,
      fetchSize,
      timeout: timeoutMs,
      unit: MILLISECONDS,
      autoAck: false,
    });
    let frame = encodePacket(PacketType.GET, body);
    if (done !== undefined && this.holds(done)) {
      this.outstanding.delete(done.id);
      frame = Buffer.concat([this.batchFrame(PacketType.CLIENTACK, done.id), frame]);
    }
    const { epoch } = this;
    const patience = Math.min(Math.max(timeoutMs, 0) + this.options.soTimeout, MAX_TIMER);
    const reply = await this.connection.request(frame, "get", patience);
    return this.guard(() => this.batchOf(reply, epoch));
  }

  /** Acks a batch of this connection. The server answers only if it refuses; then the connection ends. */
  ack(batchId: Int64): void {
    this.outstanding.delete(batchId);
    this.connection.send(this.batchFrame(PacketType.CLIENTACK, batchId));
  }

  /** Gives back one batch, or all of them (0). */
  rollback(batchId: Int64): void {
    if (batchId === 0) this.forgetAll();
    else this.outstanding.delete(batchId);
    this.connection.send(this.batchFrame(PacketType.CLIENTROLLBACK, batchId));
  }

  private forgetAll(): void {
    this.outstanding.clear();
    this.epoch++;
  }

  private settle(): void {
    if (this.settled) return;
    this.settled = true;
    this.rollback(0);
  }

  private batchFrame(type: PacketType, batchId: Int64): Buffer {
    return encodePacket(type, encodeBatchRequest({ ...this.identity, batchId }));
  }

  private batchOf(reply: Reply, epoch: number): Batch {
    if (reply.type === PacketType.ACK) throw refusal(reply, "get");
    if (reply.type !== PacketType.MESSAGES) throw badReply(reply, "get");
    if (reply.compression > 1)
      throw new SluiceError("CLIENT_BAD_REPLY", { request: "get", compression: reply.compression });
    const { batchId, places } = batchPlaces(reply.bytes, reply);
    if (batchId === -1 || epoch !== this.epoch) return Batch.empty(this.decoder);
    const batch = new Batch(this.decoder, batchId, reply.bytes, places);
    this.outstanding.set(batchId, batch);
    return batch;
  }

  private async acked(frame: Buffer, what: string): Promise<void> {
    const reply = await this.connection.request(frame, what, this.options.soTimeout);
    this.guard(() => {
      if (reply.type !== PacketType.ACK) throw badReply(reply, what);
      if (decodeAck(bodyOf(reply)).errorCode > 0) throw refusal(reply, what);
    });
  }

  /** Ends the connection with the error that making sense of a reply has thrown. */
  private guard<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      this.connection.destroy(error as SluiceError);
      throw error;
    }
  }
}

async function logIn(connection: Connection, options: ResolvedOptions): Promise<void> {
  const greeting = await connection.greet(options.connectTimeout);
  if (greeting.type !== PacketType.HANDSHAKE) throw badReply(greeting, "connect");
  const { seeds } = decodeHandshake(bodyOf(greeting));
  const password = options.password === undefined ? "" : scramblePassword(options.password, seeds);
  const auth = encodeClientAuth({
    username: options.username,
    password: Buffer.from(password),
    netReadTimeout: options.idleTimeout,
    netWriteTimeout: options.idleTimeout,
  });
  const frame = encodePacket(PacketType.CLIENTAUTHENTICATION, auth);
  const reply = await connection.request(frame, "log in", options.connectTimeout);
  if (reply.type !== PacketType.ACK) throw badReply(reply, "log in");
  if (decodeAck(bodyOf(reply)).errorCode > 0) {
    throw new SluiceError("CLIENT_AUTH_REFUSED", { user: options.username, ...describeReply(reply) });
  }
}

function refusal(reply: Reply, request: string): SluiceError {
  return new SluiceError("CLIENT_REQUEST_REFUSED", { request, ...describeReply(reply) });
}

function badReply(reply: Reply, request: string): SluiceError {
  return new SluiceError("CLIENT_BAD_REPLY", { request, ...describeReply(reply) });
}
