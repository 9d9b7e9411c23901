import { charsetOfCollation } from "../../binlog/charset.ts";
import type { CharsetClause } from "./statement.ts";

/** A character set or collation as a session has it: collation id, or name of a set or collation. */
export type CharsetName = number | string;

/** Bytes that one character may take; 1 for what is not here. */
const MAX_BYTES: Readonly<Record<string, number>> = {
  big5: 2,
  cp932: 2,
  eucjpms: 3,
  euckr: 2,
  gb18030: 4,
  gb2312: 2,
  gbk: 2,
  sjis: 2,
  ucs2: 2,
  ujis: 3,
  utf16: 4,
  utf16le: 4,
  utf32: 4,
  utf8mb3: 3,
  utf8mb4: 4,
};

export function maxBytesOf(charset: string | undefined): number {
  return MAX_BYTES[charset ?? ""] ?? 1;
}

/** `utf8` is the old name of utf8mb3, in every server of ours. */
export function canonicalCharset(name: string): string {
  const lower = name.toLowerCase();
  return lower === "utf8" ? "utf8mb3" : lower;
}

/** A collation begins with the name of its set. MariaDB's `uca1400_…` fits several sets: undefined, the default decides. */
export function charsetOfCollationName(collation: string): string | undefined {
  const name = collation.toLowerCase().replace(/_.*$/su, "");
  return name === "default" || name.startsWith("uca") ? undefined : canonicalCharset(name);
}

export function charsetOf(name: CharsetName): string | undefined {
  return typeof name === "number" ? charsetOfCollation(name) : charsetOfCollationName(name);
}

/** What a clause says, or `otherwise` where it says nothing or DEFAULT. */
export function charsetOfClause(clause: CharsetClause, otherwise: string | undefined): string | undefined {
  if (clause.charset !== undefined && clause.charset !== "default") return canonicalCharset(clause.charset);
  if (clause.collation !== undefined) return charsetOfCollationName(clause.collation) ?? otherwise;
  return otherwise;
}
