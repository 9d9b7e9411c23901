import { createServer, type Server, type Socket } from "node:net";

/**
 * A fake server for what no real one does on command: it greets, answers or hangs as the test says. Each accepted connection is handed to
 * `script`, by its number from 0.
 */
export class ScriptedPeer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #count = 0;

  private constructor(script: (socket: Socket, number: number) => void) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => this.#sockets.delete(socket));
      script(socket, this.#count++);
    });
  }

  static async start(script: (socket: Socket, number: number) => void): Promise<ScriptedPeer> {
    const peer = new ScriptedPeer(script);
    await new Promise<void>((resolve) => {
      peer.#server.listen(0, "127.0.0.1", resolve);
    });
    return peer;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("a peer without a port");
    return address.port;
  }

  /** Connections so far. */
  get connections(): number {
    return this.#count;
  }

  /** Connections that are open. */
  get open(): number {
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
