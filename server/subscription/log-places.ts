import { SluiceError } from "../../proto/error.ts";
import { compareEntries, compareOffsets, isPlaceless, PLACELESS } from "../../proto/position.ts";
import type { AckedEntry, BinlogPosition, Cursor } from "../../proto/position.ts";
import type { CursorTarget } from "./consumers-admin.ts";
import type { LogOrigin } from "./log-origin.ts";
import { LogStretches } from "./log-stretches.ts";
import type { HeldStretch, LogPlace, LogStore } from "../store/log-store.ts";
import { isInsideTransaction, isSameSource } from "../entry-cursor.ts";
import { StorePlaces } from "./places.ts";
import type { Place } from "./places.ts";
import { hasGtids, pointAt, whyOf } from "./seek.ts";
import type { ReadPoint } from "./walk.ts";

/** Where a consumer goes on: at an entry that is held, or further back than the log reaches. */
export type LogStart =
  | { readonly kind: "held"; readonly point: ReadPoint; readonly warning?: string; readonly doubt?: SluiceError }
  /** `from`: where the server that wrote the log's first entry is to be read again. */
  | { readonly kind: "older"; readonly from: Cursor };

/** A target found; `point` is undefined where it is older than the log. */
export interface LogTarget {
  readonly point: ReadPoint | undefined;
  readonly cursor: Cursor;
  readonly why: string;
}

export interface LogPlacesOptions {
  readonly followed: () => Cursor["sourceAddress"];
  readonly fallbackMs: number;
  /** Asks a server, still in its log, for the first group of that time (milliseconds) or later. Errors: REREAD_SERVER_GONE, those of the source. */
  readonly findByTimestamp: (server: Cursor["sourceAddress"], timestamp: number) => Promise<BinlogPosition | undefined>;
}

/** Places in a log on the disk, which knows whose entries it holds and outlives the process. */
export class LogPlaces extends StorePlaces {
  readonly #log: LogStore;
  readonly #origin: LogOrigin;
  readonly #stretches: LogStretches;
  readonly #options: LogPlacesOptions;

  constructor(log: LogStore, origin: LogOrigin, options: LogPlacesOptions) {
    super(log, options.followed);
    this.#log = log;
    this.#origin = origin;
    this.#stretches = new LogStretches(log, origin);
    this.#options = options;
  }

  /** To be told where the source begins for a new log. */
  protected override async begun(place: Place): Promise<void> {
    if (this.isNew) await this.#origin.begin({ ...place, acked: undefined });
  }

  /** Nothing was ever put into the log. */
  get isNew(): boolean {
    return this.#log.end === undefined;
  }

  override sourceOf(seq: number | undefined, saved: Cursor | undefined): Cursor["sourceAddress"] {
    const source = seq === undefined ? undefined : this.#log.sourceOf(seq);
    if (source !== undefined) return { address: source.address, port: source.port };
    return super.sourceOf(undefined, saved);
  }

  /** What goes from a log is its own business: consumers are placed by their cursors. */
  override leave(): void {
    return undefined;
  }

  /** The place before everything that is held. */
  override async anchor(): Promise<Place | undefined> {
    const { first, next } = this.#log;
    const oldest = first < next ? (await this.#log.placeOf(first))?.last : undefined;
    if (oldest === undefined) return this.place();
    return { sourceAddress: this.sourceOf(first, undefined), position: { ...positionIn(oldest), gtid: "" } };
  }

  /** Where a consumer with that cursor goes on. */
  async start(cursor: Cursor): Promise<LogStart> {
    const { log, coverage, open } = this.#parts(cursor);
    if (this.isNew) {
      const skip = this.speaksOf(cursor) ? cursor : undefined;
      return {
        kind: "held",
        point: { ...pointAt(log.first, undefined, coverage), open, skip },
      };
    }
    const byNumber = await this.#byNumber(cursor.acked);
    if (byNumber !== undefined) return this.#heldAt(byNumber, cursor);
    if (placeBehind(cursor).journalName === "") return await this.#onAnotherSource(cursor);
    const { stretch, doubt } = await this.#stretches.of(cursor, this.#spelt(cursor));
    const start = await this.#startIn(stretch, cursor);
    return start.kind === "held" && doubt !== undefined ? { ...start, doubt } : start;
  }

  #parts(cursor: Cursor) {
    const coverage = { position: cursor.position, acked: cursor.acked };
    return { log: this.#log, coverage, open: isInsideTransaction(cursor) };
  }

  #heldAt(seq: number, cursor: Cursor): Extract<LogStart, { kind: "held" }> {
    const { log, coverage, open } = this.#parts(cursor);
    // Behind the log's end there may come again what it has had: with a log that was not written for a while.
    const skip = seq === log.next && !this.isNew ? cursor : undefined;
    return { kind: "held", point: { seq, begin: undefined, open, skip, coverage } };
  }

  /** By its place in a stretch of its server's log; undefined: the log has none. */
  async #startIn(stretch: HeldStretch | undefined, cursor: Cursor): Promise<LogStart> {
    const { log, coverage, open } = this.#parts(cursor);
    const place = placeBehind(cursor);
    const source = this.#spelt(cursor);
    const seq = await log.seekPosition(place, source, stretch?.stretch);
    if (seq === undefined) return await this.#onAnotherSource(cursor);
    const doubtful = await this.#doubtfulBefore(seq, source, stretch?.stretch);
    if (doubtful !== undefined) {
      const { gtid } = cursor.position;
      const skip = { ...cursor, inLog: { has: gtid === "" ? () => false : hasGtids(gtid) } };
      return { kind: "held", point: { seq: doubtful, begin: undefined, open, skip, coverage } };
    }
    if (seq > log.first || log.first === log.next) return this.#heldAt(seq, cursor);
    const first = (await log.placeOf(seq))?.last;
    if (first === undefined || compareEntries(first, place) <= 0 || this.#beginsHere(seq, cursor)) {
      return this.#heldAt(seq, cursor);
    }
    if (stretch === undefined || !(await this.#stretches.isRenumbered(stretch, source))) {
      return { kind: "older", from: cursor };
    }
    const warning =
      "what the consumer needs is older than the log, and the source has begun its own anew: CHANGES ARE LOST";
    return { ...this.#heldAt(seq, cursor), warning };
  }

  /** Finds what an operator names. Errors: CURSOR_TARGET_INVALID, for what is older than the log those of asking the source. */
  async find(target: CursorTarget): Promise<LogTarget> {
    if (target.kind === "cursor") {
      const start = await this.start(target.cursor);
      if (start.kind === "older") return older(start.from);
      const { point } = start;
      return { point, cursor: target.cursor, why: whyOf(target, point.seq, this.#log.first) };
    }
    const seq = await this.#seek(target);
    if (typeof seq !== "number") return older(seq);
    const cursor = await this.cursorAt(seq);
    if (cursor === undefined) throw new SluiceError("CURSOR_TARGET_INVALID", { reason: "nothing was read yet" });
    const before = seq > this.#log.first ? await this.#entryAt(seq - 1) : undefined;
    const point = pointAt(seq, before, { position: cursor.position, acked: cursor.acked });
    return { point, cursor, why: whyOf(target, seq, this.#log.first) };
  }

  /** The cursor of a consumer that has had everything before a number. */
  async cursorAt(seq: number): Promise<Cursor | undefined> {
    const end = seq > this.#log.first ? await this.#log.placeOf(seq - 1) : undefined;
    if (end === undefined) {
      const place = await this.anchor();
      return place && { ...place, acked: undefined };
    }
    const { last, resume } = end;
    const { journalName, position, index } = last;
    const acked: AckedEntry = { journalName, position, index, seq: last.seq };
    const isSame = resume !== undefined && sameServer(resume, last);
    return {
      sourceAddress: this.sourceOf(seq - 1, undefined),
      position: positionIn(isSame ? resume : last),
      acked,
    };
  }

  /** Where the source is read on from: behind the newest entry. Undefined for a new log. */
  endCursor(): Cursor | undefined {
    const { end, next } = this.#log;
    if (end === undefined) return undefined;
    const { last } = end;
    // Further than the last entry: where the source had nothing that was stored.
    const read = this.#origin.end;
    if (
      read?.next === next &&
      (last.source === undefined || isSameSource({ sourceAddress: last.source }, read.cursor))
    ) {
      return read.cursor;
    }
    const resume = end.resume !== undefined && sameServer(end.resume, last) ? end.resume : last;
    const { journalName, position, index } = last;
    const { address, port } = last.source ?? this.sourceOf(undefined, undefined);
    return { sourceAddress: { address, port }, position: positionIn(resume), acked: { journalName, position, index } };
  }

  /** Whether the log ends before that place: another server has read on, and what lies between is not in it. */
  async endsBefore(cursor: Cursor): Promise<boolean> {
    const end = this.endCursor();
    if (end === undefined) return false;
    if (!isSameSource(end, cursor)) return true;
    if (compareOffsets(end.position, cursor.position) >= 0) return false;
    // One that lies behind the end may be of what the source had before it began its log anew.
    if ((await this.#byNumber(cursor.acked)) !== undefined) return false;
    return !(await this.#stretches.hasPlace(cursor, this.#spelt(cursor)));
  }

  async #entryAt(seq: number) {
    const reader = this.#log.openReader();
    try {
      await reader.load(seq);
      return reader.at(seq);
    } finally {
      reader.close();
    }
  }

  async #seek(target: Exclude<CursorTarget, { kind: "cursor" }>): Promise<number | Cursor> {
    const log = this.#log;
    if (target.kind === "now") return log.next;
    if (target.kind === "oldest") return log.first;
    if (target.kind === "seq") return this.#inRange(target.seq);
    if (target.kind === "time") return await this.#byTime(target.timestamp);
    if (target.kind === "gtid") return this.#orOlder(await this.#byGtid(target.gtidSet));
    const { journalName, position } = target;
    const cursor: Cursor = {
      sourceAddress: this.sourceOf(undefined, undefined),
      position: { journalName, position, timestamp: 0, serverId: 0, gtid: "" },
      acked: undefined,
    };
    if (this.isNew) return this.#orOlder(await this.start(cursor));
    const stretch = await this.#stretches.at(placeBehind(cursor), this.#spelt(cursor));
    return this.#orOlder(await this.#startIn(stretch, cursor));
  }

  #orOlder(start: LogStart): number | Cursor {
    return start.kind === "older" ? start.from : start.point.seq;
  }

  /** The source is asked only where it may have something of that time that the log has not. */
  async #byTime(timestamp: number): Promise<number | Cursor> {
    const { first, next } = this.#log;
    const seq = await this.#soundOrDamaged(this.#log.seekTime(timestamp));
    if (seq > first || first === next) return seq;
    const sourceAddress = this.sourceOf(first, undefined);
    // One that has begun its log anew, or was left and come back to, says nothing of what was before.
    if (this.#log.stretchesOf(sourceAddress).length > 1) return seq;
    const position = await this.#options.findByTimestamp(sourceAddress, timestamp);
    if (position === undefined) return seq;
    return this.#orOlder(await this.start({ sourceAddress, position, acked: undefined }));
  }

  /** Behind a GTID set. Throws CURSOR_TARGET_INVALID for a log without sets. */
  async #byGtid(gtidSet: string): Promise<LogStart> {
    const log = this.#log;
    const has = hasGtids(gtidSet);
    if (!this.isNew && log.end?.last.gtid === "") {
      throw new SluiceError("CURSOR_TARGET_INVALID", { reason: "a GTID set, but the log was read without GTIDs" });
    }
    const seq = await this.#soundOrDamaged(log.seekGtid(has));
    const sourceAddress = this.sourceOf(log.first, undefined);
    const position = { ...NOWHERE, gtid: gtidSet };
    if (seq === log.first && log.first < log.next && !has(await this.#gtidsBefore())) {
      return { kind: "older", from: { sourceAddress, position, acked: undefined } };
    }
    return { kind: "held", point: pointAt(seq, undefined, { position, acked: undefined }) };
  }

  /** What was executed before the first entry held; where that is not known, with its own transaction: too much is only read for nothing. */
  async #gtidsBefore(): Promise<string> {
    const { first, gtidBefore } = this.#log;
    return gtidBefore === "" ? ((await this.#log.placeOf(first))?.last.gtid ?? "") : gtidBefore;
  }

  #inRange(seq: number): number {
    const { first, next } = this.#log;
    if (seq >= first && seq <= next) return seq;
    throw new SluiceError("CURSOR_TARGET_INVALID", { seq, oldest: first, next });
  }

  /**
   * Of what was found by its place: where that begins which lies just before and has none, damage that is not healed yet or what another server gave
   * for it. The entry that was looked for may be among it.
   */
  async #doubtfulBefore(
    seq: number,
    source: Cursor["sourceAddress"],
    stretch: number | undefined,
  ): Promise<number | undefined> {
    const damaged = this.#damagedBefore(seq);
    const from = damaged ?? seq;
    const before = from > this.#log.first ? (await this.#log.placeOf(from - 1))?.last : undefined;
    if (before === undefined || !isPlaceless(before)) return damaged;
    const { journalName, position } = before;
    const begin = await this.#log.seekPosition({ journalName, position, index: PLACELESS }, source, stretch);
    return begin !== undefined && begin < from ? begin : damaged;
  }

  /** What is looked for may be in damage just before what was found. */
  async #soundOrDamaged(found: Promise<number>): Promise<number> {
    const seq = await found;
    return this.#damagedBefore(seq) ?? seq;
  }

  /** A number found by looking through what is sound: where damage begins that ends just before, or has it. */
  #damagedBefore(seq: number): number | undefined {
    let from: number | undefined;
    for (const { first, last } of this.#log.gaps().toReversed()) {
      const at = from ?? seq;
      if (first <= at && at <= last + 1) from = first;
    }
    return from;
  }

  /** The cursor's server as the log has it: Java writes `localhost` where we write an address. */
  #spelt({ sourceAddress }: Cursor): Cursor["sourceAddress"] {
    const own = this.sourceOf(this.#log.next - 1, undefined);
    return isSameSource({ sourceAddress: own }, { sourceAddress }) ? own : sourceAddress;
  }

  /** A log that has this very entry under the number is the one that the number is of. */
  async #byNumber(acked: AckedEntry | undefined): Promise<number | undefined> {
    const { first, next } = this.#log;
    if (acked?.seq === undefined || acked.seq < first - 1 || acked.seq >= next) return undefined;
    // The last one that is gone: nothing is missing behind it.
    const isGone = acked.seq < first;
    const found = isGone ? this.#log.lastBefore : (await this.#log.placeOf(acked.seq))?.last;
    return found?.seq === acked.seq && compareEntries(found, acked) === 0 ? acked.seq + 1 : undefined;
  }

  async #onAnotherSource(cursor: Cursor): Promise<LogStart> {
    const { gtid, timestamp } = cursor.position;
    const coverage = { position: cursor.position, acked: undefined };
    if (gtid !== "" && this.#log.end?.last.gtid !== "") {
      const start = await this.#byGtid(gtid);
      if (start.kind === "older") return start;
      const point = pointAt(start.point.seq, undefined, coverage);
      return { kind: "held", point, warning: "the log has nothing of the cursor's server: it goes on by GTID set" };
    }
    const seq = await this.#soundOrDamaged(this.#log.seekTime(timestamp - this.#options.fallbackMs));
    const point = pointAt(seq, undefined, coverage);
    const warning =
      "the log has nothing of the cursor's server: it goes on by time, and what was lately acked may come again";
    return { kind: "held", point, warning };
  }

  /** Nothing lies between the place and the first entry that the log ever had. */
  #beginsHere(seq: number, cursor: Cursor): boolean {
    const { origin } = this.#origin;
    if (seq !== 1 || origin === undefined || !isSameSource(origin, cursor)) return false;
    return compareOffsets(origin.position, cursor.position) <= 0;
  }
}

const NOWHERE: BinlogPosition = { journalName: "", position: 0, timestamp: 0, serverId: 0, gtid: "" };

function older(cursor: Cursor): LogTarget {
  const { journalName, position } = cursor.position;
  return {
    point: undefined,
    cursor,
    why: `${journalName === "" ? "what is behind that GTID set" : `${journalName}:${position}`} is older than the log: it is read again from the source`,
  };
}

/** The first place that a cursor does not cover. */
function placeBehind({ position, acked }: Cursor): AckedEntry {
  if (acked === undefined) return { journalName: position.journalName, position: position.position, index: 0 };
  if (isPlaceless(acked)) return { ...acked, index: 0 };
  return { ...acked, index: acked.index + 1 };
}

function sameServer(a: LogPlace, b: LogPlace): boolean {
  return a.source?.address === b.source?.address && a.source?.port === b.source?.port;
}

function positionIn({ journalName, position, timestamp, serverId, gtid }: LogPlace): BinlogPosition {
  return { journalName, position, timestamp, serverId, gtid };
}
