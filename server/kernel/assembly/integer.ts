import { putU32, putU64 } from "./digits";

const MINUS: u8 = 45;

/** Little-endian, two's complement, 1 to 4 or 8 bytes. */
export function readSigned(start: u32, size: u32): i64 {
  if (size == 8) return load<i64>(start);
  if (size == 4) return load<i32>(start);
  if (size == 2) return load<i16>(start);
  if (size == 1) return load<i8>(start);
  return ((<i32>load<u16>(start) | ((<i32>load<u8>(start + 2)) << 16)) << 8) >> 8;
}

/** Little-endian, 1 to 8 bytes: the bytes beyond are read too, and cut. */
export function readUnsigned(start: u32, size: u32): u64 {
  const word = load<u64>(start);
  return size == 8 ? word : word & (((<u64>1) << (size << 3)) - 1);
}

export function putSigned(pos: u32, value: i64): u32 {
  if (value >= 0) return putU64(pos, <u64>value);
  pos = putU64(pos, 0 - <u64>value);
  store<u8>(pos - 1, MINUS);
  return pos - 1;
}

/** BIT(n): big-endian. */
export function readBigEndian(start: u32, size: u32): u64 {
  let value: u64 = 0;
  for (let i: u32 = 0; i < size; i++) value = (value << 8) | <u64>load<u8>(start + i);
  return value;
}

export function putSmall(pos: u32, value: i32): u32 {
  if (value >= 0) return putU32(pos, <u32>value);
  pos = putU32(pos, 0 - <u32>value);
  store<u8>(pos - 1, MINUS);
  return pos - 1;
}
