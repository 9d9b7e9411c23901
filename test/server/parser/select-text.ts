import { createHash } from "node:crypto";
import type { Column } from "./canal-rows.ts";

/** A value as the samples print it: text, NULL, bytes in hex, or size and hash of what is long. */
export type Selected =
  | string
  | null
  | { hex: string }
  | { chars: number; sha256: string }
  | { len: number; sha256: string };

export interface SelectedColumn {
  readonly name: string;
  readonly type: string;
  readonly collation: string | null;
}

const BYTES = /blob|binary|geom|point|linestring|polygon|vector/i;

/**
 * What a client of the server would have seen where an entry has `column`. Undone are only the differences that Canal's form has on purpose:
 * numbers for ENUM, SET and BIT, Java's floating-point text, Latin-1 text for bytes, no ZEROFILL.
 */
export function selectText(column: Column, of: SelectedColumn, expected: Selected): Selected {
  if (column.isNull === true) return null;
  const value = column.value ?? "";
  const { type } = of;
  if (BYTES.test(type)) return bytesText(Buffer.from(value, "latin1"));
  if (/^enum/i.test(type)) return value === "0" ? "" : (labels(type)[Number(value) - 1] ?? "?");
  if (/^set/i.test(type))
    return labels(type)
      .filter((_, i) => (BigInt(value) >> BigInt(i)) & 1n)
      .join(",");
  if (/^bit/i.test(type)) return `b${BigInt(value).toString(2)}`;
  if (/zerofill/i.test(type)) return value.padStart(Number(/\((\d+)\)/.exec(type)?.[1] ?? 10), "0");
  if (/^(float|double)/i.test(type)) return sameNumber(value, type, expected) ? expected : value;
  if (/^json/i.test(type)) return sameJson(value, expected) ? expected : value;
  return longText(value);
}

function bytesText(bytes: Buffer): Selected {
  return bytes.length > 200 ? { len: bytes.length, sha256: sha256(bytes) } : { hex: bytes.toString("hex") };
}

/** Characters are code points. */
function longText(text: string): Selected {
  const chars = codePoints(text);
  return chars > 400 ? { chars, sha256: sha256(Buffer.from(text)) } : text;
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The labels in a definition: quoted, a quote in them doubled. */
function labels(type: string): string[] {
  return [...type.matchAll(/'((?:[^']|'')*)'/g)].map((match) => (match[1] ?? "").replaceAll("''", "'"));
}

function sameNumber(value: string, type: string, expected: Selected): boolean {
  if (typeof expected !== "string") return false;
  const digits = /\(\d+,(\d+)\)/.exec(type)?.[1];
  if (digits !== undefined) return Math.abs(Number(value) - Number(expected)) <= 0.5000001 * 10 ** -Number(digits);
  if (/^float/i.test(type)) return Number(Number(value).toPrecision(6)) === Number(expected);
  return Number(value) === Number(expected) && Object.is(Math.sign(Number(value)), Math.sign(Number(expected)));
}

/** What MySQL prints for b'11' in a document; Canal takes such bytes for text. */
const OPAQUE_BIT = '"base64:type15:Aw=="';

/** Numbers may be written otherwise (1.0E100), a JSON DATE has a clock, opaque bytes that are UTF-8 are text. */
function sameJson(value: string, expected: Selected): boolean {
  if (typeof expected === "object" && expected !== null && "chars" in expected) {
    return codePoints(value) === expected.chars && sha256(Buffer.from(value)) === expected.sha256;
  }
  if (typeof expected !== "string") return false;
  if (value === "") return expected === "null";
  return plain(value) === plain(expected.replace(OPAQUE_BIT, String.raw`"\u0003"`));
}

function plain(text: string): string {
  return JSON.stringify(JSON.parse(text.replaceAll(" 00:00:00.000000", "").replaceAll(" 00:00:00", "")));
}

function codePoints(text: string): number {
  return Array.from(text).length;
}
