import type { InstanceConfig } from "../../conf/config.ts";
import type { Coordinator } from "../../proto/coordination/coordinator.ts";
import { SluiceError } from "../../proto/error.ts";
import { compareOffsets } from "../../proto/position.ts";
import type { BinlogPosition, Cursor } from "../../proto/position.ts";
import { AccountKeeper } from "../account/account-keeper.ts";
import { announcingSource } from "./announcing-source.ts";
import type { DestinationAdmin } from "../destination-admin.ts";
import { fencedDestination } from "../ha/fenced-destination.ts";
import type { Term } from "../ha/term.ts";
import { InstanceCursors } from "./instance-cursors.ts";
import { makeFilters } from "./instance-filters.ts";
import type { InstanceFilters } from "./instance-filters.ts";
import { InstanceHistory } from "./instance-history.ts";
import { commonParserOptions, startSettings } from "./instance-parser.ts";
import { makeSource } from "./instance-source.ts";
import type { InstanceSource } from "./instance-source.ts";
import { openStore } from "./instance-store.ts";
import type { InstanceLog, InstanceStore } from "./instance-store.ts";
import { SourceWatch } from "./instance-watch.ts";
import { LedgerKeeper } from "../ledger/ledger-keeper.ts";
import { Ledger } from "../ledger/ledger.ts";
import type { Logger } from "../logger.ts";
import { FileMetaManager } from "../meta/file-meta-manager.ts";
import { MemoryMetaManager } from "../meta/memory-meta-manager.ts";
import { ZookeeperMetaManager } from "../meta/zookeeper-meta-manager.ts";
import type { StageStatus } from "../ops/instance-status.ts";
import { EventParser } from "../parser/event-parser.ts";
import { isSameAddress } from "../parser/source-address.ts";
import type { StartCursor, StartSettings } from "../parser/start-position.ts";
import type { Destination } from "../session/destination.ts";
import { EntryEventSink } from "../sink/entry-event-sink.ts";
import type { DumpStart, SourceIdentity } from "../source/binlog-source.ts";
import { isSameSource, oldestOf } from "../entry-cursor.ts";
import { Subscriptions } from "../subscription/subscriptions.ts";

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
  /** This server as it is registered. */
  readonly address: string;
  readonly durableAcks: boolean;
  readonly flushMs: number;
}

/** What is made when the destination starts. */
interface Pipeline extends InstanceStore {
  readonly sink: EntryEventSink;
  readonly parser: EventParser;
  readonly subscriptions: Subscriptions;
  /** Undefined where nothing that is counted outlives the process. */
  readonly keeper: LedgerKeeper | undefined;
}

/** How often cursors that stand still are looked after, milliseconds. */
const IDLE_MS = 10_000;

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
  readonly #filters: InstanceFilters;
  readonly #ledger = new Ledger();
  readonly #source: InstanceSource;
  readonly #history: InstanceHistory;
  readonly #watch: SourceWatch | undefined;
  readonly #meta: FileMetaManager | MemoryMetaManager | ZookeeperMetaManager;
  readonly #active: ActiveTerm | undefined;
  readonly #cursors: InstanceCursors;
  readonly #accounts: AccountKeeper;
  #pipeline: Pipeline | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** Why reading began where it began, as the log was told. */
  #toldReason: string | undefined;
  readonly #startedAt = Date.now();

  /** Opens nothing. Errors: FILTER_BAD_EXPRESSION, FILTER_BAD_FIELDS. */
  constructor({ config, logger, active }: InstanceOptions) {
    this.#config = config;
    this.#active = active;
    this.#logger = logger;
    this.#filters = makeFilters(config.filter);
    this.#meta = makeMeta(config, active, logger);
    this.#cursors = new InstanceCursors(config, logger);
    this.#accounts = makeAccounts(config, active, logger);
    this.#source = makeSource(config, logger);
    this.#history = new InstanceHistory(config, logger, active);
    const { servers } = this.#source;
    if (servers === undefined) return;
    this.#watch = new SourceWatch({
      servers,
      failover: config.failover,
      needed: () => this.#needed(),
      compareFile: (...file) => this.#pipeline?.log?.compareFile(...file),
      onSwitched: () => {
        this.#pipeline?.parser.retryNow();
      },
      logger,
    });
  }

  /** Undefined before the start. */
  get destination(): Subscriptions | undefined {
    return this.#pipeline?.subscriptions;
  }

  /** The destination as the clients of a group see it; undefined before the start. */
  served(group: string): Destination | undefined {
    const plain = this.#pipeline?.subscriptions.group(group);
    const term = this.#active?.term;
    return plain === undefined || term === undefined ? plain : fencedDestination(plain, term);
  }

  /** Undefined before the start. */
  get admin(): DestinationAdmin | undefined {
    const pipeline = this.#pipeline;
    if (pipeline === undefined) return undefined;
    const { subscriptions, parser, store } = pipeline;
    const ledger = {
      snapshot: () => this.#ledger.snapshot(),
      stored: () => store.next - 1,
      isSettled: () => parser.quietPlace !== undefined && this.#isAllVisible(pipeline),
    };
    return this.#cursors.admin(subscriptions, ledger, parser.schema);
  }

  /**
   * Resolves when clients can subscribe; the source is connected to in the background. Errors: META_CORRUPT, META_READ_FAILED,
   * PARSER_HISTORY_READ_FAILED, and those of opening a log.
   */
  async start(): Promise<void> {
    await this.#meta.load();
    await this.#cursors.history.load();
    const { parser, log, keeper } = await this.#open();
    await this.#beginWithSaved();
    await this.#history.start();
    this.#watch?.start();
    log?.healer.look();
    keeper?.run();
    this.#accounts.run();
    this.#idle = setInterval(() => {
      this.#lookAfterIdle().catch((error: unknown) => {
        this.#logger.warn({ error }, "cursors that stand still could not be moved on");
      });
    }, IDLE_MS);
    this.#idle.unref();
    parser.run().catch((error: unknown) => {
      this.#logger.error({ error }, "the source is not followed any more; what was read is still served");
    });
  }

  /** Stops reading, ends waiting gets, writes the cursors, closes connections. */
  async stop(): Promise<void> {
    clearInterval(this.#idle);
    const pipeline = this.#pipeline;
    pipeline?.subscriptions.stop();
    await this.#watch?.stop();
    await pipeline?.parser.stop();
    await pipeline?.subscriptions.close();
    await pipeline?.log?.close();
    await pipeline?.keeper?.stop();
    await this.#accounts.stop();
    await this.#meta.close();
    await this.#cursors.history.close();
    await this.#history.stop();
    await this.#source.source.close();
  }

  /** Undefined before the start. */
  status(): StageStatus | undefined {
    const pipeline = this.#pipeline;
    if (pipeline === undefined) return undefined;
    const { store } = this.#config;
    return {
      parser: pipeline.parser.status,
      sink: pipeline.sink.stats,
      store: pipeline.store.stats,
      log: pipeline.log && { stats: pipeline.log.store.stats, gaps: pipeline.log.healer.gaps },
      batchMode: store.batchMode,
      bufferSize: store.budgetBytes / store.memoryUnit,
      consumers: pipeline.subscriptions.consumers(),
      ledger: () => this.#ledger.snapshot(),
      cursors: this.#meta instanceof MemoryMetaManager ? undefined : this.#meta.stats,
      watch: this.#watch?.status,
      sharingFailures: this.#history.sharingFailures,
    };
  }

  async #open(): Promise<Pipeline> {
    const config = this.#config;
    const { destination, filter, store: settings, consumer } = config;
    const logger = this.#logger;
    const accounts = this.#accounts;
    const { store, log } = await openStore({
      parts: { config, filters: this.#filters, history: this.#history, epoch: () => this.#active?.term.epoch, logger },
      followed: () => this.#sourceAddress(),
      begins: this.#active && oldestOf(this.#meta.clients().flatMap((client) => this.#meta.cursor(client) ?? [])),
      // Nothing may go before the consumers are known.
      needs: () => this.#pipeline?.subscriptions.needs() ?? [{ consumer: "", from: 0 }],
      onVisible: accounts.stored,
      onLeaving: (segment) => accounts.leaving(segment),
      onHealed: () => {
        this.#pipeline?.subscriptions.look();
      },
    });
    await accounts.load(store);
    const keeper = log && this.#keeper(log);
    await keeper?.load();
    const sink = new EntryEventSink({ store, ledger: this.#ledger, filterTransactionEntry: filter.transactionEntries });
    const subscriptions = new Subscriptions({
      destination,
      store,
      meta: this.#meta,
      rules: { mode: settings.batchMode, memunit: settings.memoryUnit, ddlIsolation: settings.ddlIsolation },
      limits: consumer.limits,
      accounts,
      sourceAddress: () => this.#sourceAddress(),
      // A log waits for nobody but at its budget, and what happens there is a key of its own.
      ...(log === undefined ? {} : { log: log.wiring(consumer.start), absentMs: Infinity }),
      logger,
    });
    const parser = new EventParser({
      ...commonParserOptions(config, this.#filters, logger),
      source: announcingSource(this.#source.source, (start, signal) => this.#announce(start, signal)),
      sink,
      ledger: this.#ledger,
      logger,
      startOn: (identity) => this.#startOn(identity),
      savedCursor: () => this.#startCursor(),
      autoResetLatest: config.start.autoResetLatest,
      history: this.#history.options,
      holds: this.#history.holds,
      // What is in the log is had by all.
      newestAcked: () => log?.places.endCursor()?.acked ?? subscriptions.newestAcked(),
      epoch: () => this.#active?.term.epoch,
      observe: (event) => log?.observe(event, () => parser.status.identity),
    });
    this.#pipeline = { store, log, sink, subscriptions, parser, keeper };
    await subscriptions.open();
    return this.#pipeline;
  }

  /** Where reading begins: behind the end of the log, else where the consumer is that has had least. */
  #savedCursor(): Cursor | undefined {
    return this.#pipeline?.log?.places.endCursor() ?? this.#pipeline?.subscriptions.oldestCursor();
  }

  /**
   * As the saved cursor, but with a log from where its ledger counts on: a little before the end. Up to the end everything is known and dropped.
   * Where the source has that little no more, reading begins at the end all the same.
   */
  #startCursor(): StartCursor | undefined {
    const saved = this.#savedCursor();
    const { keeper, parser, log } = this.#pipeline ?? {};
    const start = keeper?.start;
    if (saved === undefined || start === undefined || log?.store.end === undefined) return saved;
    const isGone = parser?.status.failure?.code === "SOURCE_LOG_PURGED";
    return isGone || !isSameSource(start, saved) ? saved : start;
  }

  #keeper({ store }: InstanceLog): LedgerKeeper {
    return new LedgerKeeper({
      directory: this.#config.dataDir,
      ledger: this.#ledger,
      log: store,
      quietly: (counted) => {
        const take = (place: Pick<Cursor, "position" | "acked">): void => {
          counted({ sourceAddress: this.#sourceAddress(), ...place });
        };
        return this.#pipeline?.parser.quietly(take) ?? false;
      },
      logger: this.#logger,
    });
  }

  async #lookAfterIdle(): Promise<void> {
    const pipeline = this.#pipeline;
    if (pipeline === undefined) return;
    const { parser, log, subscriptions } = pipeline;
    const quiet = log !== undefined && this.#isAllVisible(pipeline) ? parser.quietPlace : undefined;
    await subscriptions.care.idle(quiet);
    const { expireMs } = this.#config.consumer;
    if (expireMs !== undefined) await subscriptions.care.expire(expireMs, this.#startedAt);
    if (quiet !== undefined) await log?.readUpTo(quiet);
  }

  /** What was put into the store can be read from it. */
  #isAllVisible({ log, sink }: Pipeline): boolean {
    return log?.holds(sink.stats.entries) ?? true;
  }

  /** After a fail-over and a restart the cursors speak of the standby's log: there reading goes on exactly, on the master only by time. */
  async #beginWithSaved(): Promise<void> {
    const { detecting } = this.#config.failover;
    const saved = this.#savedCursor()?.sourceAddress;
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
    const pipeline = this.#pipeline;
    if (pipeline === undefined) return undefined;
    const { identity, journalName, position, gtidSet } = pipeline.parser.status;
    if (identity === undefined) return undefined;
    const saved = this.#savedCursor();
    if (saved !== undefined && isSameSource(saved, { sourceAddress: identity }) && saved.position.journalName !== "")
      return saved.position;
    return { journalName, position, timestamp: 0, serverId: 0, gtid: gtidSet };
  }

  /** Consumers must know where reading begins before the first entry comes, and whether their cursors speak of the same log. */
  async #announce(start: DumpStart, signal: AbortSignal): Promise<void> {
    const pipeline = this.#pipeline;
    if (pipeline === undefined) return;
    const { identity, startReason } = pipeline.parser.status;
    const place =
      start.kind === "file"
        ? { journalName: start.journalName, position: start.position, gtid: "" }
        : { journalName: start.journalName ?? "", position: 0, gtid: start.gtidSet };
    const position = { ...place, timestamp: 0, serverId: identity?.serverId ?? 0 };
    this.#cursors.noteStart(this.#sourceAddress(), position, startReason ?? "");
    if (identity !== undefined) await this.#tellLog(pipeline, identity, position, signal);
    await pipeline.keeper?.begin({ sourceAddress: this.#sourceAddress(), position, acked: undefined });
    await pipeline.subscriptions.sourceStarted({
      position,
      resumed: startReason === "saved position" || startReason === "saved GTID set",
    });
  }

  /** Whose entries come now; one whose log has begun anew has places that say nothing beside those before. */
  async #tellLog(
    { log, parser }: Pipeline,
    { address, port, serverUuid: uuid }: SourceIdentity,
    position: BinlogPosition,
    signal: AbortSignal,
  ): Promise<void> {
    if (log === undefined) return;
    const { startReason } = parser.status;
    const end = log.store.end;
    const before = end?.resume ?? end?.last;
    const isSame = before?.source?.address === address && before.source.port === port;
    const isBack = before !== undefined && position.journalName !== "" && compareOffsets(position, before) < 0;
    // From a place of its own it goes back on purpose.
    const isResumed = startReason === "saved position" || startReason === "saved GTID set";
    const elsewhere = !isResumed && startReason !== this.#toldReason;
    const start = { sourceAddress: { address, port }, position, acked: undefined };
    await log.beginSource(
      { address, port, uuid },
      { start, renumbered: isSame && isBack && !isResumed, elsewhere },
      signal,
    );
    this.#toldReason = startReason;
  }

  #sourceAddress(): { readonly address: string; readonly port: number } {
    const { host, port } = this.#config.source;
    const identity = this.#pipeline?.parser.status.identity;
    return identity === undefined ? { address: host, port } : { address: identity.address, port: identity.port };
  }
}

/** Entries of a log on the disk keep their numbers. In a cluster another server may have served since: accounts begin with the term. */
function makeAccounts({ dataDir, store }: InstanceConfig, active: ActiveTerm | undefined, logger: Logger) {
  const isKept = store.mode !== "memory" && active === undefined;
  return new AccountKeeper({ directory: dataDir, isKept, logger });
}

function makeMeta(config: InstanceConfig, active: ActiveTerm | undefined, logger: Logger) {
  const { destination, dataDir, consumer } = config;
  if (config.meta === "memory") return new MemoryMetaManager();
  if (config.meta === "file") {
    return new FileMetaManager({ destination, directory: dataDir, flushMs: consumer.flushMs, logger });
  }
  if (active === undefined) throw new SluiceError("INTERNAL_BUG", { broken: "an active server without a term" });
  const { coordinator, durableAcks, flushMs, term } = active;
  return new ZookeeperMetaManager({ destination, coordinator, fence: term, durableAcks, flushMs, logger });
}
