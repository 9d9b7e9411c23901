import type { PipelineEntry } from "../pipeline-entry.ts";

/** Whatever can be taken back to a place. */
export interface Undoable<M> {
  mark(): M;
  undo(mark: M): Undone;
}

/** What a rollback in the log undid. */
export interface Undone {
  /** Row changes that had not been handed on, and now never are. */
  readonly dropped: readonly PipelineEntry[];
  /** Row changes that had been handed on already: nobody can take them back. */
  readonly late: number;
}

const SAVEPOINT = /^\s*SAVEPOINT\s+(\S[\s\S]*?)\s*;?\s*$/i;
const ROLLBACK_TO = /^\s*ROLLBACK(?:\s+WORK)?\s+TO(?:\s+SAVEPOINT)?\s+(\S[\s\S]*?)\s*;?\s*$/i;
/** A name of 64 characters, quoted, and the words before it. */
const LONGEST = 512;

/**
 * Rows that were rolled back and are in the log all the same. A source that can't cut its cache back, because a temporary table was made or
 * dropped in the transaction, writes the rows and behind them `ROLLBACK` or `ROLLBACK TO` (MariaDB always for the latter, MySQL up to 5.7).
 * Of row events those are always changes that did not happen: rows of tables that can't be rolled back are logged in a group of their own before
 * it, in every format and whatever statements touched both (hard case 91), so that nobody need know a table's engine here.
 */
export class Savepoints<M> {
  readonly #buffer: Undoable<M>;
  readonly #marks = new Map<string, M>();
  #begin: M;

  constructor(buffer: Undoable<M>) {
    this.#buffer = buffer;
    this.#begin = buffer.mark();
  }

  /** The next group begins here. */
  begin(): void {
    this.#begin = this.#buffer.mark();
    this.#marks.clear();
  }

  /** ROLLBACK: everything since the begin of the group. */
  rollback(): Undone {
    this.#marks.clear();
    return this.#buffer.undo(this.#begin);
  }

  /** Reads a statement inside a group: undefined unless it rolls back to a savepoint. */
  observe(sql: string): Undone | undefined {
    const first = sql.charCodeAt(0) | 0x20;
    // r, s or white space.
    if (sql.length > LONGEST || !(first === 0x72 || first === 0x73 || first <= 0x20)) return undefined;
    const set = SAVEPOINT.exec(sql)?.[1];
    if (set !== undefined) {
      const name = nameOf(set);
      // A name that is set again stands for the later place.
      this.#marks.delete(name);
      this.#marks.set(name, this.#buffer.mark());
      return undefined;
    }
    const back = ROLLBACK_TO.exec(sql)?.[1];
    if (back === undefined) return undefined;
    const name = nameOf(back);
    const mark = this.#marks.get(name);
    if (mark === undefined) return undefined;
    const names = [...this.#marks.keys()];
    for (const later of names.slice(names.indexOf(name) + 1)) this.#marks.delete(later);
    return this.#buffer.undo(mark);
  }
}

/** Names of savepoints know no case. */
function nameOf(text: string): string {
  const quoted = /^`([\s\S]*)`$/.exec(text)?.[1] ?? /^"([\s\S]*)"$/.exec(text)?.[1];
  return (quoted ?? text).toLowerCase();
}
