import type { Coordinator, ZNode } from "../../proto/coordination/coordinator.ts";
import { runningPath } from "../../proto/coordination/paths.ts";
import { decodeServerRunning, encodeServerRunning } from "../../proto/coordination/payloads.ts";
import { SluiceError } from "../../proto/error.ts";
import { isCoded } from "./coded.ts";

/** The node whose holder is the active server of a destination. */
export class RunningNode {
  readonly path: string;
  readonly #address: string;
  readonly #coordinator: Coordinator;

  constructor(coordinator: Coordinator, destination: string, address: string) {
    this.path = runningPath(destination);
    this.#address = address;
    this.#coordinator = coordinator;
  }

  read(): Promise<ZNode | undefined> {
    return this.#coordinator.get(this.path);
  }

  /** The node as it is after an attempt to become its owner; `ephemeralOwner` tells whether that succeeded. */
  async take(): Promise<ZNode | undefined> {
    try {
      const data = encodeServerRunning({ active: true, address: this.#address });
      await this.#coordinator.create(this.path, data, { mode: "ephemeral", parents: true });
    } catch (error) {
      if (!isCoded(error, "COORDINATION_NODE_EXISTS")) throw error;
    }
    return this.read();
  }

  /** Deletes the node as it was read; one that has gone or changed stays as it is. */
  async give(node: ZNode): Promise<void> {
    try {
      await this.#coordinator.delete(this.path, node.stat.version);
    } catch (error) {
      if (!isCoded(error, "COORDINATION_NO_NODE") && !isCoded(error, "COORDINATION_CONFLICT")) throw error;
    }
  }
}

/** Who holds the node; undefined for one that nobody can read. */
export function holderOf(node: ZNode): { readonly address: string; readonly active: boolean } | undefined {
  try {
    return decodeServerRunning(node.data, node.path);
  } catch (error) {
    if (error instanceof SluiceError) return undefined;
    throw error;
  }
}
