import type { ColumnsReader, RowEvent, StatementEvent } from "../../client/index.ts";

/** Longest value and statement that is shown whole, characters. */
const MAX_VALUE = 60;
const MAX_STATEMENT = 2000;
const MAX_NAME_WIDTH = 32;
/** `java.sql.Types` whose text needs no quotes, and the one whose text is bytes. */
const BARE_TYPES = new Set([-7, -6, -5, 3, 4, 5, 7, 8, 91, 92, 93]);
const BLOB = 2004;

const COLOURS: Readonly<Record<string, number>> = { INSERT: 32, UPDATE: 33, DELETE: 31 };
const DIM = 2;
const STATEMENT = "1;35";

/**
 * Changes for people: a line each, with time (UTC), kind, table, and the columns that matter: all of an insert, key and changes of an update,
 * all of a delete. Control characters of the data are shown, never sent to the terminal.
 */
export class PrettyChanges {
  readonly #colour: boolean;
  #nameWidth = 12;

  constructor(colour: boolean) {
    this.#colour = colour;
  }

  line(change: RowEvent | StatementEvent): string {
    const name = visible(change.table === "" ? change.schema : `${change.schema}.${change.table}`);
    this.#nameWidth = Math.max(this.#nameWidth, Math.min(name.length, MAX_NAME_WIDTH));
    const time = this.#paint(DIM, timeOf(change.timestamp));
    const head = `${change.type.padEnd(6)} ${name.padEnd(this.#nameWidth)}`;
    if (change.kind === "statement") {
      return `${time} ${this.#paint(STATEMENT, `${head} ${cut(visible(change.sql.replaceAll(/\s+/g, " ")), MAX_STATEMENT)}`)}`;
    }
    return `${time} ${this.#paint(COLOURS[change.type] ?? 0, head)} ${this.#columns(change).join(" ")}`;
  }

  #columns({ beforeColumns: before, afterColumns: after }: RowEvent): string[] {
    const shown = after ?? before;
    if (shown === null) return [];
    const parts: string[] = [];
    for (let place = 0; place < shown.length; place++) {
      const name = shown.name(place);
      const value = this.#value(shown, place);
      const was = before === null || after === null ? -1 : before.placeOf(name);
      if (before === null || after === null) parts.push(this.#pair(name, value));
      else if (after.isUpdated(place)) {
        const old = was < 0 ? "" : `${this.#paint(DIM, `${this.#value(before, was)} →`)} `;
        parts.push(this.#pair(name, `${old}${value}`));
      } else if (after.isKey(place)) parts.push(this.#pair(name, value));
    }
    return parts.length === 0 ? [this.#paint(DIM, "nothing changed")] : parts;
  }

  #pair(name: string, value: string): string {
    return `${this.#paint(36, visible(name))}=${value}`;
  }

  #value(columns: ColumnsReader, place: number): string {
    const text = columns.text(place);
    if (text === null) return this.#paint(DIM, "NULL");
    const type = columns.sqlType(place);
    if (type === BLOB) return cut(`0x${Buffer.from(text.slice(0, MAX_VALUE), "latin1").toString("hex")}`, MAX_VALUE);
    const shown = cut(visible(text), MAX_VALUE);
    return BARE_TYPES.has(type) ? shown : `'${shown}'`;
  }

  #paint(colour: number | string, text: string): string {
    return this.#colour && colour !== 0 ? `\u001B[${colour}m${text}\u001B[0m` : text;
  }
}

/** Time of day, UTC. */
function timeOf(timestamp: number | bigint): string {
  const date = new Date(Number(timestamp));
  return Number.isNaN(date.getTime()) ? "??:??:??" : date.toISOString().slice(11, 19);
}

/** Whether a code point can't be seen or changes how others are shown: controls, and marks of writing direction. */
const INVISIBLE = /[\p{Cc}\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

function visible(text: string): string {
  return text.replaceAll(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const known: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
    return known[character] ?? `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
