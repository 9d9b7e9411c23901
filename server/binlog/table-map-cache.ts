import { asBuffer, copyBytes } from "./text.ts";
import { decodeTableMap } from "./events/table-map.ts";
import { ByteReader } from "./reader.ts";
import type { TableMap } from "./table-map.ts";

interface Entry {
  readonly body: Uint8Array;
  readonly map: TableMap;
}

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_ENTRIES = 8192;

/**
 * The same bytes give the same TableMap: a statement repeats the map of its table each time. Keyed by table id, one layout each, the one
 * used least recently goes first; bounded in entries and in bytes of bodies.
 */
export class TableMapCache {
  readonly #entries = new Map<number, Entry>();
  #bytes = 0;
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
      this.#bytes -= known.body.length;
    }
    const body = copyBytes(bytes, start, end);
    const map = decodeTableMap(new ByteReader(body, 0, body.length, start), shortTableId, mariadb);
    const entry = { body, map };
    this.#entries.set(key, entry);
    this.#bytes += body.length;
    this.#last = entry;
    this.#shrink();
    return map;
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
    this.#last = undefined;
  }

  #shrink(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= MAX_ENTRIES && this.#bytes <= MAX_BYTES) return;
      this.#entries.delete(key);
      this.#bytes -= entry.body.length;
    }
  }
}

function same(body: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  return body.length === end - start && asBuffer(bytes).compare(body, 0, body.length, start, end) === 0;
}
