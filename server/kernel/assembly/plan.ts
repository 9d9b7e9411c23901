/**
 * How a plan lies in memory; `server/kernel/plan-form.ts` writes it so.
 *
 * A head of four words: columns of the table, columns that are written, where the sizes are, where the column records are. Sizes are those of
 * `ColumnCodec.size`, a word for each column of the table.
 */
export const PLAN_COLUMNS: u32 = 0;
export const PLAN_WRITTEN: u32 = 4;
export const PLAN_SIZES: u32 = 8;
export const PLAN_RECORDS: u32 = 12;

/** A column record. Constants are told by where they end, so that they can be copied from their end, and by their size. */
export const RECORD_SIZE: u32 = 64;
export const COLUMN_INDEX: u32 = 0;
export const COLUMN_CODEC: u32 = 4;
/** Two numbers, whose meaning is the codec's. */
export const COLUMN_A: u32 = 8;
export const COLUMN_B: u32 = 12;
export const COLUMN_VALUE: u32 = 16;
export const COLUMN_PROMOTED: u32 = 24;
export const COLUMN_NULL: u32 = 32;
export const COLUMN_AFTER: u32 = 40;
/** Other bytes may mean the same text. */
export const COLUMN_COMPARES_TEXT: u32 = 48;
/** Bytes that the constants and the head of a value take at most. */
export const COLUMN_ROOM: u32 = 52;
/** The column's number among those that are written. */
export const COLUMN_ORDINAL: u32 = 56;

/** In COLUMN_CODEC. */
export const HOST: u32 = 0;
export const SIGNED: u32 = 1;
export const UNSIGNED: u32 = 2;
export const BIG_ENDIAN: u32 = 3;
export const YEAR: u32 = 4;
export const DOUBLE: u32 = 5;
export const FLOAT: u32 = 6;
export const DECIMAL: u32 = 7;
export const DATE: u32 = 8;
export const TIME: u32 = 9;
export const DATETIME: u32 = 10;
export const TIMESTAMP: u32 = 11;
export const UTF8: u32 = 12;
export const BYTES: u32 = 13;
export const BINARY: u32 = 14;
export const JSON: u32 = 15;
