import type { PipelineEntry } from "../../pipeline-entry.ts";
import type { StoreReader } from "../event-store.ts";
import type {
  HeldStretch,
  LogEnd,
  LogGap,
  LogPlace,
  LogSource,
  LogStore,
  LogStretch,
  LogTotals,
} from "../log-store.ts";
import { PutQueue } from "../put-queue.ts";
import { SeqWaiters } from "../seq-waiters.ts";
import { CommitLoop } from "./commit-loop.ts";
import { DiskKeeper } from "./disk-keeper.ts";
import type { DurableLogOptions } from "./durable-log-options.ts";
import { DurableLogStats } from "./durable-log-stats.ts";
import { GapList } from "./gap-list.ts";
import { LiveReaders } from "./live-readers.ts";
import { LogCare } from "./log-care.ts";
import { logFolder } from "./log-folder.ts";
import type { LogFolder } from "./log-folder.ts";
import { LogReader } from "./log-reader.ts";
import { LogSeek } from "./log-seek.ts";
import { LogTimers } from "./log-timers.ts";
import { LogWriter } from "./log-writer.ts";
import type { Stretch } from "./log-writer.ts";
import { PageGate } from "./page-gate.ts";
import { MemoryTail } from "./memory-tail.ts";
import { recoverLog } from "./recovery.ts";
import type { RecoveredLog } from "./recovery.ts";
import { SegmentList } from "./segment-list.ts";
import { lastIndex, pointBefore } from "./segment.ts";
import { TableNames } from "./table-names.ts";
import { Turns } from "./turns.ts";

/**
 * The durable log: entries go into memory, from there in groups onto the disk, and are visible when they are as durable as the policy says.
 *
 *      first          oldest in memory        next                 put so far
 *        |  disk only  |  disk and memory      |  being written    |
 *
 * Readers near the end are served from memory, all others from their own pages of the files. Nothing that is not visible yet ever leaves
 * memory; when half of the memory's budget is not visible, `put` waits.
 */
export class DurableLog implements LogStore {
  readonly stats: DurableLogStats;
  readonly #options: DurableLogOptions;
  readonly #folder: LogFolder;
  readonly #names = new TableNames();
  readonly #segments: SegmentList;
  readonly #gaps = new GapList();
  readonly #turns = new Turns();
  readonly #writer: LogWriter;
  readonly #keeper: DiskKeeper;
  readonly #care: LogCare;
  readonly #seek: LogSeek;
  readonly #tail: MemoryTail;
  readonly #commits: CommitLoop;
  readonly #waiters = new SeqWaiters();
  readonly #puts = new PutQueue(
    (entries, from) => this.#append(entries, from),
    () => {
      if (this.#puts.length === 0) this.stats.unblock();
    },
  );
  readonly #live: LiveReaders;
  readonly #gate: PageGate;
  readonly #stretches: Stretch[];
  readonly #timers: LogTimers;
  #next: number;
  #released = 0;

  /**
   * Reads what the folder holds. Errors: STORE_BUDGET_INVALID, STORE_READ_FAILED, STORE_VERSION_UNKNOWN, STORE_OTHER_DESTINATION,
   * STORE_SEGMENTS_OVERLAP.
   */
  static async open(options: DurableLogOptions): Promise<DurableLog> {
    const folder = options.folder ?? logFolder(options.directory);
    const names = new TableNames();
    const { destination, logger, now = Date.now } = options;
    const recovered = await recoverLog({ folder, destination, names, logger, now });
    const log = new DurableLog(options, folder, recovered);
    await log.#care.note(recovered.found);
    log.#timers.start();
    return log;
  }

  private constructor(options: DurableLogOptions, folder: LogFolder, recovered: RecoveredLog) {
    const { destination, isResumable, logger, now = Date.now, diskBudgetBytes, budgetBytes } = options;
    this.#options = options;
    this.#folder = folder;
    this.#segments = new SegmentList(recovered.segments);
    this.#next = recovered.next;
    this.#tail = new MemoryTail(recovered.next, recovered.end);
    const clock = options.clock ?? (() => performance.now());
    this.#gate = new PageGate({ clock, isServing: () => this.#live.isServing() });
    this.#live = new LiveReaders({
      clock,
      bytesBefore: (seq) => this.totalsAt(seq).bytes,
      stepBytes: budgetBytes / 8,
      onMoved: () => {
        this.#puts.drain();
        this.#commits.kick();
      },
    });
    this.#stretches = [
      { from: recovered.next, number: recovered.stretch, source: recovered.segments.at(-1)?.header.source },
    ];
    // Room is made by whole segments: a few must fit into the budget.
    const share = diskBudgetBytes > 0 ? Math.ceil(diskBudgetBytes / 4) : Infinity;
    const segmentBytes = Math.min(options.segmentBytes, share);
    const shared = { folder, destination, segments: this.#segments, segmentBytes, isResumable, logger, now };
    this.#writer = new LogWriter({
      ...recovered,
      ...shared,
      fsync: options.fsync,
      onSpareTaken: () => {
        this.#keeper.spareTaken();
      },
    });
    this.#keeper = new DiskKeeper({
      ...shared,
      gaps: this.#gaps,
      writer: this.#writer,
      whenFull: options.whenFull,
      needs: options.needs,
      names: this.#names,
      onLeaving: options.onLeaving,
      rules: { keepMs: options.retentionMs, keepBytes: options.retentionBytes },
      budgetBytes: diskBudgetBytes,
    });
    this.#seek = new LogSeek({ folder, segments: this.#segments, names: this.#names, isResumable });
    this.#care = new LogCare({
      ...shared,
      gaps: this.#gaps,
      seek: this.#seek,
      names: this.#names,
      turns: this.#turns,
      roll: () => this.#writer.roll(this.#stretchOf(this.#next)),
      onGap: (gap) => {
        this.#tellGap(gap);
      },
    });
    this.#commits = new CommitLoop({
      tail: this.#tail,
      writer: this.#writer,
      keeper: this.#keeper,
      turns: this.#turns,
      stretchOf: (seq) => this.#stretchOf(seq),
      path: folder.path,
      delayMs: options.commitDelayMs,
      segmentBytes,
      retryMs: options.retryMs ?? 50,
      logger,
      onCommitted: () => {
        this.#committed();
      },
      onBlocked: () => {
        this.#waiters.wakeAll();
      },
    });
    this.#timers = new LogTimers({
      fsync: options.fsync,
      fsyncIntervalMs: options.fsyncIntervalMs,
      retain: () => this.retain(),
      sync: () => this.#turns.run(() => this.#writer.sync()),
      logger,
    });
    this.stats = new DurableLogStats({
      segments: this.#segments,
      budgetBytes,
      diskBudgetBytes,
      writer: this.#writer,
      keeper: this.#keeper,
      gaps: this.#gaps,
      commits: this.#commits,
      live: this.#live,
    });
    this.#released = this.first - 1;
    this.stats.release(this.#released, this.totalsAt(this.first));
  }

  get first(): number {
    return Math.min(this.#segments.first ?? this.#next, this.#next, this.#gaps.all[0]?.first ?? Infinity);
  }

  get next(): number {
    return this.#next;
  }

  get blocked(): boolean {
    return this.#commits.blocked;
  }

  get end(): LogEnd | undefined {
    const { last, resume } = this.#writer.end;
    return last === undefined ? undefined : { last, resume };
  }

  put(entries: readonly PipelineEntry[], signal: AbortSignal): Promise<void> | undefined {
    const at = this.#puts.length > 0 ? 0 : this.#append(entries, 0);
    this.#commits.kick();
    if (at === entries.length) return undefined;
    const room = this.#puts.wait(entries, at, signal);
    if (this.#puts.length > 0) this.stats.block();
    return room;
  }

  at(seq: number): PipelineEntry | undefined {
    return seq < this.#next && seq >= this.first ? this.#tail.at(seq) : undefined;
  }

  openReader(): StoreReader {
    const place = this.#live.join();
    return new LogReader({
      folder: this.#folder,
      names: this.#names,
      bounds: this,
      at: (seq) => {
        const entry = this.at(seq);
        if (entry !== undefined) this.#live.read(place, seq, this.#next - 1);
        return entry;
      },
      turn: () => this.#gate.turn(),
      onPage: (bytes) => {
        this.stats.pageBytes += bytes;
      },
      onClosed: () => {
        this.#live.leave(place);
      },
      segmentOf: (seq) => this.#segments.find(seq),
      damageAt: (seq) => {
        const gap = this.#gaps.find(seq);
        return gap === undefined ? undefined : this.#gaps.errorOf(gap);
      },
      examine: (segment) => this.#turns.run(() => this.#care.examine(segment)),
      noteMissing: (seq) => this.#turns.run(() => this.#care.noteMissing(seq)),
      warn: (error) => {
        this.#options.logger.warn({ error }, "a file of the log could not be closed after reading");
      },
    });
  }

  waitFor(seq: number, signal: AbortSignal): Promise<void> {
    if (this.#next > seq || signal.aborted) return Promise.resolve();
    return this.#waiters.wait(seq, signal);
  }

  release(seq: number): void {
    const upTo = Math.min(seq, this.#next - 1);
    if (upTo <= this.#released) return;
    const timestamp = this.#tail.at(upTo)?.timestamp;
    this.stats.release(upTo, this.totalsAt(upTo + 1), timestamp);
    while (this.#tail.first <= upTo) this.#tail.shift();
    this.#released = upTo;
    this.#live.moved();
    this.#commits.wake();
  }

  beginSource(source: LogSource, renumbered = false): LogStretch {
    const from = this.#tail.next;
    const newest = this.#stretches.at(-1);
    const known = newest?.source;
    const isSame =
      known?.address === source.address &&
      known.port === source.port &&
      (known.uuid === source.uuid || source.uuid === "");
    if (!isSame || renumbered) {
      if (newest?.from === from) this.#stretches.pop();
      this.#stretches.push({ from, source, number: (newest?.number ?? 0) + 1 });
    }
    return { from, source, stretch: this.#stretchOf(from).number };
  }

  sourceOf(seq: number): LogSource | undefined {
    return this.#segments.find(seq)?.header.source ?? this.#stretchOf(seq).source;
  }

  isComparable(a: number, b: number): boolean {
    const [one, other] = [a, b].map((seq) => this.#segments.find(seq)?.header.stretch ?? this.#stretchOf(seq).number);
    return one === other;
  }

  async seekTime(timestamp: number): Promise<number> {
    return this.#clamp(await this.#seek.time(timestamp));
  }

  async seekPosition(
    { journalName, position, index = 0 }: Parameters<LogStore["seekPosition"]>[0],
    source?: Pick<LogSource, "address" | "port">,
    stretch?: number,
  ): Promise<number | undefined> {
    const seq = await this.#seek.position({ journalName, position, index }, source, stretch);
    return seq === undefined ? undefined : this.#clamp(seq);
  }

  stretchesOf(source: Pick<LogSource, "address" | "port">): readonly HeldStretch[] {
    return this.#seek.stretchesOf(source);
  }

  async seekGtid(has: (gtidSet: string) => boolean): Promise<number> {
    return this.#clamp(await this.#seek.gtid(has));
  }

  get gtidBefore(): string {
    return (this.#segments.all[0]?.header.begin ?? this.#writer.end).gtid;
  }

  get lastBefore(): LogPlace | undefined {
    return (this.#segments.all[0]?.header.begin ?? this.#writer.end).last;
  }

  placeOf(seq: number): Promise<LogEnd | undefined> {
    return seq < this.#next ? this.#seek.place(seq) : Promise.resolve(undefined);
  }

  totalsAt(seq: number): LogTotals {
    const exact = this.#tail.totalsAt(seq);
    if (exact !== undefined) return exact;
    const { sealed, active } = this.#segments;
    const segment =
      active !== undefined && active.header.first <= seq
        ? active
        : sealed[
            Math.max(
              0,
              lastIndex(sealed, ({ header }) => header.first <= seq),
            )
          ];
    if (segment === undefined) return this.#tail.totalsAt(this.#tail.first) ?? { rows: 0, bytes: 0 };
    const { rows, bytes } = pointBefore(segment.footer.points, seq) ?? segment.header.begin;
    return { rows, bytes };
  }

  gaps(): readonly LogGap[] {
    return this.#gaps.all;
  }

  lookAt(gap: LogGap, cuts: readonly number[] = []): Promise<LogGap | undefined> {
    return this.#turns.run(() => this.#care.lookAt(gap, cuts));
  }

  heal(...what: Parameters<LogStore["heal"]>): Promise<void> {
    return this.#care.heal(...what);
  }

  retain(): Promise<void> {
    return this.#turns.run(async () => {
      await this.#keeper.retain();
      await this.#care.checkFiles();
    });
  }

  async close(): Promise<void> {
    this.#timers.stop();
    this.#live.close();
    this.#gate.close();
    await this.#commits.close();
    this.#waiters.wakeAll();
  }

  #append(entries: readonly PipelineEntry[], from: number): number {
    const { budgetBytes, maxEntries = Infinity } = this.#options;
    const tail = this.#tail;
    let at = from;
    for (; at < entries.length; at++) {
      if (this.#commits.isAhead(budgetBytes / 2, maxEntries / 2)) break;
      const entry = entries[at] as PipelineEntry;
      while (tail.first < this.#next && (tail.bytes + entry.frame.length > budgetBytes || tail.length >= maxEntries)) {
        if (this.#live.holds(tail.first, this.#next - 1)) return at;
        tail.shift();
      }
      tail.push(entry);
    }
    return at;
  }

  #committed(): void {
    const { onVisible } = this.#options;
    if (onVisible !== undefined) this.#tail.each(this.#next, this.#writer.next, onVisible);
    const before = this.#next;
    this.#next = this.#writer.next;
    this.#live.tick();
    this.#gate.flowed(this.totalsAt(this.#next).bytes - this.totalsAt(before).bytes);
    while (this.#stretches[1] !== undefined && this.#stretches[1].from <= this.#next) this.#stretches.shift();
    this.#puts.drain();
    this.#waiters.wake(this.#next);
  }

  #stretchOf(seq: number): Stretch {
    return this.#stretches.findLast(({ from }) => from <= seq) ?? (this.#stretches[0] as Stretch);
  }

  #clamp(seq: number | undefined): number {
    return Math.min(Math.max(seq ?? this.#next, this.first), this.#next);
  }

  #tellGap(gap: LogGap): void {
    this.#options.logger.error({ error: this.#gaps.errorOf(gap) }, "damage in the log");
    this.#options.onGap?.(gap);
  }
}
