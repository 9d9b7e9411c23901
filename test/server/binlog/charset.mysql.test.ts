import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { charsetOfCollation, decodeCharset } from "../../../server/binlog/charset.ts";
import {
  DOUBLE_BYTE as DOUBLE_BYTES,
  SINGLE_BYTE as SINGLE_BYTES,
  TRIPLE_BYTE,
} from "../../../server/binlog/charset-tables.ts";
import { askTables, renderTables, unpack } from "../../support/charset-tables.ts";
import type { Database } from "../../support/database-server.ts";
import { sharedMysql56, sharedMysql97 } from "../../support/shared-servers.ts";

const SINGLE_BYTE =
  "latin1 latin2 latin5 latin7 ascii cp850 cp852 cp866 cp1250 cp1251 cp1256 cp1257 koi8r koi8u greek hebrew tis620 macroman macce armscii8 geostd8 dec8 hp8 swe7 keybcs2";
const DOUBLE_BYTE = "gbk gb2312 big5 sjis cp932 ujis eucjpms euckr gb18030";

/** Where the server has no mapping it answers with a question mark, for tis620 with U+FFFD. */
const NONE = "?";

/**
 * What the server makes of `count` byte strings: `hex` is an SQL expression of `n` that gives each in hexadecimal, `bytes` the same here. Returns
 * those that we read otherwise, at most ten, and how many both read.
 */
async function compare(
  charset: string,
  count: number,
  hex: string,
  bytes: (n: number) => Buffer,
): Promise<{ read: number; wrong: string[] }> {
  const connection = await sharedMysql97().connect();
  try {
    await connection.query("SET SESSION cte_max_recursion_depth = 1000000");
    const [rows] = await connection.query(
      `WITH RECURSIVE a(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM a WHERE n < ${count - 1})
      SELECT n, HEX(CONVERT(CONVERT(UNHEX(${hex}) USING ${charset}) USING utf8mb4)) AS text FROM a`,
    );
    const wrong: string[] = [];
    let read = 0;
    for (const { n, text } of rows as { n: number; text: string | null }[]) {
      const source = bytes(n);
      const server = text === null ? NONE : Buffer.from(text, "hex").toString();
      const ours = decodeCharset(charset, source);
      // Whether a question mark is in the text or stands for nothing can't be told.
      if (source.includes(0x3f)) continue;
      if (ours === undefined && server === "\uFFFD") continue;
      const mapped = !server.includes(NONE);
      if (mapped) read++;
      if (ours !== (mapped ? server : undefined) && wrong.length < 10) {
        wrong.push(`${source.toString("hex")}: the server reads ${server}, we read ${String(ours)}`);
      }
    }
    return { read, wrong };
  } finally {
    await connection.end();
  }
}

test.each(SINGLE_BYTE.split(" "))("every byte of %s as MySQL reads it", async (charset) => {
  const { read, wrong } = await compare(charset, 256, "LPAD(HEX(n), 2, '0')", (n) => Buffer.from([n]));
  expect(wrong).toEqual([]);
  expect(read).toBeGreaterThan(120);
});

test.each(DOUBLE_BYTE.split(" "))("every pair of bytes of %s as MySQL reads it", async (charset) => {
  const { read, wrong } = await compare(charset, 126 * 208, "CONCAT(HEX(129 + n DIV 208), HEX(48 + n MOD 208))", (n) =>
    Buffer.from([129 + Math.floor(n / 208), 48 + (n % 208)]),
  );
  expect(wrong).toEqual([]);
  expect(read).toBeGreaterThan(5000);
});

test.each(["ujis", "eucjpms"])("every three bytes of %s as MySQL reads them", async (charset) => {
  const { read, wrong } = await compare(
    charset,
    94 * 94,
    "CONCAT('8F', HEX(161 + n DIV 94), HEX(161 + n MOD 94))",
    (n) => Buffer.from([0x8f, 161 + Math.floor(n / 94), 161 + (n % 94)]),
  );
  expect(wrong).toEqual([]);
  expect(read).toBeGreaterThan(7000);
});

test.each([0x81, 0x82, 0x83, 0x84, 0x90, 0x95, 0xe3, 0xfe])(
  "four bytes of gb18030 that begin with %d",
  async (first) => {
    const hex = `CONCAT('${first.toString(16)}', HEX(48 + n DIV 1260), HEX(129 + (n DIV 10) MOD 126), HEX(48 + n MOD 10))`;
    const { wrong } = await compare("gb18030", 12_600, hex, (n) =>
      Buffer.from([first, 48 + Math.floor(n / 1260), 129 + (Math.floor(n / 10) % 126), 48 + (n % 10)]),
    );
    // U+FFFD itself is what our tables say where there is no mapping.
    expect(wrong.filter((line) => !line.includes("reads \uFFFD,"))).toEqual([]);
  },
);

test.each(["ucs2", "utf16", "utf16le"])("every unit of %s as MySQL reads it", async (charset) => {
  const { read, wrong } = await compare(charset, 65_536, "LPAD(HEX(n), 4, '0')", (n) =>
    Buffer.from([n >> 8, n & 0xff]),
  );
  expect(wrong).toEqual([]);
  expect(read).toBeGreaterThan(62_900);
});

test.each([
  ["9.7", sharedMysql97],
  ["5.6", sharedMysql56],
] as const)("the character set of every collation of MySQL %s", async (_, server: () => Database) => {
  const connection = await server().connect();
  try {
    const [rows] = await connection.query(
      "SELECT ID AS id, CHARACTER_SET_NAME AS charset FROM information_schema.COLLATIONS",
    );
    const listed = rows as { id: number; charset: string }[];
    const wrong = listed.filter(({ id, charset }) => charsetOfCollation(id) !== charset.replace(/^utf8$/, "utf8mb3"));
    expect(wrong).toEqual([]);
    expect(listed.length).toBeGreaterThan(200);
  } finally {
    await connection.end();
  }
});

/** `SLUICE_WRITE_CHARSETS=1` writes the tables anew instead of comparing them. */
test("the tables in the tree are what the server answers", async () => {
  const asked = await askTables(sharedMysql97());
  if (process.env["SLUICE_WRITE_CHARSETS"] === "1") {
    writeFileSync(new URL("../../../server/binlog/charset-tables.ts", import.meta.url), renderTables(asked));
    return;
  }
  const single = Object.entries(SINGLE_BYTES).map(([name, table]) => [name, unpack(table)]);
  const double = Object.entries(DOUBLE_BYTES).map(([name, { first, table }]) => [
    name,
    { first, codes: unpack(table) },
  ]);
  const triple = Object.entries(TRIPLE_BYTE).map(([name, table]) => [name, unpack(table)]);
  expect(Object.fromEntries(single)).toEqual(asked.single);
  expect(Object.fromEntries(double)).toEqual(asked.double);
  expect(Object.fromEntries(triple)).toEqual(asked.triple);
});
