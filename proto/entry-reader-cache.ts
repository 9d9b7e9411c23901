import { ColumnHeads } from "./entry-reader-heads.ts";
import { HeaderScan } from "./entry-reader-header.ts";
import { RowKernel } from "./entry-reader-kernel.ts";
import { Generation, ImageScan, isAscii } from "./entry-reader-scan.ts";
import { Wire } from "./entry-reader-wire.ts";

/** Tables whose column heads are remembered; the oldest goes first. */
const MAX_TABLES = 20_000;

/** Characters of one text of which values are slices: who keeps a value keeps so much at most. */
const WINDOW = 4096;

/** Bytes that entries lie in, and a view of the same bytes for reading four at a time wherever they stand. */
export class Frame {
  readonly bytes: Buffer;
  readonly view: DataView;
  /** A stretch of the bytes, a character each: to make one text and cut it is much cheaper than to make many. */
  private window = "";
  private windowStart = 0;
  private windowEnd = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Text of bytes[start, end), which lie in a row. */
  text(start: number, end: number, row: Stretch): string {
    if (isAscii(this.view, start, end)) return this.ascii(start, end, row);
    return this.bytes.toString("utf8", start, end);
  }

  /** The same of bytes that are ASCII. */
  ascii(start: number, end: number, row: Stretch): string {
    if (start < this.windowStart || end > this.windowEnd) {
      // Values of larger rows are decoded alone.
      if (row.end - row.start > WINDOW) return this.bytes.toString("latin1", start, end);
      // The rows behind this one are likely to be next.
      this.windowStart = row.start;
      this.windowEnd = Math.min(row.start + WINDOW, this.bytes.length);
      this.window = this.bytes.toString("latin1", this.windowStart, this.windowEnd);
    }
    return this.window.substring(start - this.windowStart, end - this.windowStart);
  }
}

/** Where a row lies. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

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
  readonly header = new HeaderScan();
  /** The columns of the row that was taken apart last. */
  readonly before = new ImageScan();
  readonly after = new ImageScan();
  /** Number of the row whose columns the two describe. */
  readonly generation = new Generation();
  readonly kernel = sharedKernel();

  private readonly tables = new Map<string, TableHeads>();
  private lastTable: TableHeads | undefined;
  private lastTableKey: Buffer = Buffer.alloc(0);
  private lastSchemaLength = -1;
  private lastJournal = "";
  private lastJournalBytes: Buffer = Buffer.alloc(0);

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

let kernel: RowKernel | undefined;
let isTried = false;

/** One for all decoders of the process: they take turns, entry by entry. */
function sharedKernel(): RowKernel | undefined {
  if (!isTried) kernel = RowKernel.make();
  isTried = true;
  return kernel;
}
