import type { BinlogEvent, EventHeader } from "../binlog/event.ts";
import type { TransactionStatement } from "./transaction-statement.ts";

/** A place in the log that a dump may begin at. */
export interface LogPlace {
  readonly journalName: string;
  readonly position: number;
}

/** What an event is to the group it stands in. */
export type GroupStep =
  /** It ends the group, or is one by itself. */
  | "end"
  /** It begins a group while another was open: the source crashed in that one, which never happened. */
  | "orphaned"
  | "other";

/**
 * Knows where the event group (binlog.md 12.2) that is being read began, so that reading can be taken up there again, and when it is over.
 *
 * A group is opened by a GTID event, else by `BEGIN` or by whatever comes first. It is closed by XID, XA_PREPARE, `COMMIT` or `ROLLBACK`; a
 * statement outside `BEGIN` is a group of its own; and MariaDB's GTID event stands for `BEGIN` unless it is marked standalone. A group never
 * reaches into another file.
 */
export class GroupTracker {
  #start: LogPlace | undefined;
  #end: LogPlace;
  /** Whether statements stay inside the group: `BEGIN` was seen, or MariaDB's GTID event implies it. */
  #begun: "no" | "implied" | "yes" = "no";

  constructor(place: LogPlace) {
    this.#end = place;
  }

  /** Where the open group began; undefined between groups. */
  get start(): LogPlace | undefined {
    return this.#start;
  }

  /** Where to take up reading so that nothing is missed: the begin of the open group, else behind the last one. */
  get resume(): LogPlace {
    return this.#start ?? this.#end;
  }

  /** Takes an event in. `statement` is what a QUERY event says about transactions, undefined for all else. */
  observe(event: BinlogEvent, statement: TransactionStatement | undefined): GroupStep {
    const { header } = event;
    switch (event.kind) {
      case "gtid":
      case "mariadb-gtid":
        return this.#announce(header, event.kind === "mariadb-gtid" && !event.standalone);
      case "query":
        return this.#query(header, statement);
      case "xid":
      case "xa-prepare":
        return this.#close(header);
      case "rotate":
        return this.#rotate(header, { journalName: event.nextJournalName, position: event.nextPosition });
      case "table-map":
      case "rows":
        if (this.#begun === "no") this.#begun = "yes";
        this.#enter(header);
        break;
      case "rows-query":
      case "intvar":
      case "rand":
      case "user-var":
        this.#enter(header);
        break;
      case "transaction-payload":
        // Its inner events speak for it.
        break;
      case "format-description":
      case "gtid-list":
      case "heartbeat":
      case "incident":
      case "other":
        if (!header.artificial && this.#start === undefined) this.#end = behind(header);
        break;
    }
    return "other";
  }

  #announce(header: EventHeader, begun: boolean): GroupStep {
    const orphaned = this.#begun !== "no";
    this.#start = { journalName: header.journalName, position: header.position };
    this.#begun = begun ? "implied" : "no";
    return orphaned ? "orphaned" : "other";
  }

  #query(header: EventHeader, statement: TransactionStatement | undefined): GroupStep {
    if (statement === "BEGIN" || statement === "XA START") {
      const orphaned = this.#begun === "yes";
      if (orphaned) this.#start = undefined;
      this.#begun = "yes";
      this.#enter(header);
      return orphaned ? "orphaned" : "other";
    }
    const inside = statement === "XA END" || (statement === undefined && this.#begun !== "no");
    return inside ? "other" : this.#close(header);
  }

  #rotate(header: EventHeader, next: LogPlace): GroupStep {
    // What a server makes up for this stream says where it reads, not that a file is over: a group may well be open.
    if (header.artificial && next.journalName === this.resume.journalName) return "other";
    const orphaned = this.#begun !== "no";
    this.#start = undefined;
    this.#begun = "no";
    this.#end = next;
    return orphaned ? "orphaned" : "other";
  }

  #enter(header: EventHeader): void {
    this.#start ??= { journalName: header.journalName, position: header.position };
  }

  #close(header: EventHeader): GroupStep {
    this.#start = undefined;
    this.#begun = "no";
    this.#end = behind(header);
    return "end";
  }
}

function behind(header: EventHeader): LogPlace {
  return { journalName: header.journalName, position: header.endPosition };
}
