import { networkInterfaces } from "node:os";
import type { Coordinator, ZNode } from "../proto/coordination/coordinator.ts";
import type { Lease } from "../proto/coordination/lease.ts";
import { clientRunningPath } from "../proto/coordination/paths.ts";
import {
  decodeClientRunning,
  encodeClientRunning,
  formatAddress,
  type HostAndPort,
} from "../proto/coordination/payloads.ts";
import { SluiceError } from "../proto/error.ts";

/** After it was told to give up (`active: false`) it leaves the node to others for so long, as Java's client does, milliseconds. */
const STEP_BACK_MS = 5000;
/** After a failure it looks again after so long, milliseconds. */
const LOOK_AGAIN_MS = 500;

interface Grant {
  readonly lease: Lease;
  readonly czxid: bigint;
  readonly revoked: AbortController;
}

/**
 * Which of the clients of a client id consumes: the one that holds Canal's node `running` of it, ephemeral. It is held as long as the node
 * is ours and the lease of our session valid: the lease ends before ZooKeeper can have given the node away, so the connection to the server
 * is left before another client has one. The node is taken as soon as it is free; Java's clients wait five seconds first.
 */
export class ClientElection {
  readonly #coordinator: Coordinator;
  readonly #path: string;
  readonly #clientId: number;
  readonly #onNews: () => void;
  readonly #stop = new AbortController();
  readonly #waiting = new Set<() => void>();
  readonly #unsubscribe: () => void;
  #grant: Grant | undefined;
  #isSettled = false;
  #failure: SluiceError | undefined;
  #turn: Promise<void> = Promise.resolve();
  #notBefore = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(coordinator: Coordinator, destination: string, clientId: number, onNews: () => void) {
    this.#coordinator = coordinator;
    this.#path = clientRunningPath(destination, clientId);
    this.#clientId = clientId;
    this.#onNews = onNews;
    this.#unsubscribe = coordinator.onState(({ state }) => {
      if (state === "connected") this.#lookInTurn();
    });
    void this.#run();
  }

  get isActive(): boolean {
    return this.#grant?.lease.isValid === true;
  }

  /** Resolves when it is known whether this client is active. */
  async settled(signal: AbortSignal): Promise<void> {
    await this.#until(() => this.#isSettled, signal);
  }

  /** Resolves when this client is active; the signal aborts when it no longer is, with CLIENT_STANDBY. */
  async active(signal: AbortSignal): Promise<AbortSignal> {
    await this.#until(() => this.isActive, signal);
    return this.#grant?.revoked.signal ?? AbortSignal.abort(new SluiceError("CLIENT_STANDBY", { node: this.#path }));
  }

  /** Shows, as Java's client does, over which connection it consumes. */
  async opened(local: HostAndPort): Promise<void> {
    const grant = this.#grant;
    if (grant === undefined) return;
    try {
      await this.#coordinator.setData(this.#path, this.#payload(formatAddress(local)), -1);
    } catch (error) {
      // For people to read only; whether the node is still ours is found out by the look.
      if (!(error instanceof SluiceError)) throw error;
      this.#lookInTurn();
    }
  }

  close(): void {
    this.#stop.abort();
    this.#unsubscribe();
    clearTimeout(this.#timer);
    this.#revoke();
    this.#wake();
  }

  async #run(): Promise<void> {
    try {
      const changes = this.#coordinator.watch(this.#path, { signal: this.#stop.signal })[Symbol.asyncIterator]();
      while ((await changes.next()).done !== true) this.#lookInTurn();
    } catch (error) {
      this.#fail(error);
    }
  }

  #lookInTurn(): void {
    const before = this.#turn;
    this.#turn = (async () => {
      await before;
      if (this.#stop.signal.aborted) return;
      try {
        await this.#look();
      } catch (error) {
        this.#fail(error);
      }
    })();
  }

  /** Takes the node if it is free, and finds out whose it is. */
  async #look(): Promise<void> {
    const { lease } = this.#coordinator;
    if (lease === undefined) return;
    let node = await this.#coordinator.get(this.#path);
    if (node === undefined && performance.now() >= this.#notBefore && lease.isValid) {
      await this.#create();
      node = await this.#coordinator.get(this.#path);
    }
    if (node === undefined || node.stat.ephemeralOwner !== lease.sessionId || !lease.isValid) this.#revoke();
    else if (isAskedToGiveUp(node)) await this.#giveUp(node);
    else this.#give(lease, node.stat.czxid);
    this.#isSettled = true;
    this.#wake();
  }

  async #create(): Promise<void> {
    try {
      const data = this.#payload(ownAddress());
      await this.#coordinator.create(this.#path, data, { mode: "ephemeral", parents: true });
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== "COORDINATION_NODE_EXISTS") throw error;
    }
  }

  async #giveUp({ stat }: ZNode): Promise<void> {
    this.#notBefore = performance.now() + STEP_BACK_MS;
    this.#revoke();
    await this.#coordinator.delete(this.#path, stat.version);
    this.#lookLater(STEP_BACK_MS);
  }

  #give(lease: Lease, czxid: bigint): void {
    if (this.#stop.signal.aborted) return;
    if (this.#grant?.lease === lease && this.#grant.czxid === czxid) return;
    this.#revoke();
    const grant = { lease, czxid, revoked: new AbortController() };
    this.#grant = grant;
    lease.ended.addEventListener("abort", () => grant === this.#grant && this.#revoke(), { once: true });
    this.#onNews();
  }

  #revoke(): void {
    const grant = this.#grant;
    this.#grant = undefined;
    grant?.revoked.abort(new SluiceError("CLIENT_STANDBY", { node: this.#path }));
  }

  #fail(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    if (!(error instanceof SluiceError)) throw error;
    if (error.retriable || error.code === "COORDINATION_CONFLICT" || error.code === "COORDINATION_NO_NODE") {
      this.#lookLater(LOOK_AGAIN_MS);
      return;
    }
    this.#failure = error;
    this.#revoke();
    this.#wake();
  }

  #lookLater(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lookInTurn(), milliseconds);
  }

  async #until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    const over = AbortSignal.any([signal, this.#stop.signal]);
    while (!isSo()) {
      over.throwIfAborted();
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          over.removeEventListener("abort", wake);
          resolve();
        };
        this.#waiting.add(wake);
        over.addEventListener("abort", wake, { once: true });
      });
    }
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  #payload(address: string): Buffer {
    return encodeClientRunning({ active: true, address, clientId: this.#clientId });
  }
}

function isAskedToGiveUp(node: ZNode): boolean {
  try {
    return !decodeClientRunning(node.data, node.path).active;
  } catch (error) {
    if (error instanceof SluiceError && error.code === "COORDINATION_BAD_PAYLOAD") return false;
    throw error;
  }
}

/** First IPv4 address of this machine that others may know, as Java's client writes it before it is connected. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";
}
