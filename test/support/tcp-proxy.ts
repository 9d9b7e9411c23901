import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/**
 * A bad network on demand: forwards TCP on a port of 127.0.0.1 to a target, and can stall (both ends stay open, nothing passes), cut,
 * delay or refuse. Back-pressure passes through: what one end doesn't read, the other end can't send.
 */
export class TcpProxy {
  readonly host = "127.0.0.1";
  readonly port: number;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #waiting = new Set<() => void>();
  #stalled = false;
  #refusing = false;
  #delayMs = 0;
  #accepted = 0;
  #forwardedBytes = 0;
  #target: ProxyTarget;

  private constructor(server: Server, port: number, target: ProxyTarget) {
    this.#server = server;
    this.#target = target;
    this.port = port;
  }

  static async start(target: ProxyTarget): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a TCP server without a port");
    const proxy = new TcpProxy(server, address.port, target);
    server.on("connection", (near) => {
      proxy.#accept(near);
    });
    return proxy;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Connections accepted since the start, refused ones aside. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Bytes that went through, both directions together. */
  get forwardedBytes(): number {
    return this.#forwardedBytes;
  }

  /** Half-open: nothing passes in either direction, nobody is told; new connections are accepted and get nothing either. */
  stall(): void {
    this.#stalled = true;
  }

  resume(): void {
    this.#stalled = false;
    this.#wake();
  }

  /** Every chunk waits so long before it goes on; 0 ends it. */
  delay(milliseconds: number): void {
    this.#delayMs = milliseconds;
  }

  /** New connections go there: what a fail-over behind one address looks like. */
  retarget(target: ProxyTarget): void {
    this.#target = target;
  }

  /** Breaks what is open with a reset; new connections are welcome. */
  cut(): void {
    for (const { near, far } of this.#pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
    this.#wake();
  }

  /** New connections are reset at once, or no longer. */
  refuse(refusing: boolean): void {
    this.#refusing = refusing;
  }

  async stop(): Promise<void> {
    this.cut();
    this.resume();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }

  #accept(near: Socket): void {
    if (this.#refusing) {
      near.resetAndDestroy();
      return;
    }
    this.#accepted++;
    const far = connect({ host: this.#target.host, port: this.#target.port, allowHalfOpen: true });
    const pair = { near, far };
    this.#pairs.add(pair);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.setNoDelay(true);
      // What broke is the tested program's business; the pump that reads or writes the socket ends by it.
      socket.on("error", () => socket.destroy());
      socket.once("close", () => {
        this.#pairs.delete(pair);
        void this.#closeWhenFlowing(other);
      });
    }
    void this.#pump(near, far);
    void this.#pump(far, near);
  }

  /** One direction. A broken end breaks the other: what broke is the tested program's business. */
  async #pump(from: Socket, to: Socket): Promise<void> {
    try {
      for await (const chunk of from) {
        if (this.#delayMs > 0) await sleep(this.#delayMs);
        while (this.#stalled && !from.destroyed) await this.#wait();
        const bytes = chunk as Buffer;
        this.#forwardedBytes += bytes.length;
        if (!to.write(bytes)) await drained(to);
      }
      while (this.#stalled && !to.destroyed) await this.#wait();
      to.end();
    } catch {
      from.destroy();
      to.resetAndDestroy();
    }
  }

  /** One end is gone; the other hears of it unless nothing passes. */
  async #closeWhenFlowing(other: Socket): Promise<void> {
    while (this.#stalled && !other.destroyed) await this.#wait();
    other.destroySoon();
  }

  async #wait(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

async function drained(socket: Socket): Promise<void> {
  if (socket.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      socket.off("drain", done).off("close", done);
      resolve();
    };
    socket.on("drain", done).on("close", done);
  });
}
