/**
 * How the text of one column value is made. Texts are written backwards: a codec puts the last byte of its text just before `out.pos` and
 * moves `pos` to the first, so that whoever wraps it knows the length (design: the path of the data).
 */

/** Where texts go; `bytes` and `view` show the same memory and both change when `reserve` grows it. */
export interface BackBuffer {
  bytes: Buffer;
  view: DataView;
  pos: number;
  /** Makes sure that `size` bytes before `pos` may be written. */
  reserve(size: number): void;
}

/** Where row images lie; `bytes` and `view` show the same memory. */
export interface RowBytes {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/** The value stands there as it should. */
export const WRITTEN = 0;
/** An unsigned number that its signed type could not hold: Canal gives it the next wider sqlType. */
export const PROMOTED = 1;
/** Bytes that the column's character set does not allow: what was written is each byte as the code point of the same number. */
export const INVALID_TEXT = 2;

export type Outcome = typeof WRITTEN | typeof PROMOTED | typeof INVALID_TEXT;

/** Room before `out.pos` that every codec finds without asking; who may need more calls `reserve`. */
export const CODEC_ROOM = 128;

export interface ColumnCodec {
  /** Stored bytes of a value, or, when negative, minus the number of bytes of the length that stands before a value. */
  readonly size: number;
  /** Other bytes may mean the same text, so a change shows in the texts only. */
  readonly comparesText: boolean;
  /** Writes the text of the value in `row.bytes[start, end)`. Throws `BinlogError` when no value of the type looks so. */
  readonly write: (this: this, out: BackBuffer, row: RowBytes, start: number, end: number) => Outcome;
}
