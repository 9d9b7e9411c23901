import type { ByteReader } from "./reader.ts";

/**
 * Integers of MySQL's serialization framework (binlog.md 5.5): the first byte has as many trailing one bits as bytes follow; the value is
 * the little-endian whole shifted right by that number and one. A first byte of 0xFF is followed by 8 bytes of value.
 */
function readVarintBig(reader: ByteReader): bigint {
  reader.need(1);
  const first = reader.bytes[reader.offset] as number;
  const ones = trailingOnes(first);
  if (ones === 8) {
    reader.skip(1);
    return reader.u64Big();
  }
  const size = ones + 1;
  reader.need(size);
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(reader.bytes[reader.offset + i] as number);
  reader.skip(size);
  return value >> BigInt(size);
}

/** As a Number; nearest above 2^53. */
export function readVarint(reader: ByteReader): number {
  reader.need(1);
  const first = reader.bytes[reader.offset] as number;
  if ((first & 1) === 0) {
    reader.skip(1);
    return first >> 1;
  }
  return Number(readVarintBig(reader));
}

/** Signed ones fold the sign into the lowest bit. */
export function readSignedVarintBig(reader: ByteReader): bigint {
  const folded = readVarintBig(reader);
  return (folded & 1n) === 0n ? folded >> 1n : -(folded >> 1n) - 1n;
}

function trailingOnes(byte: number): number {
  let count = 0;
  while (count < 8 && ((byte >> count) & 1) === 1) count++;
  return count;
}
