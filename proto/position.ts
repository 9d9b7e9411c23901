/**
 * A place in a source's binary log, a value. The field names are those of Canal's `LogPosition.postion` (canal-protocol 6.2).
 */
export interface BinlogPosition {
  /** File name without directory; "" when only the GTID set is known. */
  readonly journalName: string;
  /** Byte offset in the file of the START of the event meant (Canal's convention for cursors). 64 bits, exact below 2^53. */
  readonly position: number;
  /** Event time in milliseconds with second precision; 0 when unknown. */
  readonly timestamp: number;
  /** `server_id` of the event; 0 when unknown. */
  readonly serverId: number;
  /** Executed GTID set including the event's transaction; "" outside GTID mode. */
  readonly gtid: string;
}

/** How far inside the log a consumer has really acked: one entry, exact. Our own key beside Canal's, ignored by Java nodes. */
export interface AckedEntry {
  readonly journalName: string;
  readonly position: number;
  /** Ordinal among the entries that share file and position (entries of one compressed transaction); 0 for the first. */
  readonly index: number;
  /** Its number in the log of the server that took the ack: a hint, to be believed only where that log has this very entry under it. */
  readonly seq?: number | undefined;
}

/**
 * What is kept for one consumer. `position` is Canal's: start of the last acked END or DDL (or of a BEGIN), where a Java server would begin
 * again. `acked` is the last acked entry itself: everything up to and including it is not delivered again. It may lie before `position`: then
 * that is a place between two groups, and the source had nothing to deliver between the entry and there.
 */
export interface Cursor {
  readonly sourceAddress: { readonly address: string; readonly port: number };
  readonly position: BinlogPosition;
  readonly acked: AckedEntry | undefined;
}

/**
 * Orders two binlog file names of one source: base name as text, then the suffix as an integer of any length
 * (`bin.999999` < `bin.1000000`).
 */
export function compareJournalNames(a: string, b: string): number {
  if (a === b) return 0;
  const [baseA, numberA] = splitJournalName(a);
  const [baseB, numberB] = splitJournalName(b);
  if (baseA !== baseB) return baseA < baseB ? -1 : 1;
  if (numberA.length !== numberB.length) return numberA.length - numberB.length;
  return numberA < numberB ? -1 : numberA > numberB ? 1 : 0;
}

/** Orders by file, then offset. Only meaningful for positions of one source server. */
export function compareOffsets(
  a: { readonly journalName: string; readonly position: number },
  b: { readonly journalName: string; readonly position: number },
): number {
  return compareJournalNames(a.journalName, b.journalName) || a.position - b.position;
}

/**
 * Ordinals from here on are of entries whose own place is not known: they were read again from another server, and stand behind the last entry before
 * them that has one.
 */
export const PLACELESS = 2 ** 30;

/** Whether the place says no more than behind what the entry comes: nothing may be passed over by it. */
export function isPlaceless({ index }: Pick<AckedEntry, "index">): boolean {
  return index >= PLACELESS;
}

/** Orders entries of one source server by file, offset and ordinal. */
export function compareEntries(a: AckedEntry, b: AckedEntry): number {
  return compareOffsets(a, b) || a.index - b.index;
}

/** Whether a cursor stands at a place between two groups, behind the end of the last one, not at that end itself. */
export function isBetweenGroups({ acked, position }: Pick<Cursor, "acked" | "position">): boolean {
  return acked !== undefined && position.journalName !== "" && compareOffsets(acked, position) < 0;
}

function splitJournalName(name: string): [base: string, digits: string] {
  const dot = name.lastIndexOf(".");
  const digits = name.slice(dot + 1).replace(/^0+(?=\d)/, "");
  return /^\d+$/.test(digits) ? [name.slice(0, dot), digits] : [name, ""];
}
