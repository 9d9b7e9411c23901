import { EntryType } from "../../proto/entry-type.ts";
import { SluiceError } from "../../proto/error.ts";
import { PLACELESS } from "../../proto/position.ts";
import type { Cursor } from "../../proto/position.ts";
import { GtidSet } from "../binlog/gtid-set.ts";
import { GtidStretch } from "./gtid-stretch.ts";
import type { GtidStretchEnds } from "./gtid-stretch.ts";
import { makeFilters } from "../instance/instance-filters.ts";
import type { LogRange, LogRanges } from "./log-ranges.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { RangeReadingParts } from "./range-reading.ts";
import { before as everythingBefore, upTo } from "./reading-bound.ts";
import type { ReadingBound } from "./reading-bound.ts";
import { withReadingSettings } from "./reading-settings.ts";
import type { LogGap, LogPlace, LogStore } from "../store/log-store.ts";
import { isAckable, isSameSource } from "../entry-cursor.ts";

/*
 * A damaged part is read again as it was read then: by the settings of its time, from the server of its time. Where that server is gone, and the
 * server that is followed now has its transactions, they are found there by their GTIDs: the same rows with the same ids in the same order, made by the
 * same settings. What differs is where they stand: file, offset and server of the header are those of the log that they were read from, for the
 * old ones are known to nobody. Beside the frames, where cursors and seeks look, they stand behind the entry before them, by ordinals that say so
 * (`PLACELESS`). Order holds in the old server's log; whoever looks for a place finds the begin of such a stretch when it may be inside, and has
 * passed over what his GTID set has; a cursor that comes out of it passes over nothing by that place where another log is read. (Places just before
 * the entry behind would have made a reader without this log pass over what it has not had; a stretch of its own, in a file of its own,
 * would have put places of one server before and behind those of another.)
 */

/** One way to read a gap again. */
export interface HealReading {
  readonly parts: RangeReadingParts;
  readonly from: Cursor;
  readonly serverUuid: string;
  readonly bound: () => ReadingBound;
  /** Gives entries of another server's log their places, in order; undefined: theirs are right. */
  readonly place: (() => (entry: PipelineEntry) => PipelineEntry) | undefined;
}

export interface HealReadingParts {
  readonly parts: RangeReadingParts;
  readonly log: LogStore;
  readonly ranges: LogRanges;
  /** Where the source was read from for the log's first entry, where that is known. */
  readonly origin: () => Cursor | undefined;
  /** The server that is followed now. */
  readonly followed: () => Cursor["sourceAddress"];
}

/** Knows how a gap can be read again. */
export class HealReadings {
  readonly #options: HealReadingParts;

  constructor(options: HealReadingParts) {
    this.#options = options;
  }

  /** Errors: STORE_SETTINGS_UNKNOWN. */
  parts(gap: LogGap): RangeReadingParts {
    const { parts, ranges } = this.#options;
    const range = ranges.at(gap.first);
    if (range !== undefined) {
      const config = withReadingSettings(parts.config, range.settings);
      return { ...parts, config, filters: makeFilters(config.filter) };
    }
    if (parts.config.store.log.healUnknown === "present") return parts;
    const { segment, first, last } = gap;
    throw new SluiceError("STORE_SETTINGS_UNKNOWN", { segment, first, last });
  }

  /** From the server that it was read from. Errors: STORE_SETTINGS_UNKNOWN, STORE_GAP_UNKNOWN. */
  byPlace(gap: LogGap): HealReading {
    const parts = this.parts(gap);
    const range = this.#options.ranges.at(gap.first);
    if (range !== undefined && this.#options.ranges.isRenumbered(range)) {
      throw unknown(gap, "the source has begun its log anew since (RESET): what stood there is in none of its files");
    }
    return {
      parts,
      from: this.#from(gap, range),
      serverUuid: range?.source.uuid ?? "",
      bound: this.#boundOf(gap),
      place: undefined,
    };
  }

  /** From the server that is followed now, by GTIDs. Undefined where that would be the same. Errors: STORE_GAP_UNKNOWN. */
  async byGtid(gap: LogGap): Promise<HealReading | undefined> {
    const { ranges, followed } = this.#options;
    const range = ranges.at(gap.first);
    const sourceAddress = followed();
    if (range === undefined || isSameSource({ sourceAddress: range.source }, { sourceAddress })) return undefined;
    if (!range.settings.gtidMode || range.source.uuid === "") {
      throw unknown(gap, "it was read without GTIDs (canal.instance.gtidon), so that no other server can give it");
    }
    if (ranges.isRenumbered(range)) throw unknown(gap, "GTIDs were begun anew since (RESET)");
    const ends = await this.#ends(gap, range);
    if (GtidSet.parse(ends.start).contains(GtidSet.parse(ends.end))) {
      throw unknown(gap, "GTID sets around it do not tell what lies between");
    }
    const { before, after, last } = gap;
    const near = before?.last.seq === gap.first - 1 ? before.last : undefined;
    const timestamp = near?.timestamp ?? 0;
    const position = { journalName: "", position: 0, timestamp, serverId: 0, gtid: ends.start };
    const isOfRange = near !== undefined && near.seq >= range.from;
    const file = (after?.seq === last + 1 ? after : ranges.behind(last)?.before?.last)?.journalName ?? "";
    const base = isOfRange ? near : { journalName: file, position: 4, index: 0 };
    return {
      parts: this.parts(gap),
      from: { sourceAddress, position, acked: undefined },
      serverUuid: "",
      bound: () => new GtidStretch(ends),
      place: () => {
        let index = Math.max(PLACELESS - 1, base.index);
        return (entry) => ({ ...entry, journalName: base.journalName, position: base.position, index: ++index });
      },
    };
  }

  #from(gap: LogGap, range: LogRange | undefined): Cursor {
    const { first, before } = gap;
    if (range?.from === first) {
      const { position, sourceAddress } = range.start;
      if (position.journalName === "" && !(range.settings.gtidMode && position.gtid !== "")) {
        throw unknown(gap, "where its server was read from is known by GTIDs alone, and it was read without them");
      }
      const had = range.before?.last;
      const isSame = had?.source !== undefined && isSameSource({ sourceAddress: had.source }, range.start);
      return { sourceAddress, position, acked: isSame && !range.renumbered ? entryOf(had) : undefined };
    }
    if (before?.last.seq !== first - 1) {
      const origin = first === 1 ? this.#options.origin() : undefined;
      if (origin === undefined) throw unknown(gap, "what lies before it is not known, or damaged too");
      return origin;
    }
    const { last } = before;
    const source = range?.source ?? last.source;
    const end = gap.after?.source;
    if (source === undefined || !isOf(last, source)) throw unknown(gap, "what lies before it is another server's");
    if (range === undefined && (end === undefined || !isOf({ source: end }, source))) {
      throw unknown(gap, "what lies behind it is another server's");
    }
    const { journalName, position, timestamp, serverId, gtid } =
      before.resume !== undefined && isOf(before.resume, source) ? before.resume : last;
    return {
      sourceAddress: { address: source.address, port: source.port },
      position: { journalName, position, timestamp, serverId, gtid },
      acked: entryOf(last),
    };
  }

  #boundOf(gap: LogGap): () => ReadingBound {
    const { last, after } = gap;
    const next = this.#options.ranges.behind(last);
    const end = next?.from === last + 1 ? next.before?.last : undefined;
    if (end?.seq === last) return () => upTo(end);
    if (after?.seq !== last + 1) throw unknown(gap, "what lies behind it is not known, or damaged too");
    return () => everythingBefore(after);
  }

  async #ends(gap: LogGap, range: LogRange): Promise<GtidStretchEnds> {
    return { ...(await this.#start(gap, range)), ...(await this.#end(gap)) };
  }

  async #start(gap: LogGap, range: LogRange): Promise<Pick<GtidStretchEnds, "start" | "had" | "hadRows">> {
    const { first, before } = gap;
    if (range.from === first) {
      const { gtid } = range.start.position;
      if (gtid === "") throw unknown(gap, "the GTID set before it is not known");
      return { start: gtid, had: gtid, hadRows: undefined };
    }
    if (before?.last.seq !== first - 1) throw unknown(gap, "what lies before it is not known, or damaged too");
    const { last, resume } = before;
    if (resume?.seq === last.seq) return { start: last.gtid, had: last.gtid, hadRows: undefined };
    // Inside a transaction: which begins behind the last place to begin at.
    const isOfRange = resume !== undefined && resume.seq >= range.from;
    const start = isOfRange ? resume.gtid : range.start.position.gtid;
    if (start === "") throw unknown(gap, "the GTID set before it is not known");
    const rows = await this.#rows(isOfRange ? resume.seq + 1 : range.from, first, last.gtid);
    return { start, had: last.gtid, hadRows: rows.count };
  }

  async #end(gap: LogGap): Promise<Pick<GtidStretchEnds, "end" | "leftRows">> {
    const { last, after } = gap;
    const next = this.#options.ranges.behind(last);
    const end = next?.from === last + 1 ? next.before : undefined;
    if (end?.last.seq === last) {
      if (end.resume?.seq === last) return { end: end.last.gtid, leftRows: undefined };
      throw unknown(gap, "its last transaction was read half, and begun again on another server");
    }
    if (after?.seq !== last + 1) throw unknown(gap, "what lies behind it is not known, or damaged too");
    const rows = await this.#rows(after.seq, next?.from ?? this.#options.log.next, after.gtid);
    if (!rows.isWhole) throw unknown(gap, "its last transaction was read half");
    return { end: after.gtid, leftRows: rows.begins ? Infinity : rows.count };
  }

  /** Of a transaction, from a number up to another: its rows and statements; whether it begins there; whether its end is among it. */
  async #rows(from: number, to: number, gtid: string) {
    const reader = this.#options.log.openReader();
    const rows = { count: 0, begins: false, isWhole: false };
    try {
      for (let seq = from; seq < to; seq++) {
        await reader.load(seq);
        const entry = reader.at(seq);
        if (entry === undefined) break;
        if (entry.gtid !== gtid) {
          if (rows.count === 0 && !rows.begins) continue;
          rows.isWhole = true;
          break;
        }
        if (entry.entryType === EntryType.ROWDATA) rows.count++;
        if (entry.entryType === EntryType.TRANSACTIONBEGIN) rows.begins = true;
        rows.isWhole = isAckable(entry);
        if (rows.isWhole) break;
      }
      return rows;
    } finally {
      reader.close();
    }
  }
}

function unknown({ segment, first, last }: LogGap, reason: string): SluiceError {
  return new SluiceError("STORE_GAP_UNKNOWN", { segment, first, last, reason });
}

function isOf({ source }: Pick<LogPlace, "source">, other: Cursor["sourceAddress"]): boolean {
  return source?.address === other.address && source.port === other.port;
}

function entryOf({ journalName, position, index }: LogPlace): NonNullable<Cursor["acked"]> {
  return { journalName, position, index };
}
