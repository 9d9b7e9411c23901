import type { Cursor } from "../../proto/position.ts";

/** What moved a cursor other than an ack, or chose where reading begins. */
type CursorAction = "set" | "reset" | "undo" | "start";

/** One line of the history. */
export interface CursorRecord {
  /** 1 for the first, and so on. */
  readonly id: number;
  /** `Date.now()` */
  readonly at: number;
  /** Operating system's name of who asked; "" for the server itself. */
  readonly user: string;
  readonly action: CursorAction;
  /** Undefined for a start, which is the whole destination's. */
  readonly consumer: { readonly group: string; readonly clientId: number } | undefined;
  /** Undefined: there was none. */
  readonly from: Cursor | undefined;
  readonly to: Cursor | undefined;
  /** Why this place. */
  readonly why: string;
  /** Of an `undo`: the id of what it took back. */
  readonly undoes: number | undefined;
}

/** A short memory of how cursors came to be where they are, for people, and to take a move back. */
export interface CursorHistory {
  /** Oldest first. */
  readonly records: readonly CursorRecord[];
  load(): Promise<void>;
  /** Durable when it resolves. Errors: META_WRITE_FAILED. */
  append(record: Omit<CursorRecord, "id" | "at">): Promise<CursorRecord>;
  close(): Promise<void>;
}

/** The newest move of a consumer that was not taken back. */
export function lastMove(
  records: readonly CursorRecord[],
  consumer: { readonly group: string; readonly clientId: number },
): CursorRecord | undefined {
  const undone = new Set(records.map(({ undoes }) => undoes));
  return records.findLast(
    (record) =>
      (record.action === "set" || record.action === "reset") &&
      record.consumer?.clientId === consumer.clientId &&
      record.consumer.group === consumer.group &&
      !undone.has(record.id),
  );
}
