import { deflateSync, inflateSync } from "node:zlib";
import type { Database } from "./database-server.ts";

/** Code points by character set; see `server/binlog/charset-tables.ts`, which `renderTables` makes. */
export interface CharsetTables {
  readonly single: Readonly<Record<string, readonly number[]>>;
  readonly double: Readonly<Record<string, { readonly first: number; readonly codes: readonly number[] }>>;
  readonly triple: Readonly<Record<string, readonly number[]>>;
}

const SINGLE =
  "latin1 latin2 latin5 latin7 ascii cp850 cp852 cp866 cp1250 cp1251 cp1256 cp1257 koi8r koi8u greek hebrew tis620 macroman macce armscii8 geostd8 dec8 hp8 swe7 keybcs2".split(
    " ",
  );
const DOUBLE = "gbk gb2312 big5 sjis cp932 ujis eucjpms euckr gb18030".split(" ");
const TRIPLE = ["ujis", "eucjpms"];
const UNMAPPED = 0xfffd;
const QUESTION = 0x3f;
const TRAILS = 208;

const HEAD = `/**
 * MySQL's own conversion tables: what CONVERT(CONVERT(X'..' USING charset) USING utf8mb4) of MySQL 9.7 answers for every byte and sequence
 * of bytes (MariaDB gives the same), because the decoders of the runtime differ from it in hundreds of characters. Made by
 * test/support/charset-tables.ts; do not edit.
 *
 * A table is a row of 16-bit code points, U+FFFD where the server has no mapping. The differences of neighbours (modulo 2^16) are taken,
 * all low bytes are put before all high bytes, then zlib, then base64.
 */
`;

/** Asks a server for every table. */
export async function askTables(database: Database): Promise<CharsetTables> {
  const connection = await database.connect();
  try {
    await connection.query("SET SESSION cte_max_recursion_depth = 1000000");
    const ask = async (charset: string, count: number, hex: string): Promise<number[]> => {
      const [rows] = await connection.query(
        `WITH RECURSIVE a(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM a WHERE n < ${count - 1})
        SELECT HEX(CONVERT(CONVERT(UNHEX(${hex}) USING ${charset}) USING utf8mb4)) AS text FROM a ORDER BY n`,
      );
      return (rows as { text: string | null }[]).map(({ text }) => {
        const characters = Array.from(Buffer.from(text ?? "", "hex").toString());
        const code = characters.length === 1 ? characters[0]?.codePointAt(0) : undefined;
        return code === undefined || code > 0xffff ? UNMAPPED : code;
      });
    };
    const single: Record<string, number[]> = {};
    for (const name of [...SINGLE, ...DOUBLE]) {
      // Only the question mark itself means one; elsewhere it stands for nothing.
      const codes = await ask(name, 256, "LPAD(HEX(n), 2, '0')");
      single[name] = codes.map((code, byte) => (code === QUESTION && byte !== QUESTION ? UNMAPPED : code));
    }
    const double: Record<string, { first: number; codes: number[] }> = {};
    for (const name of DOUBLE) {
      const pairs = await ask(name, 126 * TRAILS, `CONCAT(HEX(129 + n DIV ${TRAILS}), HEX(48 + n MOD ${TRAILS}))`);
      const mapped = pairs.map((code) => (code === QUESTION ? UNMAPPED : code));
      const leads = mapped.flatMap((code, i) => (code === UNMAPPED ? [] : [Math.floor(i / TRAILS)]));
      const from = Math.min(...leads);
      const rows = mapped.slice(from * TRAILS, (Math.max(...leads) + 1) * TRAILS);
      double[name] = { first: 129 + from, codes: [...(single[name] ?? []), ...rows] };
    }
    const triple: Record<string, number[]> = {};
    for (const name of TRIPLE) {
      const codes = await ask(name, 94 * 94, "CONCAT('8F', HEX(161 + n DIV 94), HEX(161 + n MOD 94))");
      triple[name] = codes.map((code) => (code === QUESTION ? UNMAPPED : code));
    }
    for (const name of DOUBLE) delete single[name];
    return { single, double, triple };
  } finally {
    await connection.end();
  }
}

/** The source file with these tables. */
export function renderTables(tables: CharsetTables): string {
  const lines = [HEAD, "/** 256 code points each. */"];
  lines.push("export const SINGLE_BYTE: Readonly<Record<string, string>> = {");
  for (const [name, codes] of Object.entries(tables.single)) lines.push(`  ${name}: "${pack(codes)}",`);
  lines.push("};", "");
  lines.push(
    "/** 256 code points of single bytes, then for each lead byte from `first` on the trail bytes 0x30 to 0xff. */",
  );
  lines.push(
    "export const DOUBLE_BYTE: Readonly<Record<string, { readonly first: number; readonly table: string }>> = {",
  );
  for (const [name, { first, codes }] of Object.entries(tables.double)) {
    lines.push(`  ${name}: { first: ${first}, table: "${pack(codes)}" },`);
  }
  lines.push("};", "");
  lines.push("/** 94 × 94 code points of 0x8f and two bytes from 0xa1 on. */");
  lines.push("export const TRIPLE_BYTE: Readonly<Record<string, string>> = {");
  for (const [name, codes] of Object.entries(tables.triple)) lines.push(`  ${name}: "${pack(codes)}",`);
  lines.push("};", "");
  return lines.join("\n");
}

function pack(codes: readonly number[]): string {
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

/** The code points of a packed table. */
export function unpack(table: string): number[] {
  const bytes = inflateSync(Buffer.from(table, "base64"));
  const size = bytes.length / 2;
  let code = 0;
  return Array.from({ length: size }, (_, i) => {
    code = (code + bytes.readUInt8(i) + bytes.readUInt8(size + i) * 256) & 0xffff;
    return code;
  });
}
