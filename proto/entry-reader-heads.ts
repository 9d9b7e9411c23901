/**
 * The part of a column that repeats in row after row: its bytes from the start of the `Column` up to the `updated` field, and what they say.
 * A column of the same bytes need not be taken apart again.
 */
export class ColumnHead {
  readonly size: number;
  /** Its bytes, four a number, as far as four go; and the last four, which begin at `last` (-1: there are not so many). */
  readonly words: Int32Array;
  readonly last: number;
  readonly lastWord: number;
  readonly index: number;
  readonly sqlType: number;
  readonly name: string;
  readonly isKey: boolean;
  private typeBytes: Buffer = Buffer.alloc(0);
  private typeText = "";

  constructor(bytes: Buffer, index: number, sqlType: number, name: string, isKey: boolean) {
    this.size = bytes.length;
    this.last = bytes.length < 4 ? -1 : bytes.length - 4;
    this.lastWord = this.last < 0 ? 0 : bytes.readInt32LE(this.last);
    // The last four bytes are compared by themselves.
    const words = Math.max(0, bytes.length - 1) >> 2;
    this.words = Int32Array.from({ length: words }, (_, word) => bytes.readInt32LE(word * 4));
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

/** The heads of one row image in order. Never changed once a row refers to it, except by appending. */
export class ColumnHeads {
  readonly list: ColumnHead[];
  private byName: Map<string, number> | undefined;

  constructor(list: ColumnHead[] = []) {
    this.list = list;
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
