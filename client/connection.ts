import { connect as connectSocket, type Socket } from "node:net";
import { packetPlaces, type PacketPlaces } from "../proto/entry-reader-batch.ts";
import { SluiceError } from "../proto/error.ts";
import type { FrameReader } from "../proto/frame.ts";
import { Landing } from "./landing.ts";
import { PacketType, packetTypeName } from "../proto/packet.ts";
import { decodeAck } from "../proto/packet-reply.ts";

/** A frame's body and what it is. */
export interface Reply extends PacketPlaces {
  readonly bytes: Buffer;
}

interface Waiter {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: SluiceError) => void;
  readonly timer: NodeJS.Timeout;
}

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly connectTimeout: number;
  readonly maxFrameBytes: number;
}

/**
 * One TCP connection that pairs requests with replies, one at a time. It ends for good with the first thing that goes wrong (`error` says
 * what), since after that nothing tells which reply belongs to which request.
 */
export class Connection {
  private readonly socket: Socket;
  private readonly landing: Landing;
  private readonly frames: FrameReader;
  private readonly where: { readonly host: string; readonly port: number };
  private waiter: Waiter | undefined;
  private failure: SluiceError | undefined;
  /** A server speaks first: its greeting is kept for the one who will ask. */
  private greeting: Reply | undefined;
  private greeted = false;

  private constructor(socket: Socket, landing: Landing, options: ConnectionOptions) {
    this.socket = socket;
    this.where = { host: options.host, port: options.port };
    this.frames = landing.frames;
    this.landing = landing;
    landing.onBytes = () => this.take();
    socket.on("error", (cause) => this.lost(cause));
    socket.on("close", () => this.lost(undefined));
    socket.on("end", () => this.lost(undefined));
  }

  /** Resolves when the socket is connected. Rejects with CLIENT_CONNECT_FAILED, also when `signal` aborts meanwhile. */
  static open(options: ConnectionOptions, signal: AbortSignal): Promise<Connection> {
    const { host, port, connectTimeout } = options;
    return new Promise((resolve, reject) => {
      const landing = new Landing(options.maxFrameBytes);
      const onread = {
        buffer: () => landing.next(),
        callback: (bytes: number) => {
          landing.took(bytes);
          return true;
        },
      };
      const socket = connectSocket({
        host,
        port,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: 30_000,
        onread,
      });
      const finish = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
        socket.off("error", onError);
      };
      const failed = (cause: Error | undefined, reason: string) => {
        finish();
        socket.on("error", ignoreLateError);
        socket.destroy();
        reject(new SluiceError("CLIENT_CONNECT_FAILED", { host, port, reason }, { cause }));
      };
      const onError = (cause: NodeJS.ErrnoException) => failed(cause, cause.code ?? "error");
      const onAbort = () => failed(undefined, "given up");
      const timer = setTimeout(() => failed(undefined, "timeout"), connectTimeout);
      signal.addEventListener("abort", onAbort, { once: true });
      socket.once("error", onError);
      socket.once("connect", () => {
        finish();
        resolve(new Connection(socket, landing, options));
      });
    });
  }

  /** Why the connection has ended; undefined while it is good. */
  get error(): SluiceError | undefined {
    return this.failure;
  }

  /** Our end of it; undefined once it has ended. */
  get local(): { readonly host: string; readonly port: number } | undefined {
    const { localAddress: host, localPort: port } = this.socket;
    return host === undefined || port === undefined ? undefined : { host, port };
  }

  /** The server's first frame. */
  greet(timeoutMs: number): Promise<Reply> {
    const { greeting } = this;
    if (greeting === undefined) return this.expect("greeting", timeoutMs);
    this.greeting = undefined;
    return Promise.resolve(greeting);
  }

  /** Writes frames for which the server has no reply when all is well. */
  send(frame: Buffer): void {
    if (this.failure === undefined) this.socket.write(frame);
  }

  /** Writes a frame, or several in one buffer of which the last has a reply, and waits for it. Only one at a time. */
  request(frame: Buffer, what: string, timeoutMs: number): Promise<Reply> {
    const reply = this.expect(what, timeoutMs);
    this.send(frame);
    return reply;
  }

  /** Ends the connection; what waits is rejected with `error`. What was sent before still goes out. */
  close(error: SluiceError): void {
    if (this.failure !== undefined) return;
    this.socket.end();
    this.fail(error);
    // A peer that never closes its side must not keep the process.
    this.socket.unref();
    this.socket.resume();
    setTimeout(() => this.socket.destroy(), 1000).unref();
  }

  /** Ends the connection at once. */
  destroy(error: SluiceError): void {
    this.fail(error);
    this.socket.destroy();
  }

  private expect(what: string, timeoutMs: number): Promise<Reply> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (this.waiter !== undefined) {
      return Promise.reject(new SluiceError("INTERNAL_BUG", { assumption: "one request at a time" }));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.destroy(new SluiceError("CLIENT_REPLY_TIMEOUT", { ...this.where, request: what, timeoutMs }));
      }, timeoutMs);
      this.waiter = { resolve, reject, timer };
    });
  }

  private take(): void {
    if (this.failure !== undefined) return;
    try {
      for (;;) {
        const bytes = this.frames.next();
        if (bytes === undefined || this.failure !== undefined) return;
        this.deliver({ bytes, ...packetPlaces(bytes) });
      }
    } catch (cause) {
      this.destroy(this.unreadable(cause));
    }
  }

  private deliver(reply: Reply): void {
    const { waiter } = this;
    if (waiter !== undefined) {
      this.greeted = true;
      this.waiter = undefined;
      clearTimeout(waiter.timer);
      waiter.resolve(reply);
    } else if (!this.greeted) {
      this.greeted = true;
      this.greeting = reply;
    } else {
      this.destroy(new SluiceError("CLIENT_OUT_OF_STEP", { ...this.where, ...describeReply(reply) }));
    }
  }

  private unreadable(cause: unknown): SluiceError {
    const code = cause instanceof SluiceError ? cause.code : undefined;
    if (code === "FRAME_TOO_LONG") {
      return new SluiceError("CLIENT_FRAME_TOO_LARGE", { ...this.where, limit: this.frames.limit }, { cause });
    }
    return new SluiceError("CLIENT_BAD_REPLY", { ...this.where, got: code ?? "unreadable bytes" }, { cause });
  }

  private lost(cause: Error | undefined): void {
    const reason = cause === undefined ? "closed by the server" : ((cause as NodeJS.ErrnoException).code ?? "error");
    this.fail(new SluiceError("CLIENT_CONNECTION_LOST", { ...this.where, reason }, { cause }));
    this.socket.destroy();
  }

  private fail(error: SluiceError): void {
    if (this.failure !== undefined) return;
    this.failure = error;
    this.landing.onBytes = undefined;
    const { waiter } = this;
    this.waiter = undefined;
    if (waiter === undefined) return;
    clearTimeout(waiter.timer);
    waiter.reject(error);
  }
}

function ignoreLateError(): void {
  // The attempt has already failed with its first error.
}

/** Bytes of a reply's inner message. */
export function bodyOf(reply: Reply): Buffer {
  return reply.bytes.subarray(reply.bodyStart, reply.bodyEnd);
}

/** What an unexpected or refusing reply says, for the details of an error; a server's stack trace only by its first line. */
export function describeReply(reply: Reply): { got: string; serverCode?: number; serverText?: string } {
  const got = packetTypeName(reply.type);
  if (reply.type !== PacketType.ACK) return { got };
  const ack = decodeAck(bodyOf(reply));
  return { got, serverCode: ack.errorCode, serverText: headOf(ack.errorMessage) };
}

/** First line of a server's text, without the lead of Java's that says nothing. */
function headOf(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  const exception = line.lastIndexOf("Exception: ");
  return (exception < 0 ? line : line.slice(exception + "Exception: ".length)).slice(0, 300);
}
