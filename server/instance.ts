import type { InstanceConfig, SourceConfig, StartConfig } from "../conf/config.ts";
import type { Coordinator } from "../proto/coordination/coordinator.ts";
import { SluiceError } from "../proto/error.ts";
import type { BinlogPosition } from "../proto/position.ts";
import { announcingSource } from "./announcing-source.ts";
import type { DestinationAdmin } from "./destination-admin.ts";
import { fencedDestination } from "./ha/fenced-destination.ts";
import type { Term } from "./ha/term.ts";
import { InstanceCursors } from "./instance-cursors.ts";
import { makeFilters } from "./instance-filters.ts";
import { Ledger } from "./ledger.ts";
import type { Logger } from "./logger.ts";
import { FileMetaManager } from "./meta/file-meta-manager.ts";
import { MemoryMetaManager } from "./meta/memory-meta-manager.ts";
import { ZookeeperMetaManager } from "./meta/zookeeper-meta-manager.ts";
import type { StageStatus } from "./ops/instance-status.ts";
import { EventParser } from "./parser/event-parser.ts";
import type { ParserSwitches } from "./parser/parser-switches.ts";
import { OLDEST } from "./parser/start-position.ts";
import type { StartSettings } from "./parser/start-position.ts";
import type { Destination } from "./session/destination.ts";
import { EntryEventSink } from "./sink/entry-event-sink.ts";
import { makeSource } from "./instance-source.ts";
import { InstanceHistory } from "./instance-history.ts";
import type { InstanceSource } from "./instance-source.ts";
import { SourceWatch } from "./instance-watch.ts";
import type { DumpStart, SourceIdentity } from "./source/binlog-source.ts";
import { isSameAddress } from "./parser/source-address.ts";
import { isSameSource } from "./subscription-cursor.ts";
import { MemoryStore } from "./store/memory-store.ts";
import { Subscriptions } from "./subscriptions.ts";

export interface InstanceOptions {
  readonly config: InstanceConfig;
  readonly logger: Logger;
  /** In a cluster: the term in which it is active. */
  readonly active?: ActiveTerm;
}

/** The right to be the one instance of a destination in a cluster, and where its cursors are kept. */
export interface ActiveTerm {
  readonly term: Term;
  readonly coordinator: Coordinator;
  readonly durableAcks: boolean;
  readonly flushMs: number;
}

/**
 * One destination's pipeline: source → parser → sink → store, with subscriptions and their cursors beside it. It owns every stage: here their
 * constructors are called and the settings become their options.
 *
 * A parser that has ended by an error of the log leaves the rest running: what is in the store can still be fetched and acked, and
 * `status` tells the failure.
 */
export class Instance {
  readonly #config: InstanceConfig;
  readonly #logger: Logger;
  readonly #ledger = new Ledger();
  readonly #store: MemoryStore;
  readonly #sink: EntryEventSink;
  readonly #source: InstanceSource;
  readonly #history: InstanceHistory;
  readonly #watch: SourceWatch | undefined;
  readonly #parser: EventParser;
  readonly #meta: FileMetaManager | MemoryMetaManager | ZookeeperMetaManager;
  readonly #active: ActiveTerm | undefined;
  readonly #cursors: InstanceCursors;
  #subscriptions: Subscriptions | undefined;

  /** Opens nothing. Errors: FILTER_BAD_EXPRESSION, FILTER_BAD_FIELDS, STORE_BUDGET_INVALID. */
  constructor({ config, logger, active }: InstanceOptions) {
    const { destination, filter } = config;
    this.#config = config;
    this.#active = active;
    this.#logger = logger;
    this.#store = new MemoryStore({
      budgetBytes: config.store.budgetBytes,
      maxEntries: config.store.budgetBytes / config.store.memoryUnit,
    });
    this.#sink = new EntryEventSink({
      store: this.#store,
      ledger: this.#ledger,
      filterTransactionEntry: filter.transactionEntries,
    });
    this.#meta = makeMeta(config, active, logger);
    this.#cursors = new InstanceCursors(config, logger);
    this.#source = makeSource(config, logger);
    this.#history = new InstanceHistory(config, logger);
    this.#parser = new EventParser({
      destination,
      source: announcingSource(this.#source.source, (start) => this.#announce(start)),
      sink: this.#sink,
      ledger: this.#ledger,
      logger,
      ...makeFilters(filter),
      switches: switchesOf(config),
      transactionSize: config.transactionSize,
      start: startSettings(config.start, config.source),
      startOn: (identity) => this.#startOn(identity),
      savedCursor: () => this.#subscriptions?.oldestCursor(),
      autoResetLatest: config.start.autoResetLatest,
      timeZone: config.timezone,
      rowIds: config.rowId,
      history: this.#history.options,
      holds: this.#history.holds,
      newestAcked: () => this.#subscriptions?.newestAcked(),
      epoch: () => active?.term.epoch,
    });
    const { servers } = this.#source;
    if (servers === undefined) return;
    this.#watch = new SourceWatch({
      servers,
      failover: config.failover,
      needed: () => this.#needed(),
      onSwitched: () => {
        this.#parser.retryNow();
      },
      logger,
    });
  }

  /** Undefined before the start. */
  get destination(): Subscriptions | undefined {
    return this.#subscriptions;
  }

  /** The destination as the clients of a group see it; undefined before the start. */
  served(group: string): Destination | undefined {
    const plain = this.#subscriptions?.group(group);
    const term = this.#active?.term;
    return plain === undefined || term === undefined ? plain : fencedDestination(plain, term);
  }

  /** Undefined before the start. */
  get admin(): DestinationAdmin | undefined {
    if (this.#subscriptions === undefined) return undefined;
    return this.#cursors.admin(this.#subscriptions, () => this.#ledger.snapshot());
  }

  /** Resolves when clients can subscribe; the source is connected to in the background. Errors: META_CORRUPT, META_READ_FAILED, PARSER_HISTORY_READ_FAILED. */
  async start(): Promise<void> {
    const { destination, store } = this.#config;
    await this.#meta.load();
    await this.#cursors.history.load();
    this.#subscriptions = new Subscriptions({
      destination,
      store: this.#store,
      meta: this.#meta,
      rules: { mode: store.batchMode, memunit: store.memoryUnit, ddlIsolation: store.ddlIsolation },
      sourceAddress: () => this.#sourceAddress(),
      logger: this.#logger,
    });
    await this.#beginWithSaved();
    await this.#history.start();
    this.#watch?.start();
    this.#parser.run().catch((error: unknown) => {
      this.#logger.error({ error }, "the source is not followed any more; what was read is still served");
    });
  }

  /** Stops reading, ends waiting gets, writes the cursors, closes connections. */
  async stop(): Promise<void> {
    this.#subscriptions?.stop();
    await this.#watch?.stop();
    await this.#parser.stop();
    await this.#meta.close();
    await this.#cursors.history.close();
    await this.#history.stop();
    await this.#source.source.close();
  }

  status(): StageStatus {
    const { store } = this.#config;
    return {
      parser: this.#parser.status,
      sink: this.#sink.stats,
      store: this.#store.stats,
      batchMode: store.batchMode,
      bufferSize: store.budgetBytes / store.memoryUnit,
      consumers: this.#subscriptions?.consumers() ?? [],
      ledger: () => this.#ledger.snapshot(),
      cursors: this.#meta instanceof MemoryMetaManager ? undefined : this.#meta.stats,
      watch: this.#watch?.status,
    };
  }

  /** After a fail-over and a restart the cursors speak of the standby's log: there reading goes on exactly, on the master only by time. */
  async #beginWithSaved(): Promise<void> {
    const { detecting } = this.#config.failover;
    const saved = this.#subscriptions?.oldestCursor()?.sourceAddress;
    if (saved === undefined || detecting?.switchOver !== true) return;
    await this.#source.servers?.beginWith((server) => isSameAddress(saved, server));
  }

  #startOn({ address, port }: SourceIdentity): StartSettings {
    const { source, start, failover } = this.#config;
    const { standby } = failover;
    const isStandby = standby !== undefined && standby.source.host === address && standby.source.port === port;
    return isStandby ? startSettings(standby.start, standby.source) : startSettings(start, source);
  }

  /** The oldest place that a restart would go on from; what the parser reads, when no consumer has a cursor of this server. */
  #needed(): BinlogPosition | undefined {
    const { identity, journalName, position, gtidSet } = this.#parser.status;
    if (identity === undefined) return undefined;
    const saved = this.#subscriptions?.oldestCursor();
    if (saved !== undefined && isSameSource(saved, { sourceAddress: identity }) && saved.position.journalName !== "")
      return saved.position;
    return { journalName, position, timestamp: 0, serverId: 0, gtid: gtidSet };
  }

  /** Consumers must know where reading begins before the first entry comes, and whether their cursors speak of the same log. */
  async #announce(start: DumpStart): Promise<void> {
    const { identity, startReason } = this.#parser.status;
    const place =
      start.kind === "file"
        ? { journalName: start.journalName, position: start.position, gtid: "" }
        : { journalName: start.journalName ?? "", position: 0, gtid: start.gtidSet };
    const position = { ...place, timestamp: 0, serverId: identity?.serverId ?? 0 };
    this.#cursors.noteStart(this.#sourceAddress(), position, startReason ?? "");
    await this.#subscriptions?.sourceStarted({
      position,
      resumed: startReason === "saved position" || startReason === "saved GTID set",
    });
  }

  #sourceAddress(): { readonly address: string; readonly port: number } {
    const { host, port } = this.#config.source;
    const { identity } = this.#parser.status;
    return identity === undefined ? { address: host, port } : { address: identity.address, port: identity.port };
  }
}

function makeMeta(config: InstanceConfig, active: ActiveTerm | undefined, logger: Logger) {
  const { destination, dataDir } = config;
  if (config.meta === "memory") return new MemoryMetaManager();
  if (config.meta === "file") return new FileMetaManager({ destination, directory: dataDir, logger });
  if (active === undefined) throw new SluiceError("INTERNAL_BUG", { broken: "an active server without a term" });
  const { coordinator, durableAcks, flushMs, term } = active;
  return new ZookeeperMetaManager({ destination, coordinator, fence: term, durableAcks, flushMs, logger });
}

function switchesOf({ filter }: InstanceConfig): ParserSwitches {
  return {
    queryDcl: filter.dcl,
    queryDml: filter.dmlText,
    queryDdl: filter.ddl,
    rows: filter.rows,
    dmlInsert: filter.inserts,
    dmlUpdate: filter.updates,
    dmlDelete: filter.deletes,
    tableError: filter.tableError,
    druidDdl: filter.druidDdl,
    onlineDdl: filter.onlineDdl,
  };
}

function startSettings(start: StartConfig, { files }: SourceConfig): StartSettings {
  // Who does not wait for what comes wants what is there.
  const byDefault = files?.wait === false && start.journalName === undefined ? OLDEST : 0;
  return {
    journalName: start.journalName ?? "",
    position: start.position ?? 0,
    timestamp: start.timestamp ?? byDefault,
    gtid: start.gtidSet ?? "",
    gtidOn: start.gtidMode,
    fallbackIntervalSeconds: start.fallbackMs / 1000,
  };
}
