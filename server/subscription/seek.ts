import { EntryType } from "../../proto/entry-type.ts";
import { SluiceError } from "../../proto/error.ts";
import { compareOffsets } from "../../proto/position.ts";
import type { Cursor } from "../../proto/position.ts";
import { GtidSet } from "../binlog/gtid-set.ts";
import { MariadbGtidSet } from "../binlog/mariadb-gtid-set.ts";
import type { CursorTarget } from "./consumers-admin.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { EventStore } from "../store/event-store.ts";
import { ackedOf, isDdl, isSameSource } from "../entry-cursor.ts";
import type { StorePlaces } from "./places.ts";
import type { ReadPoint } from "./walk.ts";

/** A place to go on from, and the cursor that says the same. */
export interface FoundPlace {
  readonly point: ReadPoint;
  readonly cursor: Cursor;
  readonly why: string;
}

/** Finds a target among entries that are all in memory. Errors: CURSOR_TARGET_INVALID. */
export function findInMemory(store: EventStore, places: StorePlaces, target: CursorTarget): FoundPlace {
  const seq = seqOf(store, places, target);
  if (seq < store.first || seq > store.next) {
    throw new SluiceError("CURSOR_TARGET_INVALID", { seq, oldest: store.first, next: store.next });
  }
  const before = store.at(seq - 1);
  const place = (before === undefined ? undefined : places.ackableBefore(seq - 1)) ?? places.place();
  if (place === undefined)
    throw new SluiceError("CURSOR_TARGET_INVALID", { reason: "nothing was read from the source yet" });
  const acked = before === undefined ? undefined : ackedOf(before);
  return {
    point: pointAt(seq, before, { position: place.position, acked, positionSeq: undefined, ackedSeq: undefined }),
    cursor: { ...place, acked },
    why: whyOf(target, seq, store.first),
  };
}

/** A place whose entry before is known: inside a transaction its END is due. */
export function pointAt(seq: number, before: PipelineEntry | undefined, coverage: ReadPoint["coverage"]): ReadPoint {
  const open = before !== undefined && before.entryType !== EntryType.TRANSACTIONEND && !isDdl(before);
  return { seq, begin: undefined, open, skip: undefined, coverage };
}

export function whyOf(target: CursorTarget, seq: number, first: number): string {
  const found = seq === first ? `the oldest entry held, number ${seq}` : `entry number ${seq}`;
  if (target.kind === "now") return "behind everything that is stored";
  if (target.kind === "oldest") return `the oldest entry held, number ${seq}`;
  if (target.kind === "time") return `${found} is the first of ${new Date(target.timestamp).toISOString()} or later`;
  if (target.kind === "position") return `${found} is the first at or behind ${target.journalName}:${target.position}`;
  if (target.kind === "gtid") return `${found} is the first that the GTID set does not have`;
  if (target.kind === "cursor") return `${found} is the first that the cursor does not cover`;
  return found;
}

function seqOf(store: EventStore, places: StorePlaces, target: CursorTarget): number {
  if (target.kind === "now") return store.next;
  if (target.kind === "oldest") return store.first;
  if (target.kind === "seq") return target.seq;
  const isBehind = behindOf(places, target);
  for (let seq = store.first; seq < store.next; seq++) {
    const entry = store.at(seq);
    if (entry !== undefined && isBehind(entry, seq)) return seq;
  }
  return store.next;
}

function behindOf(places: StorePlaces, target: CursorTarget): (entry: PipelineEntry, seq: number) => boolean {
  if (target.kind === "time") return (entry) => entry.timestamp >= target.timestamp;
  if (target.kind === "gtid") {
    const has = hasGtids(target.gtidSet);
    return (entry) => entry.gtid !== "" && !has(entry.gtid);
  }
  if (target.kind === "position") return (entry) => compareOffsets(entry, target) >= 0;
  if (target.kind !== "cursor") return () => true;
  const { cursor } = target;
  const { acked, position } = cursor;
  return (entry, seq) => {
    if (!isSameSource(cursor, { sourceAddress: places.sourceOf(seq, undefined) })) return false;
    if (acked === undefined) return compareOffsets(entry, position) >= 0;
    return (compareOffsets(entry, acked) || entry.index - acked.index) > 0;
  };
}

/** Whether a reader who has that set has the whole of another one. Throws CURSOR_TARGET_INVALID for a text that is no set. */
export function hasGtids(text: string): (gtidSet: string) => boolean {
  try {
    if (/^\d+-\d+-\d+/.test(text.trim())) {
      const set = MariadbGtidSet.parse(text);
      return (other) => set.contains(MariadbGtidSet.parse(other));
    }
    const set = GtidSet.parse(text);
    return (other) => set.contains(GtidSet.parse(other));
  } catch (cause) {
    throw new SluiceError("CURSOR_TARGET_INVALID", { gtidSet: text.slice(0, 256) }, { cause });
  }
}
