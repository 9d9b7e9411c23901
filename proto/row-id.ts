import type { BackWriter } from "./back-writer.ts";

/** Key of the header's property with the id of the entry's first row. Row k of the entry has the id whose number is larger by k. */
export const ROW_ID = "sluice.rowId";
/** Key of the header's property with the term of the server that made the entry. */
export const EPOCH = "sluice.epoch";

/**
 * The parts of an id: `<gtid>#<ordinal>`, the ordinal counting the rows of the transaction, or `<server>/<file>:<offset>#<ordinal>`, the ordinal
 * counting the rows of the event that begins there. A DDL statement has `#ddl` for its ordinal.
 */
export interface RowId {
  /** UTF-8: all up to the offset, or up to `#` where there is none. */
  readonly origin: Uint8Array;
  readonly offset: number | undefined;
  readonly ordinal: number | "ddl";
}

const KEY = Buffer.concat([Buffer.from([0x0a, ROW_ID.length]), Buffer.from(ROW_ID)]);
const DDL = Buffer.from("#ddl");
const HASH = 0x23;
const DIGIT = 0x30;

/** Writes the property as one `Pair` with that tag. */
export function putRowId(out: BackWriter, tag: number, { origin, offset, ordinal }: RowId): void {
  const end = out.length;
  if (ordinal === "ddl") out.raw(DDL);
  else {
    putDigits(out, ordinal);
    out.byte(HASH);
  }
  if (offset !== undefined) putDigits(out, offset);
  out.raw(origin);
  out.varint(out.length - end);
  out.byte(0x12);
  out.raw(KEY);
  out.varint(out.length - end);
  out.byte(tag);
}

/** The id of row `k`, out of that of the entry's first row; undefined when that is none. */
export function rowIdAt(first: string, k: number): string | undefined {
  if (k === 0) return first;
  const hash = first.lastIndexOf("#");
  const ordinal = Number(first.slice(hash + 1));
  if (hash < 0 || !Number.isSafeInteger(ordinal + k)) return undefined;
  return first.slice(0, hash + 1) + String(ordinal + k);
}

/** A safe non-negative integer. */
function putDigits(out: BackWriter, value: number): void {
  out.reserve(16);
  let rest = value;
  do {
    const next = Math.floor(rest / 10);
    out.bytes[--out.pos] = DIGIT + (rest - next * 10);
    rest = next;
  } while (rest > 0);
}
