import type { InstanceConfig } from "../../conf/config.ts";
import { FileTableHistory } from "../history/file-table-history.ts";
import { SharedTableHistory } from "../history/shared-table-history.ts";
import type { HistoryFence } from "../history/zookeeper-history.ts";
import type { Coordinator } from "../../proto/coordination/coordinator.ts";
import type { SluiceError } from "../../proto/error.ts";
import { FileHoldStore } from "../history/file-hold-store.ts";
import { SharedHoldStore } from "../history/shared-hold-store.ts";
import { writerName } from "../history/writer-name.ts";
import type { Logger } from "../logger.ts";
import type { HoldSettings } from "../parser/hold-back.ts";
import { ReadOnlyTableHistory } from "../history/read-only-table-history.ts";
import type { HistoryOptions } from "../parser/schema-timeline.ts";
import type { TableHistory } from "../parser/table-history.ts";

/** Where the servers of a cluster share the timeline, in one term of the active one. */
export interface HistorySharing {
  readonly coordinator: Coordinator;
  readonly term: HistoryFence & { readonly ended: AbortSignal };
  /** This server as it is registered. */
  readonly address: string;
}

/** A destination's timeline of table definitions, or what must happen to it while it is turned off. */
export class InstanceHistory {
  readonly #store: FileTableHistory | SharedTableHistory;
  readonly #config: InstanceConfig;
  readonly #logger: Logger;
  readonly #holds: FileHoldStore | SharedHoldStore;

  constructor(config: InstanceConfig, logger: Logger, sharing?: HistorySharing) {
    const { destination, history } = config;
    const { directory, expireMs } = history;
    this.#config = config;
    this.#logger = logger;
    const files = new FileTableHistory({ destination, directory, expireMs, logger });
    const holds = new FileHoldStore({ destination, directory, logger });
    if (sharing === undefined) {
      this.#store = files;
      this.#holds = holds;
    } else {
      const { coordinator, term: fence, address } = sharing;
      const writer = () => writerName(directory, destination);
      this.#holds = new SharedHoldStore({ destination, files: holds, coordinator, fence, writer, address, logger });
      this.#store = new SharedTableHistory({ destination, directory, expireMs, files, coordinator, fence, logger });
    }
  }

  /** What a server that takes over would not find, and what this one did not; none where there is no cluster. */
  get sharingFailures(): readonly SluiceError[] {
    const timeline = this.#store instanceof SharedTableHistory ? this.#store.failure : undefined;
    const held = this.#holds instanceof SharedHoldStore ? this.#holds.failures : [];
    return timeline === undefined ? held : [timeline, ...held];
  }

  get options(): HistoryOptions | undefined {
    return this.#optionsFor(this.#store);
  }

  /** The same timeline for somebody who reads a part of the log again: what it has is used, and nothing is written. */
  readOnly(): HistoryOptions | undefined {
    const { destination, history } = this.#config;
    const { directory, expireMs } = history;
    const reader = new FileTableHistory({ destination, directory, expireMs, logger: this.#logger, readOnly: true });
    const store = this.#store;
    const load = async () => {
      if (store instanceof SharedTableHistory) await store.ready();
      return await reader.load();
    };
    return this.#optionsFor(new ReadOnlyTableHistory({ load, close: () => reader.close() }));
  }

  #optionsFor(store: TableHistory): HistoryOptions | undefined {
    const { history, filter } = this.#config;
    if (!history.enabled) return undefined;
    const wanted = JSON.stringify([filter.tables, filter.blackTables]);
    return { store, intervalMs: history.intervalMs, filter: wanted };
  }

  /** Where rows wait that no definition fits; undefined where they don't. */
  get holds(): HoldSettings | undefined {
    const { holdBytes } = this.#config.history;
    return holdBytes === 0 ? undefined : { store: this.#holds, budgetBytes: holdBytes };
  }

  /** Errors: PARSER_HISTORY_READ_FAILED, PARSER_HISTORY_WRITE_FAILED, PARSER_HISTORY_SHARE_FAILED, only while it is turned off: else the parser tries again and again. */
  async start(): Promise<void> {
    if (!this.#config.history.enabled) await this.#store.interrupt();
  }

  async stop(): Promise<void> {
    await this.#store.close();
  }
}
