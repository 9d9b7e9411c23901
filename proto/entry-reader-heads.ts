/**
 * The part of a column that repeats in row after row: its bytes from the start of the `Column` up to the `updated` field, and what they say.
 * A column of the same bytes need not be taken apart again.
 */
export class ColumnHead {
  readonly bytes: Buffer;
  readonly index: number;
  readonly sqlType: number;
  readonly name: string;
  readonly isKey: boolean;
  private typeBytes: Buffer = Buffer.alloc(0);
  private typeText = "";

  /** Without `bytes` no other column is ever taken to have this head. */
  constructor(bytes: Buffer, index: number, sqlType: number, name: string, isKey: boolean) {
    this.bytes = bytes;
    this.index = index;
    this.sqlType = sqlType;
    this.name = name;
    this.isKey = isKey;
  }

  /** Text of the column's mysqlType at bytes[start, end); remembered, since it follows the head in nearly every row. */
  mysqlTypeAt(bytes: Buffer, start: number, end: number): string {
    if (bytes.compare(this.typeBytes, 0, this.typeBytes.length, start, end) !== 0) {
      this.typeBytes = Buffer.from(bytes.subarray(start, end));
      this.typeText = bytes.toString("utf8", start, end);
    }
    return this.typeText;
  }
}

/** The bytes of heads one after the other, to compare row after row with: nothing but numbers on the way through a row. */
export interface PackedHeads {
  readonly bytes: Buffer;
  readonly view: DataView;
  /** Where each ends. */
  readonly ends: Int32Array;
  /** How many of the first the kernel can look for. */
  readonly firm: number;
}

/** What the kernel has room for: so many heads of an image, so many bytes of them. It compares eight bytes at a time. */
const MOST_HEADS = 1024;
const MOST_HEAD_BYTES = 0x8000;
const LEAST_HEAD_BYTES = 8;

/** The heads of one row image in order. Never changed once a row refers to it, except by appending. */
export class ColumnHeads {
  readonly list: ColumnHead[];
  private byName: Map<string, number> | undefined;
  private bytes: PackedHeads = NONE;

  constructor(list: ColumnHead[] = []) {
    this.list = list;
  }

  /** The bytes of all of them. */
  packed(): PackedHeads {
    if (this.bytes.ends.length === this.list.length) return this.bytes;
    const all = Buffer.concat(this.list.map((head) => head.bytes));
    let end = 0;
    const ends = Int32Array.from(this.list, (head) => (end += head.bytes.length));
    const view = new DataView(all.buffer, all.byteOffset, all.length);
    this.bytes = { bytes: all, view, ends, firm: firmOf(this.list) };
    return this.bytes;
  }

  append(head: ColumnHead): void {
    this.list.push(head);
    this.byName = undefined;
  }

  /** Place of the column of that name, or -1; may lie beyond the columns of a row that has fewer. */
  placeOf(name: string): number {
    if (this.byName === undefined) {
      const byName = new Map<string, number>();
      this.list.forEach((head, place) => {
        if (!byName.has(head.name)) byName.set(head.name, place);
      });
      this.byName = byName;
    }
    return this.byName.get(name) ?? -1;
  }
}

const NONE: PackedHeads = {
  bytes: Buffer.alloc(0),
  view: new DataView(new ArrayBuffer(0)),
  ends: new Int32Array(0),
  firm: 0,
};

function firmOf(list: readonly ColumnHead[]): number {
  let firm = 0;
  let size = 0;
  for (const { bytes } of list) {
    size += bytes.length;
    if (bytes.length < LEAST_HEAD_BYTES || size > MOST_HEAD_BYTES || firm === MOST_HEADS) break;
    firm++;
  }
  return firm;
}
