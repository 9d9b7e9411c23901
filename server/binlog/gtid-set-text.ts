import { BinlogError } from "./error.ts";

export interface GtidInterval {
  readonly uuid: string;
  readonly tag: string;
  readonly start: bigint;
  /** Exclusive. */
  readonly end: bigint;
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/u;
const TAG = /^[a-z_][a-z0-9_]{0,31}$/u;
const INTERVAL = /^(\d{1,19})(?:-(\d{1,19}))?$/u;
/** Greatest number of a GTID. */
export const MAX_GNO = 0x7fff_ffff_ffff_fffen;

/**
 * `item, item …`, item = `uuid (: tag | : interval)+`, interval = `n` or `n-m`; a tag counts for the intervals behind it, until the next tag
 * or comma. Space is allowed anywhere, empty items too; upper case is folded. Offsets of errors are in the text.
 */
export function* parseGtidSet(text: string): Generator<GtidInterval> {
  let offset = 0;
  for (const item of text.split(",")) {
    const parts = item.replace(/\s+/gu, "").toLowerCase().split(":");
    if (parts.length > 1 || parts[0] !== "") yield* parseItem(parts, offset);
    offset += item.length + 1;
  }
}

function* parseItem(parts: readonly string[], offset: number): Generator<GtidInterval> {
  const uuid = canonicalUuid(parts[0] ?? "");
  if (uuid === undefined) throw bad(offset, `${quote(parts[0])} is no uuid`);
  let tag = "";
  let count = 0;
  for (const part of parts.slice(1)) {
    if (TAG.test(part)) {
      tag = part;
      continue;
    }
    const [start, end] = parseInterval(part, offset);
    count++;
    // MySQL reads an interval that ends before it starts as an empty one.
    if (end > start) yield { uuid, tag, start, end };
  }
  if (count === 0) throw bad(offset, `${uuid} has no interval`);
}

function parseInterval(part: string, offset: number): readonly [bigint, bigint] {
  const match = INTERVAL.exec(part);
  if (match?.[1] === undefined) throw bad(offset, `${quote(part)} is neither interval nor tag`);
  const start = BigInt(match[1]);
  const last = match[2] === undefined ? start : BigInt(match[2]);
  if (start < 1n || last > MAX_GNO || start > MAX_GNO) throw bad(offset, `interval ${quote(part)} is out of range`);
  return [start, last + 1n];
}

/** `uuid:gno` or `uuid:tag:gno`, as events name one. */
export function splitGtid(gtid: string): { readonly uuid: string; readonly tag: string; readonly gno: bigint } {
  const first = gtid.indexOf(":");
  const last = gtid.lastIndexOf(":");
  const uuid = first === 36 ? gtid.slice(0, first) : canonicalUuid(gtid.slice(0, Math.max(first, 0)).toLowerCase());
  const number = gtid.slice(last + 1);
  const tag = first === last ? "" : gtid.slice(first + 1, last);
  if (uuid === undefined || !/^\d{1,19}$/u.test(number) || (tag !== "" && !TAG.test(tag))) {
    throw bad(0, `${quote(gtid)} is no GTID`);
  }
  return { uuid: uuid.toLowerCase(), tag, gno: BigInt(number) };
}

function canonicalUuid(text: string): string | undefined {
  if (!UUID.test(text)) return undefined;
  const hex = text.replaceAll("-", "");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function bad(offset: number, detail: string): BinlogError {
  return new BinlogError("BINLOG_BAD_GTID_SET", offset, detail);
}

function quote(part: string | undefined): string {
  const text = part ?? "";
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
