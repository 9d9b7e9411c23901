import { compareOffsets } from "../../proto/position.ts";
import { SluiceError } from "../../proto/error.ts";
import type { EventHeader } from "../binlog/event.ts";
import type { Logger } from "../logger.ts";
import { Backoff, sleepUnlessAborted } from "../reconnect.ts";
import type { LogPlace } from "./group-tracker.ts";
import type { SchemaSnapshot } from "./schema-tracker-state.ts";
import type { SchemaTracker } from "./schema-tracker.ts";
import type { SchemaAnswer, SchemaQuestion, Upcoming } from "./table-history-place.ts";
import { findSchema } from "./table-history-place.ts";
import type { HistoryPlace, HistoryServer, HistorySegment, PlacedChange, SchemaChange } from "./table-history.ts";
import type { TableHistory } from "./table-history.ts";
import { isSameHistoryServer } from "./table-history.ts";

/** What an instance gives for keeping definitions (`canal.instance.tsdb.*`). */
export interface HistoryOptions {
  readonly store: TableHistory;
  /** Milliseconds between segments, where something changed. */
  readonly intervalMs: number;
  /** Which tables are wanted; a text that is only compared. */
  readonly filter: string;
}

export interface SchemaTimelineOptions extends HistoryOptions {
  readonly logger: Logger;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
  /** Told while the timeline can't be written, undefined when it can again. */
  readonly onFailure: (error: SluiceError | undefined) => void;
}

/** So often at most it is written down how far the log was read, where nothing else is. */
const READ_MS = 60_000;
const NO_SCHEMA: SchemaSnapshot = { version: 1, schemas: [], tables: [], uncertain: [] };

/**
 * Makes the tracker's definitions a function of the place in the log. It puts the tracker where reading begins; goes on with what the timeline
 * on the disk knows while the log is read again; and writes down what changes behind its end before anything behind the change is handed on.
 */
export class SchemaTimeline {
  readonly #options: SchemaTimelineOptions;
  readonly #backoff = new Backoff({ initialMs: 200, maxMs: 10_000 });
  #tracker: SchemaTracker | undefined;
  #server: HistoryServer = { flavor: "mysql", serverUuid: "", serverId: 0 };
  /** Of the event that is read; undefined before the first one whose place is not known beforehand. */
  #place: HistoryPlace | undefined;
  /** Its end. */
  #behind: HistoryPlace | undefined;
  #upcoming: readonly Upcoming[] = [];
  /** Up to here the timeline knows everything: the last statement, the last change of all, and the begin of the last segment. */
  #knownDdl: LogPlace | undefined;
  #known: LogPlace | undefined;
  #knownBegin: LogPlace | undefined;
  #pending: PlacedChange[] = [];
  /** What must happen to the timeline before a change can be added. */
  #segment: "open" | "begin" | "begin anew" = "begin anew";
  #segmentAt = 0;
  #markedAt = 0;
  /** Definitions are not those that the segment begins with. */
  #changed = false;
  /** The timeline's end is of another server's log. */
  #isMoved = false;

  constructor(options: SchemaTimelineOptions) {
    this.#options = options;
  }

  /** The tracker's `changed`. */
  readonly note = (change: SchemaChange): void => {
    if (this.#place === undefined) return;
    if (!this.#isKnown(this.#place, change)) this.#pending.push({ at: this.#place, change });
  };

  /**
   * Puts the tracker where reading begins. `end`: of the log now, if the source tells. Errors: PARSER_HISTORY_READ_FAILED, PARSER_HISTORY_WRITE_FAILED.
   */
  async begin(
    tracker: SchemaTracker,
    question: SchemaQuestion,
    end: LogPlace | undefined,
  ): Promise<{ readonly how: SchemaAnswer["how"]; readonly filterChanged: boolean }> {
    this.#tracker = tracker;
    this.#server = namesOf(question.server);
    this.#pending = [];
    this.#upcoming = [];
    let segments = await this.#options.store.load();
    if (this.#isOfOtherLog(segments, question, end)) {
      await this.#options.store.clear();
      segments = [];
    }
    const last = segments.at(-1);
    this.#isMoved = last !== undefined && !isSameHistoryServer(last.server, question.server);
    const answer = findSchema(segments, question);
    await this.#restore(answer);
    this.#takeOver(segments, answer, question);
    this.#place = question.place === undefined ? undefined : { ...question.place, timestamp: question.timestamp };
    this.#behind = this.#place;
    const { segment } = answer;
    return { how: answer.how, filterChanged: segment !== undefined && segment.filter !== this.#options.filter };
  }

  /** Everything goes on as it is, on another server: positions are of its log from now on. */
  moveTo(server: HistoryServer): void {
    this.#server = namesOf(server);
    this.#isMoved = true;
    this.#segment = "begin anew";
    this.#upcoming = [];
    this.#place = undefined;
    this.#behind = undefined;
    this.#known = undefined;
    this.#knownDdl = undefined;
    this.#knownBegin = undefined;
  }

  /**
   * What is learnt before the first event belongs to the begin of the timeline, or of a segment of it. Of another server's log that begin is
   * written with the first event: the server before may come back first.
   */
  async preloaded(): Promise<void> {
    if (this.#place === undefined || this.#isMoved) return;
    if (this.#segment === "open") await this.flush();
    else if (this.#isNew(this.#place)) await this.#write();
  }

  #isNew(place: LogPlace): boolean {
    return this.#known === undefined || compareOffsets(place, this.#known) >= 0;
  }

  /** To be called before an event is handled that uses definitions or changes them; a promise must be awaited before. */
  at(header: EventHeader): Promise<void> | undefined {
    const { journalName, position, endPosition, timestamp } = header;
    this.#place = { journalName, position, timestamp: timestamp * 1000 };
    this.#behind = { journalName, position: endPosition, timestamp: timestamp * 1000 };
    if (this.#upcoming.length > 0) return this.#goOn(this.#place);
    if (this.#segment === "begin anew") return this.#beginBefore(this.#place);
    return Date.now() - this.#markedAt < READ_MS ? undefined : this.#mark(this.#place);
  }

  /** Writes down how far the log was read, unless it is known: a start position up to there is as good as a cursor. */
  async stop(): Promise<void> {
    const at = this.#behind;
    if (at === undefined || this.#segment !== "open" || this.#isKnown(at, { kind: "read" })) return;
    this.#pending.push({ at, change: { kind: "read" } });
    try {
      await this.#tryWrite();
    } catch (error) {
      // Without it such a start takes the definitions of then; nothing else is lost.
      this.#options.logger.warn({ error }, "how far the log was read can't be written down");
    }
  }

  #mark(at: HistoryPlace): Promise<void> | undefined {
    this.#markedAt = Date.now();
    if (this.#segment !== "open" || this.#isKnown(at, { kind: "read" })) return undefined;
    this.#pending.push({ at, change: { kind: "read" } });
    return this.flush();
  }

  /** The definitions are those before the event. */
  async #beginBefore(place: HistoryPlace): Promise<void> {
    const behind = this.#behind;
    this.#behind = place;
    await this.#write();
    this.#behind = behind;
  }

  /** What comes from now on holds behind the event. */
  atEnd(): void {
    this.#place = this.#behind;
  }

  /**
   * Resolves when everything that was noted is on the disk; undefined when it is. It does not give up before the signal ends it: a
   * statement that was followed can't be read a second time.
   */
  flush(): Promise<void> | undefined {
    return this.#pending.length === 0 ? undefined : this.#write();
  }

  #isKnown(place: HistoryPlace, change: SchemaChange): boolean {
    const last = change.kind === "ddl" ? this.#knownDdl : this.#known;
    if (last !== undefined && compareOffsets(place, last) <= 0) return true;
    return this.#knownBegin !== undefined && compareOffsets(place, this.#knownBegin) < 0;
  }

  #isOfOtherLog(segments: readonly HistorySegment[], question: SchemaQuestion, end: LogPlace | undefined): boolean {
    const last = segments.at(-1);
    if (end === undefined || last === undefined || !isSameHistoryServer(last.server, question.server)) return false;
    const known = last.changes.at(-1)?.at ?? last.at;
    if (compareOffsets(known, end) <= 0) return false;
    const details = {
      journalName: known.journalName,
      position: known.position,
      end: `${end.journalName}:${end.position}`,
    };
    const { code, message } = new SluiceError("PARSER_HISTORY_OTHER_LOG", details);
    this.#options.logger.warn({ code, ...details }, message);
    return true;
  }

  async #restore({ segment, changes, upcoming }: SchemaAnswer): Promise<void> {
    this.#tracker?.restore(segment === undefined ? NO_SCHEMA : await segment.state());
    for (const { change } of changes) this.#tracker?.replay(change);
    this.#upcoming = upcoming;
  }

  #takeOver(segments: readonly HistorySegment[], { how, segment }: SchemaAnswer, question: SchemaQuestion): void {
    const last = segments.at(-1);
    const continues = how === "exact" || how === "nearest";
    this.#known = undefined;
    this.#knownDdl = undefined;
    this.#knownBegin = undefined;
    this.#segment = "begin anew";
    if (last === undefined || !continues || !isSameHistoryServer(last.server, question.server)) return;
    this.#knownBegin = last.at;
    this.#known = last.changes.at(-1)?.at ?? last.at;
    this.#knownDdl = last.changes.findLast(({ change }) => change.kind === "ddl")?.at;
    this.#segmentAt = last.writtenAt;
    this.#changed = last.changes.some(({ change }) => change.kind !== "read");
    const isWhole = !last.broken && segment?.filter === this.#options.filter && last.filter === this.#options.filter;
    this.#segment = isWhole ? "open" : "begin";
  }

  async #goOn(place: HistoryPlace): Promise<void> {
    for (;;) {
      const [next, ...rest] = this.#upcoming;
      if (next === undefined || compareOffsets(next.at, place) > 0) return;
      if ("segment" in next) this.#tracker?.restore(await next.segment.state());
      else this.#tracker?.replay(next.change);
      this.#upcoming = rest;
    }
  }

  async #write(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#tryWrite();
        if (this.#backoff.failures > 0) this.#options.onFailure(undefined);
        this.#backoff.reset();
        return;
      } catch (error) {
        if (!(error instanceof SluiceError) || !error.retriable) throw error;
        const { code, details, message } = error;
        const waitMs = this.#backoff.next();
        this.#options.onFailure(error);
        this.#options.logger.warn({ code, details, waitMs }, message);
        await sleepUnlessAborted(waitMs, signal);
      }
    }
  }

  async #tryWrite(): Promise<void> {
    const { store, intervalMs } = this.#options;
    if (this.#segment === "open") {
      await store.append(this.#pending);
      this.#changed ||= this.#pending.some(({ change }) => change.kind !== "read");
      const ddl = this.#pending.findLast(({ change }) => change.kind === "ddl");
      this.#knownDdl = ddl?.at ?? this.#knownDdl;
      this.#known = this.#pending.at(-1)?.at ?? this.#known;
      this.#pending = [];
      if (!this.#changed || Date.now() - this.#segmentAt < intervalMs) return;
      this.#segment = "begin";
    }
    await this.#beginSegment();
  }

  /** A statement is in the segment that begins behind it. */
  async #beginSegment(): Promise<void> {
    const { store, filter } = this.#options;
    const hasDdl = this.#pending.some(({ change }) => change.kind === "ddl");
    const place = hasDdl || this.#pending.length === 0 ? this.#behind : this.#place;
    if (place === undefined || this.#tracker === undefined) return;
    const continues = this.#segment === "begin";
    await store.begin({ server: this.#server, at: place, continues, filter }, this.#tracker.snapshot());
    this.#pending = [];
    this.#segment = "open";
    this.#changed = false;
    this.#segmentAt = Date.now();
    this.#known = place;
    this.#knownBegin = place;
    this.#knownDdl = undefined;
  }
}

function namesOf({ flavor, serverUuid, serverId }: HistoryServer): HistoryServer {
  return { flavor, serverUuid, serverId };
}
