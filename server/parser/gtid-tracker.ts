import type { GtidEvent, MariadbGtidEvent } from "../binlog/event.ts";
import { GtidSet } from "../binlog/gtid-set.ts";
import { MariadbGtidSet } from "../binlog/mariadb-gtid-set.ts";
import type { SourceFlavor } from "../source/binlog-source.ts";

/** What `curtGtid`, `curtGtidSn` and `curtGtidLct` of an entry's header say. */
export interface CurrentGtid {
  readonly gtid: string;
  readonly sequenceNumber: number | undefined;
  readonly lastCommitted: number | undefined;
}

/**
 * The executed GTID set as it grows while the log is read, in GTID mode. A GTID counts for `Header.gtid` from its event on, as in Canal, but
 * for taking up reading only when its group is over.
 */
export class GtidTracker {
  readonly #flavor: SourceFlavor;
  #set: GtidSet | MariadbGtidSet;
  #executed: string;
  #withCurrent: string;
  #current: CurrentGtid | undefined;
  #group = "";

  /** Throws BINLOG_BAD_GTID_SET when the text is none of that flavor. */
  constructor(flavor: SourceFlavor, executed: string) {
    this.#flavor = flavor;
    this.#set = this.#parse(executed);
    this.#executed = this.#set.toString();
    this.#withCurrent = this.#executed;
  }

  /** The set of groups that are over. */
  get executed(): string {
    return this.#executed;
  }

  /** The set with the group that is being read: `Header.gtid`. */
  get withCurrent(): string {
    return this.#withCurrent;
  }

  /** The GTID of the group that is being read; undefined on MariaDB (Canal gives it no such properties) and for anonymous groups. */
  get current(): CurrentGtid | undefined {
    return this.#current;
  }

  /** As `current`, on every source: the GTID of the group that is being read, "" for none. */
  get group(): string {
    return this.#group;
  }

  begin(event: GtidEvent | MariadbGtidEvent): void {
    this.#current = undefined;
    this.#group = event.gtid;
    // A group that was left open (its source crashed in it) never happened.
    if (this.#withCurrent !== this.#executed) {
      this.#set = this.#parse(this.#executed);
      this.#withCurrent = this.#executed;
    }
    if (event.gtid === "") return;
    this.#set.add(event.gtid);
    this.#withCurrent = this.#set.toString();
    if (event.kind === "mariadb-gtid") return;
    const { gtid, sequenceNumber, lastCommitted } = event;
    this.#current = { gtid, sequenceNumber, lastCommitted };
  }

  end(): void {
    this.#executed = this.#withCurrent;
    this.#current = undefined;
    this.#group = "";
  }

  #parse(text: string): GtidSet | MariadbGtidSet {
    return this.#flavor === "mariadb" ? MariadbGtidSet.parse(text) : GtidSet.parse(text);
  }
}
