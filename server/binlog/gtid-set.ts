import { BinlogError } from "./error.ts";
import { MAX_GNO, parseGtidSet, splitGtid } from "./gtid-set-text.ts";
import { IntervalSet } from "./interval-set.ts";

/** One source (with a tag or without, "") of a set. */
export interface GtidSource {
  readonly uuid: string;
  readonly tag: string;
  readonly intervals: IntervalSet;
}

/**
 * A set of MySQL GTIDs, with tags (binlog.md 2.5). Mutable; `clone` for a snapshot. Its text is canonical: sources by uuid, the untagged part
 * before the tags of a uuid, intervals joined, `uuid:1-5:7:tag_a:1,uuid2:3`.
 */
export class GtidSet {
  /** By uuid, then tag. */
  readonly #sources = new Map<string, Map<string, IntervalSet>>();
  #text: string | undefined;

  /** Takes any text a server or a person writes: spaces, newlines, upper case, overlaps, empty items. BINLOG_BAD_GTID_SET otherwise. */
  static parse(text: string): GtidSet {
    const set = new GtidSet();
    for (const { uuid, tag, start, end } of parseGtidSet(text)) set.addInterval(uuid, tag, start, end);
    return set;
  }

  get isEmpty(): boolean {
    return this.#sources.size === 0;
  }

  get hasTags(): boolean {
    for (const tags of this.#sources.values()) for (const tag of tags.keys()) if (tag !== "") return true;
    return false;
  }

  /** In canonical order. */
  sources(): GtidSource[] {
    const all: GtidSource[] = [];
    for (const [uuid, tags] of this.#sources) for (const [tag, intervals] of tags) all.push({ uuid, tag, intervals });
    return all.toSorted((a, b) => compare(a.uuid, b.uuid) || compare(a.tag, b.tag));
  }

  /** Adds one GTID as a `gtid` event names it: `uuid:gno` or `uuid:tag:gno`. */
  add(gtid: string): void {
    const { uuid, tag, gno } = splitGtid(gtid);
    this.addInterval(uuid, tag, gno, gno + 1n);
  }

  /** Adds `[start, end)` of a source; the uuid in canonical form. */
  addInterval(uuid: string, tag: string, start: bigint, end: bigint): void {
    if (start < 1n || end <= start || end > MAX_GNO + 1n) {
      throw new BinlogError("BINLOG_BAD_GTID_SET", 0, `interval ${start}-${end - 1n} of ${uuid}`);
    }
    this.#intervalsOf(uuid, tag).add(start, end);
    this.#text = undefined;
  }

  /** Whether the set holds this one GTID. */
  has(gtid: string): boolean {
    const { uuid, tag, gno } = splitGtid(gtid);
    return this.#sources.get(uuid)?.get(tag)?.has(gno) ?? false;
  }

  /** Whether every GTID of the other is in this one. */
  contains(other: GtidSet): boolean {
    return other.sources().every(({ uuid, tag, intervals }) => {
      const own = this.#sources.get(uuid)?.get(tag);
      return own !== undefined && own.contains(intervals);
    });
  }

  equals(other: GtidSet): boolean {
    return this.toString() === other.toString();
  }

  clone(): GtidSet {
    return new GtidSet().union(this);
  }

  /** Adds all of the other; gives itself. */
  union(other: GtidSet): this {
    for (const { uuid, tag, intervals } of other.sources()) this.#intervalsOf(uuid, tag).union(intervals);
    this.#text = undefined;
    return this;
  }

  /** Takes out all of the other; gives itself. */
  subtract(other: GtidSet): this {
    for (const { uuid, tag, intervals } of other.sources()) {
      const tags = this.#sources.get(uuid);
      const own = tags?.get(tag);
      if (tags === undefined || own === undefined) continue;
      own.subtract(intervals);
      if (own.isEmpty) tags.delete(tag);
      if (tags.size === 0) this.#sources.delete(uuid);
    }
    this.#text = undefined;
    return this;
  }

  toString(): string {
    this.#text ??= this.#write();
    return this.#text;
  }

  #write(): string {
    let text = "";
    let previous = "";
    for (const { uuid, tag, intervals } of this.sources()) {
      if (uuid !== previous) text += `${text === "" ? "" : ","}${uuid}`;
      if (tag !== "") text += `:${tag}`;
      text += `:${intervals.toString()}`;
      previous = uuid;
    }
    return text;
  }

  #intervalsOf(uuid: string, tag: string): IntervalSet {
    let tags = this.#sources.get(uuid);
    if (tags === undefined) {
      tags = new Map();
      this.#sources.set(uuid, tags);
    }
    let intervals = tags.get(tag);
    if (intervals === undefined) {
      intervals = new IntervalSet();
      tags.set(tag, intervals);
    }
    return intervals;
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
