import { putPadded, putU64 } from "./digits";
import { putDecimal } from "./decimal";
import { putDouble, putFloat } from "./floating";
import { hostValue, refuse } from "./host";
import { putSigned, readBigEndian, readSigned, readUnsigned } from "./integer";
import { putJson } from "./json";
import { OUT, SLACK } from "./memory";
import {
  BIG_ENDIAN,
  BINARY,
  BYTES,
  COLUMN_A,
  COLUMN_AFTER,
  COLUMN_B,
  COLUMN_CODEC,
  COLUMN_NULL,
  COLUMN_PROMOTED,
  COLUMN_ROOM,
  COLUMN_VALUE,
  DATE,
  DATETIME,
  DECIMAL,
  DOUBLE,
  FLOAT,
  JSON,
  SIGNED,
  TIME,
  TIMESTAMP,
  UNSIGNED,
  UTF8,
  YEAR,
} from "./plan";
import { putDate, putDatetime, putTime, putTimestamp } from "./temporal";
import { putLatin1, putUtf8 } from "./text";

/** Where a column's value is told to be NULL, and where the image does not have it. */
export const NULL_PLACE: u32 = <u32>-1;
export const ABSENT_PLACE: u32 = <u32>-2;

/** `updated` is the third of the bytes before a value from its end: value, then tag and value of `isNull`. */
export const FLAG_FROM_END: u32 = 3;
const VALUE: u8 = 0x42;

/** Of the column written last: where its text begins and ends, and the flag `updated`. */
export let textStart: u32 = 0;
export let textEnd: u32 = 0;
export let flag: u32 = 0;

/** One `Column` in a list whose field tag is `list`. */
export function putColumn(column: u32, start: u32, end: u32, updated: u8, list: u8, pos: u32): u32 {
  const room = load<u32>(column, COLUMN_ROOM);
  if (start == NULL_PLACE) {
    if (room > pos - OUT) refuse();
    const mark = pos;
    pos = putConstant(column + COLUMN_AFTER, pos);
    flag = pos - FLAG_FROM_END;
    pos = putConstant(column + COLUMN_NULL, pos);
    store<u8>(flag, updated);
    return putLength(mark - pos, list, pos);
  }
  // No value but a document is more than twice as long as its bytes; a document asks for itself.
  if (room + (end - start) * 2 > pos - OUT) refuse();
  const mark = pos;
  pos = putConstant(column + COLUMN_AFTER, pos);
  const behind = pos;
  let constant = COLUMN_VALUE;
  const a = load<u32>(column, COLUMN_A);
  switch (load<u32>(column, COLUMN_CODEC)) {
    case SIGNED:
      pos = putSigned(pos, readSigned(start, a));
      break;
    case UNSIGNED: {
      const value = readUnsigned(start, a);
      pos = putU64(pos, value);
      // The other number is the sign bit of the type, 64 where none is wider.
      const signBit = <u64>load<u32>(column, COLUMN_B);
      if (signBit < 64 && value >> signBit != 0) constant = COLUMN_PROMOTED;
      break;
    }
    case BIG_ENDIAN:
      pos = putU64(pos, readBigEndian(start, a));
      break;
    case YEAR: {
      const year = <u32>load<u8>(start);
      pos = putPadded(pos, year == 0 ? 0 : 1900 + year, 4);
      break;
    }
    case DOUBLE:
      pos = putDouble(load<f64>(start), pos);
      break;
    case FLOAT:
      pos = putFloat(load<f32>(start), pos);
      break;
    case DECIMAL:
      pos = putDecimal(start, pos, a, load<u32>(column, COLUMN_B));
      break;
    case DATE:
      pos = putDate(start, pos);
      break;
    case TIME:
      pos = putTime(start, pos, a);
      break;
    case DATETIME:
      pos = putDatetime(start, pos, a);
      break;
    case TIMESTAMP:
      pos = putTimestamp(start, pos, a, load<i32>(column, COLUMN_B));
      break;
    case UTF8:
      pos = putUtf8(start, end, pos);
      if (pos == 0) refuse();
      break;
    case BINARY: {
      const size = end - start;
      if (a > size) {
        if (a > pos - OUT) refuse();
        pos -= a - size;
        memory.fill(pos, 0, a - size);
      }
      pos = putLatin1(start, end, pos);
      break;
    }
    case BYTES:
      pos = putLatin1(start, end, pos);
      break;
    case JSON:
      pos = putJson(start, end, pos);
      if (room > pos - OUT) refuse();
      break;
    default:
      pos = hostValue(column, start, end, pos);
      if (room > pos - OUT) refuse();
  }
  textStart = pos;
  textEnd = behind;
  pos = putLength(behind - pos, VALUE, pos);
  flag = pos - FLAG_FROM_END;
  pos = putConstant(column + constant, pos);
  store<u8>(flag, updated);
  return putLength(mark - pos, list, pos);
}

/** Its bytes, sixteen a step from their end; what is written too much stands before them, where other things are written later. */
// @inline
function putConstant(constant: u32, pos: u32): u32 {
  const end = load<u32>(constant);
  const size = load<u32>(constant, 4);
  v128.store(pos - 16, v128.load(end - 16));
  for (let done: u32 = 16; done < size; done += 16) v128.store(pos - done - 16, v128.load(end - done - 16));
  return pos - size;
}

/** The length and tag of a field whose payload stands before `pos`. */
// @inline
export function putLength(size: u32, tag: u8, pos: u32): u32 {
  if (size < 0x80) {
    store<u8>(pos - 1, <u8>size);
    store<u8>(pos - 2, tag);
    return pos - 2;
  }
  return putLongLength(size, tag, pos);
}

function putLongLength(size: u32, tag: u8, pos: u32): u32 {
  if (size < 0x4000) {
    store<u8>(pos - 1, <u8>(size >> 7));
    store<u8>(pos - 2, <u8>(size | 0x80));
    store<u8>(pos - 3, tag);
    return pos - 3;
  }
  let groups: u32 = 3;
  while (groups < 5 && size >> (7 * groups) != 0) groups++;
  pos -= groups;
  let rest = size;
  for (let i: u32 = 0; i < groups - 1; i++) {
    store<u8>(pos + i, <u8>(rest | 0x80));
    rest >>= 7;
  }
  store<u8>(pos + groups - 1, <u8>rest);
  store<u8>(pos - 1, tag);
  return pos - 1;
}
