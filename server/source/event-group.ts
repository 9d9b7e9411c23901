import type { BinlogEvent } from "../binlog/event.ts";

/** Where an event group (transaction, or a statement of its own) begins. */
export interface GroupStart {
  readonly journalName: string;
  readonly position: number;
  /** "" where the log names none. */
  readonly gtid: string;
}

/**
 * Finds the borders of groups in a log that is read from a file's start. With GTID events every group begins with one; without (MySQL 5.6
 * and GTIDs off) a group is BEGIN to XID or COMMIT, or a statement alone.
 */
export class EventGroupTracker {
  #current: GroupStart | undefined;
  #open = false;
  /** Behind a BEGIN: statements don't end the group. */
  #begun = false;

  /** Group that the event last seen belongs to; undefined when it stands between groups. */
  get current(): GroupStart | undefined {
    return this.#current;
  }

  /** Takes the next event; true when a group begins with it. */
  next(event: BinlogEvent): boolean {
    if (event.kind === "gtid" || event.kind === "mariadb-gtid") {
      this.#begin(event, event.gtid);
      return true;
    }
    if (isBetweenGroups(event)) {
      if (!this.#open) this.#current = undefined;
      return false;
    }
    const begins = !this.#open;
    if (begins) this.#begin(event, "");
    this.#end(event);
    return begins;
  }

  #begin(event: BinlogEvent, gtid: string): void {
    const { journalName, position } = event.header;
    this.#current = { journalName, position, gtid };
    this.#open = true;
    this.#begun = false;
  }

  #end(event: BinlogEvent): void {
    if (event.kind === "xid" || event.kind === "xa-prepare") {
      this.#open = false;
    } else if (event.kind === "query") {
      if (/^\s*(?:BEGIN|XA\s+START)\b/i.test(event.sql)) this.#begun = true;
      else if (!this.#begun || /^\s*(?:COMMIT|ROLLBACK(?!\s+TO))\b/i.test(event.sql)) this.#open = false;
    }
  }
}

const BETWEEN_GROUPS: ReadonlySet<BinlogEvent["kind"]> = new Set([
  "format-description",
  "rotate",
  "gtid-list",
  "heartbeat",
  "incident",
  "other",
] as const);

function isBetweenGroups(event: BinlogEvent): boolean {
  return event.header.artificial || BETWEEN_GROUPS.has(event.kind);
}
