import * as fc from "fast-check";
import { COLUMN_TYPE } from "../../../server/binlog/column-type.ts";
import { document, opaque, type Json } from "../binlog/columns/binary-json.ts";

/** A column as a TABLE_MAP and the table's definition have it, and values of it as they are stored. */
export interface StoredKind {
  readonly type: number;
  readonly meta: number;
  readonly mysqlType?: string;
  readonly unsigned?: boolean;
  readonly charset?: string;
  readonly value: fc.Arbitrary<Uint8Array>;
}

const LEFT_OVER = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4] as const;

function integer(type: number, size: number): StoredKind[] {
  const edges = [0, 1, 9, 10, 99, 100, 127, 128, 255].map((byte) => Uint8Array.of(byte, ...new Uint8Array(size - 1)));
  const ends = [0x7f, 0x80, 0xff].flatMap((top) =>
    [0, 1, 0xfe, 0xff].map((rest) => Uint8Array.of(...new Uint8Array(size - 1).fill(rest), top)),
  );
  const value = fc.oneof(bytes(size, size), fc.constantFrom(...edges, ...ends));
  return [true, false].map((unsigned) => ({ type, meta: 0, unsigned, value }));
}

function bytes(minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength, maxLength });
}

/** Numbers as people write them, those next to powers of ten and two, and any. */
export const doubles: fc.Arbitrary<number> = fc.oneof(
  fc.double(),
  fc.double({ min: -1e7, max: 1e7 }),
  fc.double({ min: 1e-10, max: 1e-2 }),
  fc.tuple(fc.integer(), fc.integer({ min: 0, max: 17 })).map(([n, k]) => n / 10 ** k),
  fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -330, max: 309 })).map(([n, k]) => Number(`${n}e${k}`)),
  fc.integer({ min: -1074, max: 1023 }).map((power) => 2 ** power),
  fc
    .tuple(fc.integer({ min: -20, max: 20 }), fc.bigInt({ min: -3n, max: 3n }))
    .map(([power, step]) => neighbour(10 ** power, step)),
  fc.tuple(fc.integer({ min: -60, max: 60 }), fc.bigInt({ min: -3n, max: 3n })).map(([p, s]) => neighbour(2 ** p, s)),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, 5e-324, -5e-324, 2 ** 53, 9e15, 1e7, 1e-3, Number.MAX_VALUE, Number.NaN, -Infinity, Infinity),
);

function neighbour(value: number, steps: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + steps);
  return view.getFloat64(0);
}

const floats = fc.oneof(fc.float(), doubles.map(Math.fround));

function ieee(value: number, size: 4 | 8): Uint8Array {
  const view = new DataView(new ArrayBuffer(size));
  if (size === 4) view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return new Uint8Array(view.buffer);
}

/** Packed DECIMAL of these digits, whose number is `precision`. */
function packed(digits: string, scale: number, negative: boolean): Uint8Array {
  const whole = digits.length - scale;
  const groups: string[] = [];
  for (let at = 0; at < digits.length; at += groups.at(-1)?.length ?? 0) {
    const length = at === 0 && whole % 9 > 0 ? whole % 9 : 9;
    groups.push(digits.slice(at, at < whole ? Math.min(at + length, whole) : at + 9));
  }
  const words = groups.map((group) => {
    const word = Buffer.alloc(4);
    word.writeUInt32BE(Number(group));
    return word.subarray(4 - (LEFT_OVER[group.length] ?? 0));
  });
  const out = Buffer.concat(words);
  out[0] = (out[0] ?? 0) ^ 0x80;
  return negative ? out.map((byte) => byte ^ 0xff) : out;
}

function decimal(precision: number, scale: number): StoredKind {
  const digit = fc.nat({ max: 13 }).map((n) => String(Math.max(0, n - 4)));
  const value = fc
    .tuple(fc.string({ unit: digit, minLength: precision, maxLength: precision }), fc.boolean())
    .map(([digits, negative]) => packed(digits, scale, negative));
  return { type: COLUMN_TYPE.NEWDECIMAL, meta: (precision << 8) | scale, value };
}

const CLOCK = { hour: fc.nat(23), minute: fc.nat(59), second: fc.nat(59) };
const dates = fc.record({ year: fc.nat(9999), month: fc.nat(12), day: fc.nat(31), ...CLOCK });

function bigEndian(value: bigint, size: number): Uint8Array {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt.asUintN(64, value));
  return buffer.subarray(8 - size);
}

/** With a fraction of `fsp` digits, the last of an odd number a zero behind it. */
function temporal(fsp: number): StoredKind[] {
  const size = (fsp + 1) >> 1;
  const fraction = fc.nat(10 ** fsp - 1).map((value) => bigEndian(BigInt(fsp % 2 === 0 ? value : value * 10), size));
  const datetime = fc.tuple(dates, fraction).map(([{ year, month, day, hour, minute, second }, part]) => {
    const date = BigInt(((year * 13 + month) << 5) | day) << 17n;
    return Buffer.concat([bigEndian((1n << 39n) | date | BigInt((hour << 12) | (minute << 6) | second), 5), part]);
  });
  const seconds = fc.oneof(fc.nat(0xffffffff), fc.constantFrom(0, 1, 86_399, 86_400, 951_782_400, 1_749_990_600));
  const timestamp = fc.tuple(seconds, fraction).map(([at, part]) => Buffer.concat([bigEndian(BigInt(at), 4), part]));
  return [
    { type: COLUMN_TYPE.DATETIME2, meta: fsp, value: datetime },
    { type: COLUMN_TYPE.TIMESTAMP2, meta: fsp, value: timestamp },
    { type: COLUMN_TYPE.TIME2, meta: fsp, value: bytes(3 + size, 3 + size) },
  ];
}

const date = dates.map(({ year, month, day }) => {
  const raw = (year << 9) | (month << 5) | day;
  return Uint8Array.of(raw & 0xff, (raw >> 8) & 0xff, raw >> 16);
});

const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 70 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom("a", "é", "中", "😀", "\0", "\u{7f}", "\u{80}", "\u{a0}", '"', "\\", "\n"),
    maxLength: 60,
  }),
  fc.nat(600).map((size) => "x".repeat(size)),
);

const utf8 = texts.map((text) => Buffer.from(text));

const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(null, true, false),
    fc.integer(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    doubles,
    texts,
    fc.array(tie("value"), { maxLength: 6 }),
    fc.dictionary(texts, tie("value"), { maxKeys: 6 }),
  ),
})).value;

/** A value behind its length. */
export function prefixed(value: fc.Arbitrary<Uint8Array>, lengthBytes: number): fc.Arbitrary<Uint8Array> {
  return value.map((part) => {
    const length = Buffer.alloc(lengthBytes);
    length.writeUIntLE(part.length, 0, lengthBytes);
    return Buffer.concat([length, part]);
  });
}

const documents = fc.oneof(
  fc.tuple(json, fc.boolean()).map(([value, large]) => document(value, large)),
  fc.constant(Buffer.alloc(0)),
);

/** Opaque values go through the codec of the host, in the middle of a document. */
const opaques = fc
  .tuple(json, bytes(8, 8), fc.constantFrom(7, 10, 11, 12, 252))
  .map(([value, part, type]) =>
    document([
      value,
      opaque(type, part),
      opaque(246, packed("0123456", 3, false).length === 4 ? Buffer.from([7, 3, ...packed("0123456", 3, true)]) : part),
    ]),
  );

/** Kinds that the kernel writes by itself, and values that are as they should be. */
export const NATIVE_KINDS: readonly StoredKind[] = [
  ...integer(COLUMN_TYPE.TINY, 1),
  ...integer(COLUMN_TYPE.SHORT, 2),
  ...integer(COLUMN_TYPE.INT24, 3),
  ...integer(COLUMN_TYPE.LONG, 4),
  ...integer(COLUMN_TYPE.LONGLONG, 8),
  { type: COLUMN_TYPE.FLOAT, meta: 4, value: floats.map((value) => ieee(value, 4)) },
  { type: COLUMN_TYPE.DOUBLE, meta: 8, value: doubles.map((value) => ieee(value, 8)) },
  ...(
    [
      [1, 0],
      [1, 1],
      [9, 9],
      [10, 0],
      [12, 3],
      [18, 9],
      [19, 9],
      [20, 19],
      [30, 30],
      [65, 30],
      [65, 0],
      [37, 1],
    ] as const
  ).map(([precision, scale]) => decimal(precision, scale)),
  ...[0, 1, 2, 3, 4, 5, 6].flatMap(temporal),
  { type: COLUMN_TYPE.DATE, meta: 0, value: date },
  { type: COLUMN_TYPE.YEAR, meta: 0, value: bytes(1, 1) },
  ...[1, 8, 9, 33, 60, 64].map((bits) => ({
    type: COLUMN_TYPE.BIT,
    meta: bits,
    value: bytes((bits + 7) >> 3, (bits + 7) >> 3),
  })),
  ...[1, 2].map((size) => ({ type: COLUMN_TYPE.ENUM, meta: size, value: bytes(size, size) })),
  ...[1, 3, 4, 5, 8].map((size) => ({ type: COLUMN_TYPE.SET, meta: size, value: bytes(size, size) })),
  { type: COLUMN_TYPE.VARCHAR, meta: 2400, charset: "utf8mb4", value: prefixed(utf8, 2) },
  {
    type: COLUMN_TYPE.STRING,
    meta: 240,
    charset: "utf8mb3",
    value: prefixed(
      utf8.filter((text) => text.length < 256),
      1,
    ),
  },
  { type: COLUMN_TYPE.BLOB, meta: 2, mysqlType: "text", charset: "utf8mb4", value: prefixed(utf8, 2) },
  { type: COLUMN_TYPE.BLOB, meta: 3, mysqlType: "mediumblob", value: prefixed(bytes(0, 300), 3) },
  { type: COLUMN_TYPE.VARCHAR, meta: 300, mysqlType: "varbinary(300)", value: prefixed(bytes(0, 300), 2) },
  { type: COLUMN_TYPE.STRING, meta: 60, mysqlType: "binary(60)", value: prefixed(bytes(0, 60), 1) },
  { type: COLUMN_TYPE.JSON, meta: 4, mysqlType: "json", value: prefixed(documents, 4) },
  { type: COLUMN_TYPE.JSON, meta: 4, mysqlType: "json", value: prefixed(opaques, 4) },
];

/** Kinds that it leaves to the codecs of the host. */
export const HOST_KINDS: readonly StoredKind[] = [
  { type: COLUMN_TYPE.VARCHAR, meta: 90, charset: "latin1", value: prefixed(bytes(0, 90), 1) },
  {
    type: COLUMN_TYPE.VARCHAR,
    meta: 90,
    charset: "gbk",
    value: prefixed(
      fc.string({ maxLength: 90 }).map((text) => Buffer.from(text, "latin1")),
      1,
    ),
  },
  {
    type: COLUMN_TYPE.TIME,
    meta: 0,
    mysqlType: "time",
    value: fc.nat(8_385_959).map((n) => Uint8Array.of(n & 0xff, (n >> 8) & 0xff, n >> 16)),
  },
  { type: COLUMN_TYPE.STRING, meta: 16, mysqlType: "uuid", value: prefixed(bytes(0, 16), 1) },
  { type: COLUMN_TYPE.GEOMETRY, meta: 4, mysqlType: "geometry", value: prefixed(bytes(0, 40), 4) },
  { type: COLUMN_TYPE.MARIADB_BLOB_COMPRESSED, meta: 2, mysqlType: "blob", value: prefixed(bytes(0, 30), 2) },
];
