import { SluiceError } from "../../proto/error.ts";
import { compareOffsets } from "../../proto/position.ts";
import { BinlogError } from "../binlog/error.ts";
import type { BinlogEvent } from "../binlog/event.ts";
import { GtidSet } from "../binlog/gtid-set.ts";
import { MariadbGtidSet } from "../binlog/mariadb-gtid-set.ts";
import { EventGroupTracker } from "../source/event-group.ts";

/** A bound of what is printed, as a person gives it. */
export type Bound =
  | { readonly kind: "place"; readonly journalName: string; readonly position: number }
  /** Milliseconds. */
  | { readonly kind: "time"; readonly timestamp: number }
  | { readonly kind: "gtid"; readonly set: GtidSet | MariadbGtidSet };

const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)?(?<zone>Z|[+-]\d\d:\d\d)?$/;
const PLACE = /^(?<name>.+?)(?::(?<position>\d{1,15}))?$/;
const MARIADB = /^\d+-\d+-\d+(?:,\d+-\d+-\d+)*$/;
const UUID = /^[\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12}:/i;
const FILE_START = 4;

/** `FILE:OFFSET` or `FILE`, a time (UTC where it names no zone), or a GTID set. Throws CLIENT_BAD_OPTION. */
export function parseBound(option: "from" | "to", text: string | undefined): Bound | undefined {
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  const time = TIME.exec(trimmed);
  if (time !== null) {
    const zone = time.groups?.["zone"] === undefined ? "Z" : "";
    const iso = trimmed.replace(" ", "T");
    const timestamp = Date.parse(iso.includes("T") ? `${iso}${zone}` : iso);
    if (!Number.isNaN(timestamp)) return { kind: "time", timestamp };
  } else if (MARIADB.test(trimmed) || UUID.test(trimmed)) {
    try {
      return { kind: "gtid", set: MARIADB.test(trimmed) ? MariadbGtidSet.parse(trimmed) : GtidSet.parse(trimmed) };
    } catch (error) {
      if (!(error instanceof BinlogError)) throw error;
    }
  } else {
    const { name, position } = PLACE.exec(trimmed)?.groups ?? {};
    if (name !== undefined && (position !== undefined || /\.\d{6,}$/.test(name))) {
      return { kind: "place", journalName: name, position: Number(position ?? FILE_START) };
    }
  }
  throw new SluiceError("CLIENT_BAD_OPTION", { option, takes: "FILE:OFFSET, a time or a GTID set", got: text });
}

/**
 * What of a log is printed: from a bound on, up to another. By place, events from that offset on and before that one; by time, transactions
 * that began at that second or later, up to the first that began so late; by GTID set, transactions not in the first set, and those in the
 * second.
 */
export class BinlogRange {
  readonly #from: Bound | undefined;
  readonly #to: Bound | undefined;
  readonly #groups = new EventGroupTracker();
  readonly #missing: GtidSet | undefined;
  #begun = true;
  #wanted = true;
  #over = false;

  constructor(from: Bound | undefined, to: Bound | undefined) {
    this.#from = from;
    this.#to = to;
    this.#begun = from?.kind !== "time";
    this.#missing = to?.kind === "gtid" && to.set instanceof GtidSet ? to.set.clone() : undefined;
  }

  /** Nothing behind the last event observed is wanted. */
  get isOver(): boolean {
    return this.#over;
  }

  observe(event: BinlogEvent): void {
    const { header } = event;
    if (event.kind === "gtid-list" && event.flavor === "mysql") this.#missing?.subtract(GtidSet.parse(event.gtidSet));
    if (this.#to?.kind === "place" && !header.artificial && compareOffsets(header, this.#to) >= 0) this.#over = true;
    if (this.#groups.next(event)) this.#begin(header.timestamp * 1000, this.#groups.current?.gtid ?? "");
  }

  /** Whether the entry made from the last event observed is wanted. */
  accepts(entry: { readonly journalName: string; readonly position: number }): boolean {
    if (this.#over || !this.#begun || !this.#wanted) return false;
    return this.#from?.kind !== "place" || compareOffsets(entry, this.#from) >= 0;
  }

  #begin(timestamp: number, gtid: string): void {
    const [from, to] = [this.#from, this.#to];
    if (from?.kind === "time" && timestamp >= from.timestamp) this.#begun = true;
    if (to?.kind === "time" && timestamp >= to.timestamp) this.#over = true;
    if (this.#missing?.isEmpty === true) this.#over = true;
    if (gtid !== "") this.#missing?.subtract(GtidSet.parse(gtid));
    const had = from?.kind === "gtid" && gtid !== "" && from.set.has(gtid);
    const beyond = to?.kind === "gtid" && (gtid === "" || !to.set.has(gtid));
    this.#wanted = !had && !beyond;
  }
}
