import type { InstanceConfig } from "../conf/config.ts";
import { FileTableHistory } from "./history/file-table-history.ts";
import { FileHoldStore } from "./history/file-hold-store.ts";
import type { Logger } from "./logger.ts";
import type { HoldSettings } from "./parser/hold-back.ts";
import { ReadOnlyTableHistory } from "./history/read-only-table-history.ts";
import type { HistoryOptions } from "./parser/schema-timeline.ts";
import type { TableHistory } from "./parser/table-history.ts";

/** A destination's timeline of table definitions, or what must happen to it while it is turned off. */
export class InstanceHistory {
  readonly #store: FileTableHistory;
  readonly #config: InstanceConfig;
  readonly #logger: Logger;

  constructor(config: InstanceConfig, logger: Logger) {
    const { destination, history } = config;
    const { directory, expireMs } = history;
    this.#config = config;
    this.#logger = logger;
    this.#store = new FileTableHistory({ destination, directory, expireMs, logger });
  }

  get options(): HistoryOptions | undefined {
    return this.#optionsFor(this.#store);
  }

  /** The same timeline for somebody who reads a part of the log again: what it has is used, and nothing is written. */
  readOnly(): HistoryOptions | undefined {
    const { destination, history } = this.#config;
    const { directory, expireMs } = history;
    const reader = new FileTableHistory({ destination, directory, expireMs, logger: this.#logger, readOnly: true });
    return this.#optionsFor(new ReadOnlyTableHistory(reader));
  }

  #optionsFor(store: TableHistory): HistoryOptions | undefined {
    const { history, filter } = this.#config;
    if (!history.enabled) return undefined;
    const wanted = JSON.stringify([filter.tables, filter.blackTables]);
    return { store, intervalMs: history.intervalMs, filter: wanted };
  }

  /** Where rows wait that no definition fits; undefined where they don't. */
  get holds(): HoldSettings | undefined {
    const { destination, history } = this.#config;
    const { directory, holdBytes } = history;
    if (holdBytes === 0) return undefined;
    const store = new FileHoldStore({ destination, directory, logger: this.#logger });
    return { store, budgetBytes: holdBytes };
  }

  /** Errors: PARSER_HISTORY_READ_FAILED, PARSER_HISTORY_WRITE_FAILED, only while it is turned off: else the parser tries again and again. */
  async start(): Promise<void> {
    if (!this.#config.history.enabled) await this.#store.interrupt();
  }

  async stop(): Promise<void> {
    await this.#store.close();
  }
}
