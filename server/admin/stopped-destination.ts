import { AccountKeeper } from "../account/account-keeper.ts";
import type { ConfFolder } from "../../conf/conf-folder.ts";
import type { InstanceConfig } from "../../conf/config.ts";
import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import { DataLock } from "../data-lock.ts";
import type { DestinationAdmin } from "../destination-admin.ts";
import { makeFilters } from "../instance/instance-filters.ts";
import { InstanceHistory } from "../instance/instance-history.ts";
import { openStore } from "../instance/instance-store.ts";
import { silentLogger } from "../logger.ts";
import { FileCursorHistory } from "../meta/file-cursor-history.ts";
import { FileMetaManager } from "../meta/file-meta-manager.ts";
import type { MetaManager } from "../meta/meta-manager.ts";
import { OfflineConsumers } from "./offline-consumers.ts";
import type { ConsumerState } from "../subscription/state.ts";
import { newSubscriptionStats } from "../subscription/options.ts";
import type { RateLimits } from "../subscription/rate.ts";
import { limitsOf } from "../subscription/subscriptions-admin.ts";

/**
 * Lets an operator work on a destination that no server runs: takes the lock of the data folder, opens what is in it, and closes all again.
 * Errors: CONF_INVALID, CONF_DATA_DIR_LOCKED and others of the lock, META_CORRUPT, META_READ_FAILED; ADMIN_NOT_RUNNING where cursors are not
 * on the disk.
 */
export async function withStoppedDestination<T>(
  conf: ConfFolder,
  destination: string,
  use: (admin: DestinationAdmin) => Promise<T>,
): Promise<T> {
  const server = conf.server.config;
  const { config } = conf.loadInstance(destination);
  if (server === undefined || config === undefined)
    throw new SluiceError("CONF_INVALID", { file: conf.file, destination });
  if (config.meta !== "file")
    throw new SluiceError("ADMIN_NOT_RUNNING", { destination, reason: "its cursors are in memory" });
  const lost = new AbortController();
  const lock = await DataLock.take(server.dataDir, (error) => {
    lost.abort(error);
  });
  try {
    const result = await withFiles(config, use);
    lost.signal.throwIfAborted();
    return result;
  } finally {
    await lock.release();
  }
}

async function withFiles<T>(config: InstanceConfig, use: (admin: DestinationAdmin) => Promise<T>): Promise<T> {
  const { destination, dataDir } = config;
  const logger = silentLogger;
  const meta = new FileMetaManager({ destination, directory: dataDir, logger, untouched: true });
  const history = new FileCursorHistory({ directory: dataDir, logger });
  await meta.load();
  await history.load();
  const { store, log } = await openStore({
    parts: {
      config,
      filters: makeFilters(config.filter),
      history: new InstanceHistory(config, logger),
      epoch: () => undefined,
      logger,
    },
    begins: undefined,
    followed: () =>
      meta.clients().flatMap((client) => meta.cursor(client)?.sourceAddress ?? [])[0] ?? configured(config),
    needs: () => [{ consumer: "", from: 0 }],
    onHealed: () => undefined,
  });
  const accounts = new AccountKeeper({ directory: dataDir, isKept: log !== undefined, logger });
  try {
    await accounts.load(store);
    return await use({
      destination,
      startedAt: Date.now(),
      consumers: new OfflineConsumers(config, meta, accounts, log?.places),
      states: () => meta.clients().map((client) => stateOf(client, meta, config.consumer.limits)),
      history,
      schema: undefined,
      ledger: undefined,
    });
  } finally {
    await log?.close();
    await accounts.stop();
    await history.close();
    await meta.close();
  }
}

function configured({ source: { host, port } }: InstanceConfig): Cursor["sourceAddress"] {
  return { address: host, port };
}

function stateOf(
  client: { readonly group: string; readonly clientId: number; readonly filter: string },
  meta: MetaManager,
  limits: RateLimits,
): ConsumerState {
  const { group, clientId, filter } = client;
  return {
    group,
    clientId,
    filter,
    outstandingBatches: 0,
    waitingGets: 0,
    leftBehind: false,
    paused: meta.settings(client).paused,
    limits: limitsOf(meta.settings(client), limits),
    unreadable: undefined,
    failure: undefined,
    lagEntries: 0,
    lag: { entries: 0, rows: 0, bytes: 0, ms: 0 },
    ackedSeq: 0,
    reread: undefined,
    cursor: meta.cursor(client),
    stats: newSubscriptionStats(),
    account: undefined,
  };
}
