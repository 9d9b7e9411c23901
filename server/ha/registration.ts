import type { Coordinator, ZNode } from "../../proto/coordination/coordinator.ts";
import { SluiceError } from "../../proto/error.ts";
import { sleep } from "../../proto/sleep.ts";
import type { Logger } from "../logger.ts";
import { isCoded } from "./coded.ts";

const EMPTY = new Uint8Array(0);
const RETRY_MS = 300;
const REFUSED_MS = 10_000;

export interface RegistrationOptions {
  readonly coordinator: Coordinator;
  readonly path: string;
  readonly logger: Logger;
}

/**
 * Keeps an ephemeral node of this server alive: made in every session, made again when it is deleted. The one that this server's process before
 * left behind is replaced, or it would go when that one's session ends.
 */
export class Registration {
  readonly #options: RegistrationOptions;
  readonly #stop = new AbortController();
  /** The last session in which the node was made. */
  #madeIn: bigint | undefined;
  #taken = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: RegistrationOptions) {
    this.#options = options;
  }

  /** Another process is registered in our place. */
  get isTaken(): boolean {
    return this.#taken;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Deletes the node, if ZooKeeper can be told now. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    const { coordinator, path, logger } = this.#options;
    if (coordinator.state !== "connected") return;
    try {
      const node = await coordinator.get(path);
      if (node !== undefined && node.stat.ephemeralOwner === coordinator.session?.id) {
        await coordinator.delete(path, node.stat.version);
      }
    } catch (error) {
      logger.debug({ error, path }, "the node goes with the session");
    }
  }

  async #run(): Promise<void> {
    const { coordinator, path, logger } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        for await (const node of coordinator.watch(path, { signal })) await this.#keep(node);
      } catch (error) {
        if (isCoded(error, "COORDINATION_CLOSED")) return;
        const retriable = error instanceof SluiceError && error.retriable;
        logger[retriable ? "debug" : "error"](
          { error, path },
          "this server could not be registered; it is tried again",
        );
        await sleep(retriable ? RETRY_MS : REFUSED_MS, signal);
      }
    }
  }

  async #keep(node: ZNode | undefined): Promise<void> {
    const { coordinator, path, logger } = this.#options;
    const { session } = coordinator;
    if (session === undefined || coordinator.state !== "connected") return;
    if (node?.stat.ephemeralOwner === session.id) {
      this.#madeIn = session.id;
      this.#taken = false;
      return;
    }
    if (node !== undefined) {
      // Somebody else put it there after us: replacing each other for ever would help neither.
      const taken = this.#madeIn === session.id;
      if (taken && !this.#taken) {
        logger.error({ error: new SluiceError("CLUSTER_ADDRESS_TAKEN", { path }) }, "two servers have one address");
      }
      this.#taken = taken;
      if (taken) return;
      await coordinator.delete(path, node.stat.version).catch((error: unknown) => {
        if (!isCoded(error, "COORDINATION_NO_NODE")) throw error;
      });
    }
    await coordinator.create(path, EMPTY, { mode: "ephemeral", parents: true }).catch((error: unknown) => {
      if (!isCoded(error, "COORDINATION_NODE_EXISTS")) throw error;
    });
    this.#madeIn = session.id;
  }
}
