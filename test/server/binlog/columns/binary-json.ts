/** Writes MySQL's binary JSON (binlog.md 9), to have documents that no server would write: every type on demand, wrong offsets, deep nests. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json } | Raw;

/** A value of a given type with given bytes. */
export class Raw {
  readonly type: number;
  readonly bytes: Uint8Array;

  constructor(type: number, bytes: Uint8Array) {
    this.type = type;
    this.bytes = bytes;
  }
}

/** An opaque value: MySQL field type, length, bytes. */
export function opaque(fieldType: number, bytes: Uint8Array): Raw {
  return new Raw(15, Buffer.concat([Buffer.from([fieldType]), variableLength(bytes.length), bytes]));
}

/** A whole document; `large` makes every container one with offsets of four bytes. */
export function document(value: Json, large = false): Buffer {
  const { type, bytes } = encode(value, large);
  return Buffer.concat([Buffer.from([type]), bytes]);
}

function encode(value: Json, large: boolean): { type: number; bytes: Uint8Array } {
  if (value instanceof Raw) return value;
  if (value === null) return { type: 4, bytes: Buffer.from([0]) };
  if (typeof value === "boolean") return { type: 4, bytes: Buffer.from([value ? 1 : 2]) };
  if (typeof value === "string") {
    const text = Buffer.from(value);
    return { type: 12, bytes: Buffer.concat([variableLength(text.length), text]) };
  }
  if (typeof value === "bigint") return integer(value);
  if (typeof value === "number") {
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 31 && !Object.is(value, -0)) return integer(BigInt(value));
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return { type: 11, bytes };
  }
  if (Array.isArray(value))
    return container(
      value.map((item) => [undefined, item]),
      large,
    );
  const keys = Object.keys(value).map((key) => ({ key, bytes: Buffer.from(key) }));
  keys.sort((a, b) => a.bytes.length - b.bytes.length || Buffer.compare(a.bytes, b.bytes));
  return container(
    keys.map(({ key, bytes }) => [bytes, value[key] ?? null]),
    large,
    true,
  );
}

function integer(value: bigint): { type: number; bytes: Uint8Array } {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  for (const [type, bits] of [
    [5, 16n],
    [7, 32n],
    [9, 64n],
  ] as const) {
    const half = 1n << (bits - 1n);
    if (value >= -half && value < half) return { type, bytes: bytes.subarray(0, Number(bits / 8n)) };
    if (value >= 0n && value < half * 2n) return { type: type + 1, bytes: bytes.subarray(0, Number(bits / 8n)) };
  }
  throw new RangeError(`${value} has more than 64 bits`);
}

function container(
  entries: readonly (readonly [Buffer | undefined, Json])[],
  large: boolean,
  object = false,
): { type: number; bytes: Uint8Array } {
  const width = large ? 4 : 2;
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(width);
    bytes.writeUIntLE(value, 0, width);
    return bytes;
  };
  const head: Buffer[] = [];
  const heap: Uint8Array[] = [];
  let offset = 2 * width + entries.length * (1 + width + (object ? width + 2 : 0));
  for (const [key] of entries) {
    if (key === undefined) continue;
    const size = Buffer.alloc(2);
    size.writeUInt16LE(key.length);
    head.push(number(offset), size);
    heap.push(key);
    offset += key.length;
  }
  for (const [, item] of entries) {
    const { type, bytes } = encode(item, large);
    const inlined =
      bytes.length <= width && (type === 4 || type === 5 || type === 6 || (large && (type === 7 || type === 8)));
    head.push(Buffer.from([type]));
    if (inlined) {
      const slot = Buffer.alloc(width, 0xee);
      slot.set(bytes);
      // Signed and unsigned 16-bit numbers fill a wider slot with their sign.
      if (type !== 4 && width > bytes.length)
        slot.fill((bytes.at(-1) ?? 0) > 0x7f && type === 5 ? 0xff : 0, bytes.length);
      head.push(slot);
    } else {
      head.push(number(offset));
      heap.push(bytes);
      offset += bytes.length;
    }
  }
  const bytes = Buffer.concat([number(entries.length), number(offset), ...head, ...heap]);
  return { type: (object ? 0 : 2) + (large ? 1 : 0), bytes };
}

function variableLength(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}
