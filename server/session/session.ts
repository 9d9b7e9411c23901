import type { Socket } from "node:net";
import { SluiceError } from "../../proto/error.ts";
import type { ErrorCode } from "../../proto/error.ts";
import { FRAME_HEADER_BYTES } from "../../proto/frame.ts";
import { emptyMessagesFrame, errorFrame, handshakeFrame, successFrame } from "../../proto/packet-reply.ts";
import { decodePacket, encodeMessagesHead, PacketType, packetTypeName } from "../../proto/packet.ts";
import type { Packet } from "../../proto/packet.ts";
import type { Logger } from "../logger.ts";
import { authenticate } from "./authentication-handler.ts";
import type { Authenticator } from "./authenticator.ts";
import { handleClientAck } from "./client-ack-handler.ts";
import { handleClientRollback } from "./client-rollback-handler.ts";
import type { Destination, DestinationDirectory } from "./destination.ts";
import { EarlyByte } from "./early-byte.ts";
import { errorReply } from "./error-reply.ts";
import { handleGet } from "./get-handler.ts";
import { IdleWatch } from "./idle-watch.ts";
import { Inbox } from "./inbox.ts";
import type { LogThrottle } from "./log-throttle.ts";
import { Outbox } from "./outbox.ts";
import { ReplyGate } from "./reply-gate.ts";
import { NO_REPLY } from "./request.ts";
import type { Reply, RequestContext, RequestHandler } from "./request.ts";
import type { SessionLimits } from "./session-limits.ts";
import type { SessionStats } from "./session-stats.ts";
import { handleSubscription } from "./subscription-handler.ts";
import { handleUnsubscription } from "./unsubscription-handler.ts";

export interface SessionOptions {
  /** Number of the connection, for logs and error texts. */
  readonly id: number;
  readonly socket: Socket;
  readonly directory: DestinationDirectory;
  readonly authenticator: Authenticator;
  readonly limits: SessionLimits;
  readonly stats: SessionStats;
  /** Shared by all sessions of a listener. */
  readonly authWarnings: LogThrottle;
  readonly logger: Logger;
}

const NOTHING = new Uint8Array(0);

const HANDLERS = new Map<number, RequestHandler>([
  [PacketType.SUBSCRIPTION, handleSubscription],
  [PacketType.UNSUBSCRIPTION, handleUnsubscription],
  [PacketType.GET, handleGet],
  [PacketType.CLIENTACK, handleClientAck],
  [PacketType.CLIENTROLLBACK, handleClientRollback],
]);

/** Acks and rollbacks are not answered, so they need not wait for the acks before them; a get prepares its batch meanwhile. */
const PASSES_LATE: ReadonlySet<number> = new Set([PacketType.CLIENTACK, PacketType.CLIENTROLLBACK, PacketType.GET]);

/**
 * One TCP client, from the handshake to its end. Requests are served strictly one at a time and in order; nothing is ever sent that the
 * client is not waiting for, but for one byte of the next reply (`EarlyByte`). A request that goes wrong gets an error reply and the connection goes on (canal-protocol 2.5); only bytes that
 * are no packet, a failure while authenticating, silence and the end of the server close it.
 */
export class Session {
  /** handshake: seeds sent, nobody known yet; authenticated: proved, not yet told so; serving: requests are answered. */
  state: "handshake" | "authenticated" | "serving" | "closed" = "handshake";
  readonly #options: SessionOptions;
  readonly #socket: Socket;
  readonly #logger: Logger;
  readonly #channel: string;
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  readonly #gate: ReplyGate;
  readonly #early: EarlyByte;
  readonly #gone = new AbortController();
  /** Errors that this client was answered with before: they are logged once a connection. */
  readonly #told = new Set<ErrorCode>();
  #idle: IdleWatch | undefined;

  constructor(options: SessionOptions) {
    const { socket, limits, stats } = options;
    this.#options = options;
    this.#socket = socket;
    const remote = `${socket.remoteAddress ?? ""}:${String(socket.remotePort ?? 0)}`;
    const local = `${socket.localAddress ?? ""}:${String(socket.localPort ?? 0)}`;
    this.#channel = `[id: 0x${options.id.toString(16).padStart(8, "0")}, /${remote} => /${local}]`;
    this.#logger = options.logger.child({ session: options.id, remote });
    this.#gate = new ReplyGate(limits.ackDurableMs);
    this.#inbox = new Inbox(socket, limits.handshakeFrameBytes, {
      onData: (bytes) => {
        stats.bytesIn += bytes;
        this.#idle?.touchRead();
      },
      onEnd: () => {
        this.#gone.abort();
      },
      onHeaderAlone: () => {
        if (this.state === "serving") this.#early.headerAlone();
      },
    });
    this.#early = new EarlyByte(socket, () => this.#inbox.headerAlone);
    this.#outbox = new Outbox(socket, () => this.#idle?.touchWrite());
    socket.on("error", (error) => {
      this.#logger.debug({ error }, "connection failed");
    });
  }

  /** Serves the client until it goes; never rejects. */
  async run(): Promise<void> {
    try {
      await this.#serve();
    } catch (error) {
      this.#options.stats.brokenConnections++;
      this.#logger.debug({ error, state: this.state }, "connection closed: what came is no packet");
    } finally {
      this.#close();
    }
  }

  /** Ends the connection: a reply under way may still go out, waiting gets are given up. */
  stop(): void {
    this.#gone.abort();
    this.#socket.end();
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  async #serve(): Promise<void> {
    const { limits, stats } = this.#options;
    stats.handshakes++;
    const handshakeEnd = setTimeout(() => {
      this.#logger.debug({}, "connection closed: not authenticated in time");
      this.#socket.destroy();
    }, limits.handshakeMs);
    try {
      if (!(await this.#authenticate())) return;
    } finally {
      stats.handshakes--;
      clearTimeout(handshakeEnd);
    }
    this.#inbox.limit = limits.frameBytes;
    for (;;) {
      const body = await this.#inbox.next();
      if (body === undefined) return;
      await this.#request(decodePacket(body), body.length + FRAME_HEADER_BYTES);
    }
  }

  /** Greets the peer and reads until it has proved who it is; false when it went before that. */
  async #authenticate(): Promise<boolean> {
    const { authenticator, directory, limits, stats, authWarnings } = this.#options;
    const seed = authenticator.newSeed();
    await this.#send([handshakeFrame(seed)]);
    for (let attempt = 1; attempt <= limits.authAttempts; attempt++) {
      const body = await this.#inbox.next();
      if (body === undefined) return false;
      const { auth, accepted } = await authenticate(decodePacket(body), { authenticator, seed, directory });
      if (accepted) {
        this.state = "authenticated";
        await this.#send([successFrame()]);
        this.state = "serving";
        this.#idle = new IdleWatch(
          timeoutOf(auth.netReadTimeout, limits.idleMs),
          timeoutOf(auth.netWriteTimeout, limits.idleMs),
          () => {
            this.#logger.debug({}, "connection closed: idle");
            this.#socket.destroy();
          },
        );
        return true;
      }
      stats.authFailures++;
      const suppressed = authWarnings.pass();
      if (suppressed !== undefined) {
        this.#logger.warn({ username: auth.username.slice(0, 64), suppressed }, "authentication failed");
      }
      const { code, text } = errorReply(new SluiceError("AUTH_FAILED", { username: auth.username }), this.#channel);
      await this.#send([errorFrame(code, text)]);
    }
    return false;
  }

  async #request(packet: Packet, bytes: number): Promise<void> {
    const began = performance.now();
    let destination = "";
    let serving: Destination | undefined;
    let waitedMs = 0;
    const context: RequestContext = {
      directory: this.#options.directory,
      signal: this.#gone.signal,
      mostBytes: () => this.#early.mostBytes,
      refuse: () => {
        this.#early.refuse();
      },
      holdReplies: (durable) => {
        this.#gate.hold(durable);
      },
      acked: this.#gate.isOpen ? undefined : () => this.#gate.pass(),
      servedBy: (one) => {
        serving = one;
      },
      countFor: (name) => {
        // Of a group: counted for its destination, so that nobody can make counters without end.
        const base = name.slice(0, name.includes("@") ? name.lastIndexOf("@") : name.length);
        destination = this.#options.directory.has(base) ? base : "";
      },
    };
    try {
      const reply = await this.#answer(packet, context);
      if (reply.kind === "messages") waitedMs = reply.waitedMs;
      await this.#sendReply(reply, destination, serving);
    } catch (error) {
      await this.#sendError(error, packet, destination);
    }
    const stats = this.#options.stats.of(destination);
    stats.countPacket(packetTypeName(packet.type), bytes);
    stats.countLatency(performance.now() - began - waitedMs);
  }

  async #answer(packet: Packet, context: RequestContext): Promise<Reply> {
    const handler = HANDLERS.get(packet.type);
    if (handler === undefined) throw new SluiceError("PACKET_NOT_SUPPORTED", { type: packetTypeName(packet.type) });
    if (!PASSES_LATE.has(packet.type)) await this.#gate.pass();
    try {
      const reply = await handler(packet.body, context);
      if (reply !== NO_REPLY) await this.#gate.pass();
      return reply;
    } catch (error) {
      if (packet.type === PacketType.GET) await this.#gate.pass();
      throw error;
    }
  }

  async #sendReply(reply: Reply, destination: string, serving: Destination | undefined): Promise<void> {
    if (reply === NO_REPLY || reply.kind === "none") return;
    if (reply.kind === "success") {
      await this.#send([successFrame()], destination, serving);
      return;
    }
    const { batch } = reply;
    if (batch === undefined) {
      this.#options.stats.of(destination).emptyBatches++;
      await this.#send([emptyMessagesFrame()], destination, serving);
      return;
    }
    await this.#send([encodeMessagesHead(batch.id, batch.bytes), ...batch.slices], destination, serving);
  }

  async #sendError(error: unknown, packet: Packet, destination: string): Promise<void> {
    // The client has gone while it was waiting: there is nobody to tell.
    if (error instanceof SluiceError && error.code === "GET_CANCELLED") return;
    const { code, text } = errorReply(error, this.#channel);
    this.#options.stats.of(destination).countError(code);
    const fields = { error, type: packetTypeName(packet.type), reply: code };
    if (!(error instanceof SluiceError)) this.#logger.error(fields, "request failed by a bug");
    else if (this.#told.has(error.code)) this.#logger.debug(fields, "request answered with an error");
    else this.#logger.info(fields, "request answered with an error");
    if (error instanceof SluiceError) this.#told.add(error.code);
    await this.#send([errorFrame(code, text)], destination);
  }

  /** Nothing is awaited between the question whether the destination may still answer and the write. */
  async #send(pieces: readonly Uint8Array[], destination = "", serving?: Destination): Promise<void> {
    let bytes = 0;
    for (const piece of pieces) bytes += piece.length;
    serving?.assertServing?.();
    this.#options.stats.of(destination).bytesOut += bytes;
    const [first = NOTHING, ...others] = pieces;
    const rest = this.#early.rest(first);
    await this.#outbox.send([rest, ...others], bytes - first.length + rest.length);
  }

  #close(): void {
    this.state = "closed";
    this.#gone.abort();
    this.#idle?.stop();
    this.#early.stop();
    // What has been written still goes out; a peer that does not take it is cut off.
    this.#socket.end();
    this.#socket.setTimeout(this.#options.limits.lingerMs, () => {
      this.#socket.destroy();
    });
  }
}

/** Canal's rule: milliseconds when positive, else the default. */
function timeoutOf(given: number | undefined, fallbackMs: number): number {
  return given !== undefined && given > 0 ? given : fallbackMs;
}
