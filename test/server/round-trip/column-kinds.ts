import type { Random } from "../parser/ddl-fuzz.ts";

export type RoundTripServer = "9.7" | "5.6" | "mariadb";

/** A column type and values that a server takes for it, as placeholders' values or SQL text. */
export interface ColumnKind {
  readonly type: string;
  readonly value: (random: Random) => Value;
}

export type Value = string | number | Buffer | null | { readonly sql: string };

/** Of a kind whose values are texts. */
function asText(value: Value): string {
  if (typeof value !== "string") throw new Error("not a text");
  return value;
}

const pad = (value: number, width: number): string => String(value).padStart(width, "0");

function integer(low: bigint, high: bigint): (random: Random) => Value {
  return (random) => {
    const edges = [low, high, 0n, low + 1n, high - 1n];
    if (random.chance(30)) return String(random.pick(edges));
    const wide = (BigInt(random.below(0x4000_0000)) << 34n) | (BigInt(random.below(0x4000_0000)) << 4n) | 7n;
    return String(low + (wide % (high - low + 1n)));
  };
}

function decimal(whole: number, scale: number): (random: Random) => Value {
  const digits = (random: Random, count: number): string =>
    Array.from({ length: count }, () => String(random.below(10))).join("");
  return (random) =>
    `${random.chance(50) ? "-" : ""}${digits(random, random.below(whole + 1)) || "0"}.${digits(random, random.below(scale + 1)) || "0"}`;
}

function fraction(random: Random, digits: number): string {
  return digits === 0 ? "" : `.${pad(random.chance(20) ? 0 : random.below(10 ** digits), digits)}`;
}

function time(digits: number): (random: Random) => Value {
  return (random) =>
    random.chance(10)
      ? random.pick(["00:00:00", "838:59:59", "-838:59:59", "-00:00:01"])
      : `${random.chance(50) ? "-" : ""}${pad(random.below(838), 2)}:${pad(random.below(60), 2)}:${pad(random.below(60), 2)}${fraction(random, digits)}`;
}

function datetime(digits: number): (random: Random) => Value {
  return (random) =>
    random.chance(10)
      ? random.pick(["0000-00-00 00:00:00", "2023-00-15 10:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59"])
      : `${pad(random.below(10_000), 4)}-${pad(1 + random.below(12), 2)}-${pad(1 + random.below(28), 2)} ${pad(random.below(24), 2)}:${pad(random.below(60), 2)}:${pad(random.below(60), 2)}${fraction(random, digits)}`;
}

function timestamp(digits: number): (random: Random) => Value {
  return (random) => {
    if (random.chance(8)) return "0000-00-00 00:00:00";
    const at = new Date((86_400 * 2 + random.below(2_140_000_000)) * 1000).toISOString();
    return `${at.slice(0, 19).replace("T", " ")}${fraction(random, digits)}`;
  };
}

const ALPHABETS = {
  ascii: ["a", "Z", "0", " ", "'", "\\", '"', "\n", "%", "\u0000"],
  latin: ["a", "é", "ÿ", "€", "ß", "'", "\\", "Ÿ"],
  cyrillic: ["a", "ж", "Я", "Ё", "\\", "'"],
  chinese: ["a", "中", "文", "丂", "誠", "'", "\\", "功"],
  japanese: ["a", "表", "ソ", "ｱ", "日", "本", "\\"],
  korean: ["a", "한", "글", "'", "\\"],
  bmp: ["a", "ß", "漢", "\u0080", "\uFEFF", "'", "€", "\u0000"],
  all: ["a", "ß", "漢", "😀", "\uFEFF", "\\", "𠮷", "\u0000", "'"],
} as const;

function text(alphabet: keyof typeof ALPHABETS, most: number): (random: Random) => Value {
  return (random) => {
    const length = random.chance(15) ? 0 : random.chance(10) ? most : random.below(Math.min(most, 30) + 1);
    return Array.from({ length }, () => random.pick<string>(ALPHABETS[alphabet])).join("");
  };
}

function bytes(most: number): (random: Random) => Value {
  return (random) => {
    const length = random.chance(15) ? 0 : random.chance(10) ? most : random.below(Math.min(most, 40) + 1);
    return Buffer.from(Array.from({ length }, () => (random.chance(25) ? 0 : random.below(256))));
  };
}

function floating(single: boolean): (random: Random) => Value {
  return (random) => {
    if (random.chance(20)) return random.pick(["0", "-0.0", "16777216", "1e20", "-46958492", "3.1415927", "1e-7"]);
    const value =
      ((random.below(2_000_000_001) - 1_000_000_000) / 7) *
      10 ** (random.below(single ? 50 : 500) - (single ? 25 : 250));
    return String(single ? Math.fround(value) : value);
  };
}

function json(random: Random, depth = 0): unknown {
  const kind = random.below(depth > 2 ? 6 : 8);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(50);
  if (kind === 2) return random.below(2_000_000) - 1_000_000;
  if (kind === 3) return random.below(1_000_000) / 64;
  if (kind < 6) return random.chance(5) ? "x".repeat(random.pick([127, 128, 16_384, 70_000])) : text("all", 20)(random);
  if (kind === 6) return Array.from({ length: random.below(6) }, () => json(random, depth + 1));
  return Object.fromEntries(
    Array.from({ length: random.below(6) }, (_, at) => [
      `k${at}${asText(text("bmp", 4)(random))}`,
      json(random, depth + 1),
    ]),
  );
}

const asJson = (random: Random): Value => JSON.stringify(json(random));

const point = (random: Random): Value => ({
  sql: random.pick([
    `ST_GeomFromText('POINT(${random.below(90)} ${random.below(90)})')`,
    `ST_GeomFromText('LINESTRING(0 0,${random.below(90)} 1,2 2)')`,
  ]),
});

const hex = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.below(16).toString(16)).join("");

const EVERYWHERE: readonly ColumnKind[] = [
  { type: "TINYINT", value: integer(-128n, 127n) },
  { type: "TINYINT(1)", value: integer(-128n, 127n) },
  { type: "TINYINT UNSIGNED", value: integer(0n, 255n) },
  { type: "SMALLINT", value: integer(-32_768n, 32_767n) },
  { type: "SMALLINT UNSIGNED", value: integer(0n, 65_535n) },
  { type: "MEDIUMINT", value: integer(-8_388_608n, 8_388_607n) },
  { type: "MEDIUMINT UNSIGNED", value: integer(0n, 16_777_215n) },
  { type: "INT", value: integer(-2_147_483_648n, 2_147_483_647n) },
  { type: "INT UNSIGNED", value: integer(0n, 4_294_967_295n) },
  { type: "BIGINT", value: integer(-(2n ** 63n), 2n ** 63n - 1n) },
  { type: "BIGINT UNSIGNED", value: integer(0n, 2n ** 64n - 1n) },
  { type: "INT(8) UNSIGNED ZEROFILL", value: integer(0n, 99_999n) },
  { type: "DECIMAL(20,5)", value: decimal(15, 5) },
  { type: "DECIMAL(65,30)", value: decimal(35, 30) },
  { type: "DECIMAL(9,9)", value: decimal(0, 9) },
  { type: "DECIMAL(65,0)", value: decimal(65, 0) },
  { type: "FLOAT", value: floating(true) },
  { type: "DOUBLE", value: floating(false) },
  { type: "FLOAT(7,3)", value: decimal(4, 3) },
  { type: "DOUBLE(10,4)", value: decimal(6, 4) },
  { type: "BIT(1)", value: (random) => random.below(2) },
  { type: "BIT(37)", value: (random) => random.below(2 ** 31) * 64 + 1 },
  { type: "BIT(64)", value: integer(0n, 2n ** 64n - 1n) },
  { type: "YEAR", value: (random) => random.pick([0, 1901, 2155, 1901 + random.below(255)]) },
  { type: "DATE", value: (random) => asText(datetime(0)(random)).slice(0, 10) },
  ...[0, 1, 2, 3, 4, 5, 6].flatMap((digits): ColumnKind[] => [
    { type: `TIME(${digits})`, value: time(digits) },
    { type: `DATETIME(${digits})`, value: datetime(digits) },
    { type: `TIMESTAMP(${digits}) NULL`, value: timestamp(digits) },
  ]),
  { type: "CHAR(20) CHARACTER SET latin1", value: text("latin", 20) },
  { type: "CHAR(255) CHARACTER SET utf8mb4", value: text("all", 255) },
  { type: "VARCHAR(63) CHARACTER SET utf8mb4", value: text("all", 63) },
  { type: "VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", value: text("all", 64) },
  { type: "VARCHAR(300) CHARACTER SET utf8", value: text("bmp", 300) },
  { type: "VARCHAR(40) CHARACTER SET gbk", value: text("chinese", 40) },
  { type: "VARCHAR(40) CHARACTER SET big5", value: text("chinese", 40) },
  { type: "VARCHAR(40) CHARACTER SET gb2312", value: text("chinese", 40) },
  { type: "VARCHAR(40) CHARACTER SET sjis", value: text("japanese", 40) },
  { type: "VARCHAR(40) CHARACTER SET cp932", value: text("japanese", 40) },
  { type: "CHAR(40) CHARACTER SET ujis", value: text("japanese", 40) },
  { type: "VARCHAR(40) CHARACTER SET euckr", value: text("korean", 40) },
  { type: "VARCHAR(40) CHARACTER SET cp1251", value: text("cyrillic", 40) },
  { type: "VARCHAR(40) CHARACTER SET koi8r", value: text("cyrillic", 40) },
  { type: "CHAR(40) CHARACTER SET ucs2", value: text("bmp", 40) },
  { type: "VARCHAR(40) CHARACTER SET utf16", value: text("all", 40) },
  { type: "VARCHAR(40) CHARACTER SET utf32", value: text("all", 40) },
  { type: "VARCHAR(40) CHARACTER SET utf16le", value: text("all", 40) },
  { type: "VARCHAR(40) CHARACTER SET ascii", value: text("ascii", 40) },
  { type: "TINYTEXT CHARACTER SET latin1", value: text("latin", 255) },
  { type: "TEXT CHARACTER SET gbk", value: text("chinese", 2000) },
  { type: "TEXT", value: text("all", 300) },
  { type: "MEDIUMTEXT CHARACTER SET utf16", value: text("all", 2000) },
  { type: "LONGTEXT CHARACTER SET utf8mb4", value: text("all", 2000) },
  { type: "BINARY(9)", value: bytes(9) },
  { type: "BINARY(255)", value: bytes(255) },
  { type: "VARBINARY(40)", value: bytes(40) },
  { type: "VARBINARY(400)", value: bytes(400) },
  { type: "TINYBLOB", value: bytes(255) },
  { type: "BLOB", value: bytes(3000) },
  { type: "MEDIUMBLOB", value: bytes(3000) },
  { type: "ENUM('a','b,c','d''e','')", value: (random) => random.pick(["a", "b,c", "d'e", "", "invalid"]) },
  {
    type: `ENUM(${Array.from({ length: 300 }, (_, at) => `'m${at}'`).join()})`,
    value: (random) => `m${random.below(300)}`,
  },
  { type: "SET('x','y','é') CHARACTER SET latin1", value: (random) => random.pick(["", "x", "x,y", "é", "y,é,x"]) },
  {
    type: `SET(${Array.from({ length: 64 }, (_, at) => `'s${at}'`).join()})`,
    value: (random) => `s63,s${random.below(64)},s${random.below(64)}`,
  },
  { type: "GEOMETRY", value: point },
];

const OWN: Readonly<Record<RoundTripServer, readonly ColumnKind[]>> = {
  "5.6": [],
  "9.7": [
    { type: "JSON", value: asJson },
    { type: "JSON", value: asJson },
    {
      type: "VECTOR(3)",
      value: (random) => ({ sql: `STRING_TO_VECTOR('[${random.below(9)}.5,-1.25,${random.below(9)}e3]')` }),
    },
    { type: "VARCHAR(40) CHARACTER SET gb18030", value: text("chinese", 40) },
    { type: "VARCHAR(40) INVISIBLE", value: text("all", 40) },
  ],
  mariadb: [
    { type: "JSON", value: asJson },
    { type: "UUID", value: (random) => `${hex(random, 8)}-0000-4${hex(random, 3)}-8000-${hex(random, 10)}00` },
    { type: "INET6", value: (random) => random.pick([`::${hex(random, 4)}`, `${hex(random, 4)}::`, "::ffff:1.2.3.4"]) },
    { type: "INET4", value: (random) => `${random.below(256)}.2.${random.below(256)}.0` },
    { type: "TEXT COMPRESSED", value: text("all", 3000) },
    { type: "VARCHAR(1000) COMPRESSED", value: text("latin", 1000) },
    { type: "BLOB COMPRESSED", value: bytes(3000) },
  ],
};

export function columnKinds(server: RoundTripServer): readonly ColumnKind[] {
  return [...EVERYWHERE, ...OWN[server], ...OWN[server]];
}
