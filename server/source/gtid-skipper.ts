import type { GtidSet } from "../binlog/gtid-set.ts";
import type { MariadbGtidSet } from "../binlog/mariadb-gtid-set.ts";
import { EventDecoder } from "../binlog/event-decoder.ts";
import { EVENT_TYPE } from "../binlog/event-type.ts";

const BEGINS: ReadonlySet<number> = new Set([
  EVENT_TYPE.GTID,
  EVENT_TYPE.ANONYMOUS_GTID,
  EVENT_TYPE.GTID_TAGGED,
  EVENT_TYPE.MARIADB_GTID,
]);
/** What belongs to the file, not to a group. */
const BETWEEN: ReadonlySet<number> = new Set([
  EVENT_TYPE.FORMAT_DESCRIPTION,
  EVENT_TYPE.ROTATE,
  EVENT_TYPE.STOP,
  EVENT_TYPE.PREVIOUS_GTIDS,
  EVENT_TYPE.MARIADB_GTID_LIST,
  EVENT_TYPE.MARIADB_START_ENCRYPTION,
  EVENT_TYPE.HEARTBEAT,
]);

/** Leaves out the groups of a set, as a server does in a dump that begins by GTID. */
export class GtidSkipper {
  readonly #has: GtidSet | MariadbGtidSet;
  /** Reads formats and GTIDs only; its place in the log means nothing. */
  readonly #decoder = new EventDecoder({ checksum: "NONE" });
  #skips = false;

  constructor(has: GtidSet | MariadbGtidSet) {
    this.#has = has;
  }

  /** Events to pass on. Errors: BinlogError. */
  filter(events: readonly Uint8Array[]): Uint8Array[] {
    return events.filter((raw) => {
      const type = raw[4] as number;
      if (type === EVENT_TYPE.FORMAT_DESCRIPTION) this.#decoder.decode(raw);
      if (BETWEEN.has(type)) {
        this.#skips = false;
        return true;
      }
      if (BEGINS.has(type)) {
        const event = this.#decoder.decode(raw);
        const gtid = event.kind === "gtid" || event.kind === "mariadb-gtid" ? event.gtid : "";
        this.#skips = gtid !== "" && this.#has.has(gtid);
      }
      return !this.#skips;
    });
  }
}
