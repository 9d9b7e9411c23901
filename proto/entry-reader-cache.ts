import { ColumnHeads } from "./entry-reader-heads.ts";
import { Wire } from "./entry-reader-wire.ts";

/** Tables whose column heads are remembered; the oldest goes first. */
const MAX_TABLES = 20_000;
/** Slots per column, see `entry-reader-columns.ts`. */
const FIRST_SLOTS = 64 * 6;

/** What is remembered of one table: its name pair, and the columns as its last row brought them. Only ever a guess to be checked. */
export interface TableHeads {
  readonly schema: string;
  readonly table: string;
  before: ColumnHeads;
  after: ColumnHeads;
}

/**
 * What the readers of one decoder share: the bytes of names repeat in entry after entry, so they are turned into text once. Nothing here is
 * believed without comparing bytes.
 */
export class ReaderCache {
  readonly wire = new Wire();
  beforeSlots: Int32Array = new Int32Array(FIRST_SLOTS);
  afterSlots: Int32Array = new Int32Array(FIRST_SLOTS);
  /** Number of the row whose columns the two slot arrays describe. */
  generation = 0;

  private readonly tables = new Map<string, TableHeads>();
  private lastTable: TableHeads | undefined;
  private lastTableKey: Buffer = Buffer.alloc(0);
  private lastSchemaLength = -1;
  private lastJournal = "";
  private lastJournalBytes: Buffer = Buffer.alloc(0);
  private wordsOwner: ArrayBufferLike | undefined;
  private words: Int32Array = new Int32Array(0);

  /** The table whose schema stands at bytes[s, se) and whose name at bytes[t, te). */
  tableAt(bytes: Buffer, s: number, se: number, t: number, te: number): TableHeads {
    const last = this.lastTable;
    const schemaLength = se - s;
    const key = this.lastTableKey;
    if (
      last !== undefined &&
      schemaLength === this.lastSchemaLength &&
      key.length === schemaLength + te - t &&
      sameBytes(key, 0, bytes, s, schemaLength) &&
      sameBytes(key, schemaLength, bytes, t, te - t)
    ) {
      return last;
    }
    const name = `${String(schemaLength)} ${bytes.toString("latin1", s, se)}${bytes.toString("latin1", t, te)}`;
    let found = this.tables.get(name);
    if (found === undefined) {
      found = {
        schema: bytes.toString("utf8", s, se),
        table: bytes.toString("utf8", t, te),
        before: new ColumnHeads(),
        after: new ColumnHeads(),
      };
      this.forgetOldest();
      this.tables.set(name, found);
    }
    this.lastTable = found;
    this.lastSchemaLength = schemaLength;
    this.lastTableKey = Buffer.concat([bytes.subarray(s, se), bytes.subarray(t, te)]);
    return found;
  }

  journalAt(bytes: Buffer, start: number, end: number): string {
    const size = end - start;
    if (this.lastJournalBytes.length !== size || !sameBytes(this.lastJournalBytes, 0, bytes, start, size)) {
      this.lastJournalBytes = Buffer.from(bytes.subarray(start, end));
      this.lastJournal = bytes.toString("utf8", start, end);
    }
    return this.lastJournal;
  }

  /** Whether bytes[start, end) are all below 0x80; four at a time where they are aligned. */
  isAscii(bytes: Buffer, start: number, end: number): boolean {
    let seen = 0;
    let pos = start;
    if (end - start >= 8) {
      const base = bytes.byteOffset;
      const words = this.wordsOf(bytes);
      while (((pos + base) & 3) !== 0) seen |= bytes[pos++] as number;
      const last = (end + base) >> 2;
      let wide = 0;
      for (let word = (pos + base) >> 2; word < last; word++) wide |= words[word] as number;
      if ((wide & 0x80808080) !== 0) return false;
      pos = (last << 2) - base;
    }
    for (; pos < end; pos++) seen |= bytes[pos] as number;
    return seen < 0x80;
  }

  private wordsOf(bytes: Buffer): Int32Array {
    if (this.wordsOwner !== bytes.buffer) {
      this.wordsOwner = bytes.buffer;
      this.words = new Int32Array(bytes.buffer, 0, bytes.buffer.byteLength >> 2);
    }
    return this.words;
  }

  private forgetOldest(): void {
    if (this.tables.size < MAX_TABLES) return;
    for (const oldest of this.tables.keys()) {
      this.tables.delete(oldest);
      return;
    }
  }
}

function sameBytes(a: Buffer, aStart: number, b: Buffer, bStart: number, size: number): boolean {
  for (let i = 0; i < size; i++) {
    if (a[aStart + i] !== b[bStart + i]) return false;
  }
  return true;
}
