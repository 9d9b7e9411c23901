import type { RowId } from "../../proto/row-id.ts";
import type { EventHeader } from "../binlog/event.ts";

/**
 * Names rows so that the same row has the same name whenever, and as far as can be wherever, it is read.
 *
 * In GTID mode a row is named by its transaction's GTID, which is the same on every server, and by its ordinal among all rows of the
 * transaction: those of tables that a filter drops count too, so that names outlive a change of the filter. Reading always begins at the
 * begin of a group there, so the count is right. Outside GTID mode reading may begin at a BEGIN, where the GTID event before it is not
 * seen, and two reads would give two names: there a row is named by server, file and offset of its event and its ordinal in that event,
 * for which nothing need be remembered. (Ordinals within the transaction failed for the same reason.) The events inside a compressed
 * transaction share its offset, and their rows one count.
 */
export class RowIds {
  #server = "";
  #journalName = "";
  /** Up to the offset. */
  #file: Uint8Array = Buffer.alloc(0);
  /** Undefined: the group is named by places. */
  #group: Uint8Array | undefined;
  #position = -1;
  #next = 0;

  /** Whose log is read from here on: a name that stays with that server. */
  useServer(server: string): void {
    this.#server = server;
    this.#journalName = "";
    this.#position = -1;
  }

  /** A new group begins, or one is over: its GTID in GTID mode, "" where it has none. */
  useGroup(gtid: string): void {
    this.#group = gtid === "" ? undefined : Buffer.from(gtid);
    this.#position = -1;
    this.#next = 0;
  }

  /** Of the first row of an event; the same until `take`. */
  first(header: EventHeader): RowId {
    if (this.#group !== undefined) return { origin: this.#group, offset: undefined, ordinal: this.#next };
    const offset = this.#moveTo(header);
    return { origin: this.#file, offset, ordinal: this.#next };
  }

  ddl(header: EventHeader): RowId {
    return { ...this.first(header), ordinal: "ddl" };
  }

  /** So many rows were in the event, whatever became of them. */
  take(header: EventHeader, rows: number): void {
    if (this.#group === undefined) this.#moveTo(header);
    this.#next += rows;
  }

  #moveTo({ journalName, position }: EventHeader): number {
    if (journalName !== this.#journalName) {
      this.#journalName = journalName;
      this.#file = Buffer.from(`${this.#server}/${journalName}:`);
      this.#position = -1;
    }
    if (position !== this.#position) {
      this.#position = position;
      this.#next = 0;
    }
    return position;
  }
}
