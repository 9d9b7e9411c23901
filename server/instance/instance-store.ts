import { rm } from "node:fs/promises";
import { join } from "node:path";
import { LogHealer } from "../reread/log-healer.ts";
import { LogOrigin } from "../subscription/log-origin.ts";
import { LogPlaces } from "../subscription/log-places.ts";
import { LogRanges } from "../reread/log-ranges.ts";
import type { LogRange } from "../reread/log-ranges.ts";
import { readingSettingsOf } from "../reread/reading-settings.ts";
import { SluiceError } from "../../proto/error.ts";
import type { BinlogPosition, Cursor } from "../../proto/position.ts";
import type { BinlogEvent } from "../binlog/event.ts";
import { SourceFiles } from "./source-files.ts";
import type { SourceIdentity } from "../source/binlog-source.ts";
import { sourceOf } from "../reread/range-reading.ts";
import type { RangeReadingParts } from "../reread/range-reading.ts";
import { Reread } from "../reread/reread.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { EventStore } from "../store/event-store.ts";
import { DurableLog } from "../store/log/durable-log.ts";
import type { LeavingSegment, LogNeed, LogSource } from "../store/log-store.ts";
import { MemoryStore } from "../store/memory-store.ts";
import { isAckable } from "../entry-cursor.ts";
import type { LogWiring } from "../subscription/log-wiring.ts";

/** A destination's store, and what belongs to it where it is a log on the disk. */
export interface InstanceStore {
  readonly store: EventStore;
  readonly log: InstanceLog | undefined;
}

export interface InstanceStoreOptions {
  readonly parts: RangeReadingParts;
  readonly followed: () => Cursor["sourceAddress"];
  readonly needs: () => readonly LogNeed[];
  /**
   * In a cluster: what the oldest consumer has had. Another server was active since this one's log was written, when that ends before it: it is begun anew
   * there, or a takeover would wait for all that lies between, which nobody needs.
   */
  readonly begins: Cursor | undefined;
  /** Told of each entry when it can be read from the store, and asked before a part of a log is removed. */
  readonly onVisible?: (entry: PipelineEntry) => void;
  readonly onLeaving?: (segment: LeavingSegment) => Promise<void>;
  /** Told when what could not be read may be readable. */
  readonly onHealed: () => void;
}

/** The store that the settings ask for. Errors: STORE_BUDGET_INVALID, and those of opening a log. */
export async function openStore(options: InstanceStoreOptions): Promise<InstanceStore> {
  const { config, logger } = options.parts;
  const { mode, budgetBytes, memoryUnit } = config.store;
  const maxEntries = budgetBytes / memoryUnit;
  const { onVisible } = options;
  if (mode === "memory") return { store: new MemoryStore({ budgetBytes, maxEntries, onVisible }), log: undefined };
  const origin = new LogOrigin(config.dataDir);
  await origin.load();
  const log = await openLog(options, origin);
  const { begins } = options;
  if (begins === undefined || !(await log.places.endsBefore(begins))) return { store: log.store, log };
  logger.info(
    { end: log.places.endCursor()?.position, begins: begins.position },
    "this server's log ends before the cursors: another server was active; it is begun anew",
  );
  await log.close();
  await rm(join(config.dataDir, LOG), { recursive: true });
  await origin.forget();
  const anew = await openLog(options, origin);
  return { store: anew.store, log: anew };
}

const LOG = "log";

async function openLog(options: InstanceStoreOptions, origin: LogOrigin): Promise<InstanceLog> {
  const { config, logger } = options.parts;
  const { budgetBytes, memoryUnit, log: settings } = config.store;
  const care: { log?: InstanceLog } = {};
  const store = await DurableLog.open({
    ...settings,
    destination: config.destination,
    directory: join(config.dataDir, LOG),
    budgetBytes,
    maxEntries: budgetBytes / memoryUnit,
    isResumable: isAckable,
    needs: options.needs,
    onVisible: options.onVisible,
    onLeaving: options.onLeaving,
    onGap: () => {
      care.log?.healer.look();
    },
    logger,
  });
  const ranges = new LogRanges(config.dataDir, logger);
  await ranges.load(store);
  const files = new SourceFiles(config.dataDir, logger);
  if (store.next > 1) await files.load();
  care.log = new InstanceLog(store, origin, { ranges, files }, options);
  return care.log;
}

/** Longest time that an operator waits for the source to look through a file of its log, milliseconds. */
const SEARCH_MS = 300_000;

async function findByTimestamp(
  { config, logger }: RangeReadingParts,
  { address, port }: Cursor["sourceAddress"],
  timestamp: number,
): Promise<BinlogPosition | undefined> {
  const source = await sourceOf(config, { address, port }, logger);
  if (source === undefined) throw new SluiceError("REREAD_SERVER_GONE", { address, port });
  try {
    const signal = AbortSignal.timeout(SEARCH_MS);
    // Which of two servers is followed is known when one has been asked.
    await source.identify(signal);
    return await source.findByTimestamp(timestamp, signal);
  } finally {
    await source.close();
  }
}

/** A log on the disk with the places in it, and what heals it. */
export class InstanceLog {
  readonly healer: LogHealer;
  readonly places: LogPlaces;
  readonly store: DurableLog;
  readonly #origin: LogOrigin;
  readonly #ranges: LogRanges;
  readonly #files: SourceFiles;
  readonly #options: InstanceStoreOptions;
  readonly #nextAtStart: number;
  #readUpTo = "";

  constructor(
    store: DurableLog,
    origin: LogOrigin,
    { ranges, files }: { readonly ranges: LogRanges; readonly files: SourceFiles },
    options: InstanceStoreOptions,
  ) {
    const { parts, followed, onHealed } = options;
    this.store = store;
    this.#origin = origin;
    this.#ranges = ranges;
    this.#files = files;
    this.#options = options;
    this.#nextAtStart = store.next;
    this.places = new LogPlaces(store, origin, {
      followed,
      fallbackMs: parts.config.start.fallbackMs,
      findByTimestamp: (server, timestamp) => findByTimestamp(parts, server, timestamp),
    });
    this.healer = new LogHealer({ parts, log: store, ranges, origin: () => origin.origin, followed }, onHealed);
  }

  wiring(newConsumers: "oldest" | "latest"): LogWiring {
    return {
      log: this.store,
      places: this.places,
      newConsumers,
      reread: (from, until, onChange) => new Reread(this.#options.parts, from, until, onChange),
      onDamage: () => {
        this.healer.look();
      },
    };
  }

  /**
   * Says whose entries come now, and where reading begins for them; it is on the disk when it resolves. `elsewhere`: not where it ended. Rejects with
   * META_WRITE_FAILED, and SOURCE_CLOSED when the signal is aborted.
   */
  async beginSource(
    source: LogSource,
    { start, renumbered, elsewhere }: Pick<LogRange, "start" | "renumbered"> & { readonly elsewhere: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const { store } = this;
    const wasReset = elsewhere && this.#files.beginElsewhere();
    const isRenumbered = renumbered || wasReset;
    const stretch = store.beginSource(source, isRenumbered);
    const settings = readingSettingsOf(this.#options.parts.config);
    if (!elsewhere && this.#ranges.isContinuedBy({ ...stretch, settings })) return;
    // The entry before is named by its place: it has to have one.
    while (store.next < stretch.from) {
      await store.waitFor(stretch.from - 1, signal);
      if (signal.aborted) throw new SluiceError("SOURCE_CLOSED", {});
    }
    await this.#ranges.begin({ ...stretch, settings, start, renumbered: isRenumbered, before: store.end }, store.first);
  }

  /** To be told of every event that is read. Error: SOURCE_LOG_RESET. */
  observe(event: BinlogEvent, identity: () => SourceIdentity | undefined): void {
    if (event.kind !== "format-description") return;
    const server = identity();
    if (server !== undefined) this.#files.observe(event, server);
  }

  /** The error, where a file of the source that was read is another one now. */
  compareFile(name: string, begun: number | undefined): SluiceError | undefined {
    return this.#files.compare(name, begun);
  }

  /** Whether so many entries, put since the start, are all visible. */
  holds(entries: number): boolean {
    return this.store.next - this.#nextAtStart === entries;
  }

  /** The source was read up to a place before which everything is in the log: once for each of its files. */
  async readUpTo(quiet: Pick<Cursor, "position" | "acked">): Promise<void> {
    const { position } = quiet;
    const last = this.store.end?.last;
    if (last === undefined || position.journalName === last.journalName) return;
    const key = `${String(this.store.next)} ${position.journalName}`;
    if (key === this.#readUpTo) return;
    await this.#origin.readUpTo({
      cursor: { sourceAddress: this.#options.followed(), ...quiet },
      next: this.store.next,
    });
    this.#readUpTo = key;
  }

  async close(): Promise<void> {
    await this.healer.stop();
    await this.#files.settled();
    await this.store.close();
  }
}
