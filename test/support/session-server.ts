import type { PipelineEntry } from "../../server/pipeline-entry.ts";
import { silentLogger } from "../../server/logger.ts";
import { MemoryMetaManager } from "../../server/meta/memory-meta-manager.ts";
import type { MetaManager } from "../../server/meta/meta-manager.ts";
import { parseDestinationName } from "../../server/session/destination-name.ts";
import type { Destination } from "../../server/session/destination.ts";
import { Listener } from "../../server/session/listener.ts";
import type { SessionLimits } from "../../server/session/session-limits.ts";
import { MemoryStore } from "../../server/store/memory-store.ts";
import type { BatchRules } from "../../server/subscription/fetch.ts";
import { Subscriptions } from "../../server/subscription/subscriptions.ts";

export interface SessionServerOptions {
  readonly rules?: Partial<BatchRules>;
  readonly budgetBytes?: number;
  readonly meta?: MetaManager;
  readonly user?: string;
  readonly passwd?: string;
  readonly limits?: Partial<SessionLimits>;
}

/** A listener with one destination, `example`, whose entries the test puts in itself. */
export interface SessionServer {
  readonly port: number;
  readonly listener: Listener;
  readonly store: MemoryStore;
  readonly subscriptions: Subscriptions;
  readonly put: (entries: readonly PipelineEntry[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

const NEVER = new AbortController().signal;

export async function startSessionServer(options: SessionServerOptions = {}): Promise<SessionServer> {
  const store = new MemoryStore({ budgetBytes: options.budgetBytes ?? 16 * 1024 * 1024 });
  const subscriptions = new Subscriptions({
    destination: "example",
    store,
    meta: options.meta ?? new MemoryMetaManager(),
    rules: { mode: "MEMSIZE", memunit: 1024, ddlIsolation: false, ...options.rules },
    sourceAddress: () => ({ address: "127.0.0.1", port: 3306 }),
    logger: silentLogger,
  });
  const find = (name: string): Destination | undefined => {
    const { destination, group } = parseDestinationName(name);
    return destination === "example" ? subscriptions.group(group) : undefined;
  };
  const listener = new Listener({
    host: "127.0.0.1",
    port: 0,
    auth: { user: options.user ?? "", passwd: options.passwd ?? "" },
    directory: { find, has: (name) => name === "example", start: (name) => Promise.resolve(find(name)) },
    logger: silentLogger,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const { port } = await listener.listen();
  return {
    port,
    listener,
    store,
    subscriptions,
    put: async (entries) => {
      await store.put(entries, NEVER);
    },
    close: async () => {
      subscriptions.stop();
      await listener.close();
    },
  };
}
