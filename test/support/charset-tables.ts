import { readFileSync, writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";

/**
 * Makes `server/binlog/charset-tables.ts` out of a JSON file with a server's answers: `single_byte: { name: 256 characters }`,
 * `double_byte: { name: { single, first_trail, lead: { hex lead byte: characters from the first trail byte on } } }`,
 * `triple_byte: { name: 94 × 94 characters from X'8fa1a1' on }`.
 */
interface Answers {
  readonly single_byte: Readonly<Record<string, string>>;
  readonly double_byte: Readonly<Record<string, DoubleByte>>;
  readonly triple_byte: Readonly<Record<string, string>>;
}

interface DoubleByte {
  readonly single: string;
  readonly first_trail: string;
  readonly lead: Readonly<Record<string, string>>;
}

const HEAD = `/**
 * MySQL's own conversion tables: what CONVERT(CONVERT(X'..' USING charset) USING utf32) of MySQL 9.7 answers for every byte and byte pair
 * (MariaDB gives the same), because the decoders of the runtime differ from it in hundreds of characters. Made by
 * test/support/charset-tables.ts; do not edit.
 *
 * A table is a row of 16-bit code points, U+FFFD where the server has no mapping. The differences of neighbours (modulo 2^16) are taken,
 * all low bytes are put before all high bytes, then zlib, then base64.
 */
`;

export function packTable(codes: readonly number[]): string {
  const low = Buffer.alloc(codes.length);
  const high = Buffer.alloc(codes.length);
  let previous = 0;
  codes.forEach((code, i) => {
    const difference = (code - previous) & 0xffff;
    previous = code;
    low[i] = difference & 0xff;
    high[i] = difference >> 8;
  });
  return deflateSync(Buffer.concat([low, high]), { level: 9 }).toString("base64");
}

function codesOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

export function writeTables(answersFile: string, target: string): void {
  const answers = JSON.parse(readFileSync(answersFile, "utf8")) as Answers;
  const lines = [
    HEAD,
    "/** 256 code points each. */",
    "export const SINGLE_BYTE: Readonly<Record<string, string>> = {",
  ];
  for (const [name, text] of Object.entries(answers.single_byte))
    lines.push(`  ${name}: "${packTable(codesOf(text))}",`);
  lines.push("};", "");
  lines.push(
    "/** 256 code points of single bytes, then for each lead byte from `first` on the trail bytes 0x30 to 0xff. */",
  );
  lines.push(
    "export const DOUBLE_BYTE: Readonly<Record<string, { readonly first: number; readonly table: string }>> = {",
  );
  for (const [name, map] of Object.entries(answers.double_byte)) {
    const leads = Object.keys(map.lead).map((hex) => Number.parseInt(hex, 16));
    const first = Math.min(...leads);
    const codes = codesOf(map.single);
    for (let lead = first; lead <= Math.max(...leads); lead++) {
      codes.push(...codesOf(map.lead[lead.toString(16)] ?? "\uFFFD".repeat(208)));
    }
    lines.push(`  ${name}: { first: ${first}, table: "${packTable(codes)}" },`);
  }
  lines.push("};", "");
  lines.push("/** 94 × 94 code points of 0x8f and two bytes from 0xa1 on. */");
  lines.push("export const TRIPLE_BYTE: Readonly<Record<string, string>> = {");
  for (const [name, text] of Object.entries(answers.triple_byte))
    lines.push(`  ${name}: "${packTable(codesOf(text))}",`);
  lines.push("};", "");
  writeFileSync(target, lines.join("\n"));
}
