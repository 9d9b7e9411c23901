import { asBuffer, copyBytes } from "./text.ts";
import { decodeTableMap } from "./events/table-map.ts";
import { ByteReader } from "./reader.ts";
import type { TableMap } from "./table-map.ts";

interface Entry {
  readonly body: Uint8Array;
  readonly map: TableMap;
}

/** Of all maps together: the plans of their columns live as long as they do, and are what costs memory. */
const MAX_COLUMNS = 131_072;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_ENTRIES = 16_384;

/**
 * The same bytes give the same TableMap: a statement repeats the map of its table each time. A server that opens a table anew gives it another id,
 * which servers with thousands of tables do all the time; the maps of both share their parts. Keyed by table id, one layout each, the one
 * used least recently goes first; bounded in entries, their columns, and bytes of bodies.
 */
export class TableMapCache {
  readonly #entries = new Map<number, Entry>();
  /** The one seen last of each table. */
  readonly #tables = new Map<string, Entry>();
  #bytes = 0;
  #columns = 0;
  /** Spares the look-up for a run of one table. */
  #last: Entry | undefined;

  /** Map of the body `bytes[start … end)`; `key` is its table id. */
  get(key: number, bytes: Uint8Array, start: number, end: number, shortTableId: boolean, mariadb: boolean): TableMap {
    const last = this.#last;
    if (last !== undefined && same(last.body, bytes, start, end)) return last.map;
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      if (same(known.body, bytes, start, end)) {
        this.#entries.set(key, known);
        this.#last = known;
        return known.map;
      }
      this.#left(known);
    }
    const body = copyBytes(bytes, start, end);
    const decoded = decodeTableMap(new ByteReader(body, 0, body.length, start), shortTableId, mariadb);
    const name = nameOf(decoded);
    const former = this.#tables.get(name);
    const behindFlags = (shortTableId ? 4 : 6) + 2;
    const isAgain = former !== undefined && same(former.body.subarray(behindFlags), body, behindFlags, body.length);
    const map = isAgain ? withId(former.map, decoded) : decoded;
    if (isAgain && this.#entries.delete(former.map.tableId)) this.#left(former);
    const entry = { body, map };
    this.#entries.set(key, entry);
    this.#tables.set(name, entry);
    this.#bytes += body.length;
    this.#columns += map.columnCount;
    this.#last = entry;
    this.#shrink();
    return map;
  }

  clear(): void {
    this.#entries.clear();
    this.#tables.clear();
    this.#bytes = 0;
    this.#columns = 0;
    this.#last = undefined;
  }

  #shrink(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= MAX_ENTRIES && this.#bytes <= MAX_BYTES && this.#columns <= MAX_COLUMNS) return;
      this.#entries.delete(key);
      this.#left(entry);
    }
  }

  #left(entry: Entry): void {
    const { body, map } = entry;
    this.#bytes -= body.length;
    this.#columns -= map.columnCount;
    const name = nameOf(map);
    if (this.#tables.get(name) === entry) this.#tables.delete(name);
  }
}

function nameOf({ schema, table }: TableMap): string {
  return `${schema}\0${table}`;
}

function withId(map: TableMap, { tableId, flags }: TableMap): TableMap {
  const { schema, table, columnCount, types, metas, nullable, metadata } = map;
  return { tableId, flags, schema, table, columnCount, types, metas, nullable, metadata };
}

function same(body: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  return body.length === end - start && asBuffer(bytes).compare(body, 0, body.length, start, end) === 0;
}
