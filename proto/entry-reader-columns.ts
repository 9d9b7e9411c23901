import { SluiceError } from "./error.ts";
import type { Frame } from "./entry-reader-cache.ts";
import type { ColumnHead, ColumnHeads } from "./entry-reader-heads.ts";
import {
  ABSENT,
  ASCII_FLAG,
  FLAGS,
  Generation,
  NULL_FLAG,
  SLOTS_PER_COLUMN,
  TYPE_AT,
  UPDATED_FLAG,
  VALUE_END,
  VALUE_START,
} from "./entry-reader-scan.ts";
import type { Wire } from "./entry-reader-wire.ts";

/** Text by column name, null for NULL. The object has no prototype's names in it, so any column name is safe. */
export type RowObject = Record<string, string | null>;

/** What the columns must know of the row they are in. */
export interface RowBytes {
  readonly frame: Frame;
  readonly start: number;
  readonly end: number;
  /** Finds the columns again, and has the images keep what is found. */
  rescan(): void;
  wireOver(start: number, end: number): Wire;
}

/**
 * One image of a row: its columns, of which nothing is decoded but what is asked for. Columns are asked for by place (0 up to `length`) or by
 * name; a place is not the column's ordinal in the table where an image is partial (that is `index`).
 */
export class ColumnsReader {
  readonly length: number;
  private readonly row: RowBytes;
  private readonly frame: Frame;
  private readonly heads: ColumnHeads;
  /** Where the columns are (`entry-reader-scan.ts`), as long as the generation is the one noted. */
  private slots: Int32Array;
  /** Number of the first of them. */
  private base: number;
  private generation: Generation;
  private readonly noted: number;

  constructor(
    row: RowBytes,
    heads: ColumnHeads,
    length: number,
    slots: Int32Array,
    base: number,
    generation: Generation,
  ) {
    this.row = row;
    this.frame = row.frame;
    this.length = length;
    this.heads = heads;
    this.slots = slots;
    this.base = base;
    this.generation = generation;
    this.noted = generation.value;
  }

  /** Takes slots that nobody else will use. For the row. */
  keep(slots: Int32Array): void {
    const generation = new Generation();
    generation.value = this.noted;
    this.slots = slots;
    this.base = 0;
    this.generation = generation;
  }

  /** Text of a column, null for NULL, undefined when the image has no column of that name. */
  get(name: string): string | null | undefined {
    const place = this.placeOf(name);
    return place < 0 ? undefined : this.text(place);
  }

  has(name: string): boolean {
    return this.placeOf(name) >= 0;
  }

  /** Place of a column, -1 when the image has none of that name. */
  placeOf(name: string): number {
    const place = this.heads.placeOf(name);
    return place < this.length ? place : -1;
  }

  /** Text of the column at a place, null for NULL. Bytes that are not UTF-8 become U+FFFD (`isWellFormed` tells). */
  text(place: number): string | null {
    const slots = this.slotsOf(place);
    const base = this.base + place * SLOTS_PER_COLUMN;
    const start = slots[base + VALUE_START] as number;
    if (start < 0) return start === ABSENT ? "" : null;
    const end = slots[base + VALUE_END] as number;
    if (((slots[base + FLAGS] as number) & ASCII_FLAG) !== 0) return this.frame.ascii(start, end, this.row);
    return this.frame.text(start, end, this.row);
  }

  /** UTF-8 bytes of a value as they came, null for NULL. A view: valid as long as the batch is kept. */
  bytes(place: number): Uint8Array | null {
    const slots = this.slotsOf(place);
    const base = this.base + place * SLOTS_PER_COLUMN;
    const start = slots[base + VALUE_START] as number;
    if (start < 0) return start === ABSENT ? new Uint8Array(0) : null;
    return this.frame.bytes.subarray(start, slots[base + VALUE_END]);
  }

  /** Whether a value is well-formed UTF-8; `bytes` has what really came where it is not. */
  isWellFormed(place: number): boolean {
    const bytes = this.bytes(place);
    return bytes === null || Buffer.compare(bytes, Buffer.from(Buffer.from(bytes).toString("utf8"))) === 0;
  }

  isNull(place: number): boolean {
    return (this.flagsOf(place) & NULL_FLAG) !== 0;
  }

  isUpdated(place: number): boolean {
    return (this.flagsOf(place) & UPDATED_FLAG) !== 0;
  }

  name(place: number): string {
    return this.headOf(place).name;
  }

  /** Ordinal of the column in the table, from 0. */
  index(place: number): number {
    return this.headOf(place).index;
  }

  /** Member of the primary key. */
  isKey(place: number): boolean {
    return this.headOf(place).isKey;
  }

  /** A number of `java.sql.Types`. */
  sqlType(place: number): number {
    return this.headOf(place).sqlType;
  }

  /** The type as the table's DDL has it, such as `bigint(20) unsigned`; "" where the server did not know the table. */
  mysqlType(place: number): string {
    const slots = this.slotsOf(place);
    const base = this.base + place * SLOTS_PER_COLUMN;
    const at = slots[base + TYPE_AT] as number;
    if (at < 0) return "";
    const { row } = this;
    const wire = row.wireOver(at, row.end);
    const end = wire.delimited();
    return this.headOf(place).mysqlTypeAt(this.frame.bytes, wire.pos, end);
  }

  /** Every column by name, decoded now. */
  toObject(): RowObject {
    const object = new Bare();
    for (let place = 0; place < this.length; place++) object[this.name(place)] = this.text(place);
    return object;
  }

  /** Names with texts, in order. */
  *[Symbol.iterator](): Generator<[name: string, text: string | null]> {
    for (let place = 0; place < this.length; place++) yield [this.name(place), this.text(place)];
  }

  private headOf(place: number): ColumnHead {
    const head = place < this.length ? this.heads.list[place] : undefined;
    if (head === undefined) throw this.noSuchColumn(place);
    return head;
  }

  private flagsOf(place: number): number {
    return this.slotsOf(place)[this.base + place * SLOTS_PER_COLUMN + FLAGS] as number;
  }

  private slotsOf(place: number): Int32Array {
    if (place >>> 0 !== place || place >= this.length) throw this.noSuchColumn(place);
    if (this.generation.value !== this.noted) this.row.rescan();
    return this.slots;
  }

  private noSuchColumn(place: number): SluiceError {
    return new SluiceError("CLIENT_NO_SUCH_COLUMN", { place, length: this.length });
  }
}

/** Makes objects without inherited names that the engine still treats as ordinary ones (those of `Object.create(null)` are slow tables). */
const Bare = function Bare(): void {
  // Nothing to set up: the columns are put in by name.
} as unknown as new () => RowObject;
Bare.prototype = Object.create(null) as object;
