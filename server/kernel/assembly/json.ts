import { putU64 } from "./digits";
import { putDouble } from "./floating";
import { hostOpaque, refuse } from "./host";
import { putSigned, putSmall } from "./integer";
import { putQuoted } from "./json-string";
import { OUT } from "./memory";

/** As in `server/binlog/columns/json.ts`, which tells the form. */
const MAX_DEPTH: u32 = 100;
const MAX_GROWTH: u32 = 16;
const GROWTH_ROOM: u32 = 256;
const SCALAR_ROOM: u32 = 128;

const LITERAL: u32 = 4;
const INT16: u32 = 5;
const UINT16: u32 = 6;
const INT32: u32 = 7;
const UINT32: u32 = 8;
const INT64: u32 = 9;
const UINT64: u32 = 10;
const DOUBLE: u32 = 11;
const STRING: u32 = 12;
const OPAQUE: u32 = 15;

/** A document of no bytes gives an empty text. */
export function putJson(start: u32, end: u32, pos: u32): u32 {
  if (start == end) return pos;
  const growth = (end - start) * MAX_GROWTH + GROWTH_ROOM;
  const floor: u32 = growth > pos ? 0 : pos - growth;
  return putValue(<u32>load<u8>(start), start + 1, end, 0, floor, pos);
}

/** `floor`: where the text of the whole document may begin at the lowest. */
function putValue(type: u32, at: u32, end: u32, depth: u32, floor: u32, pos: u32): u32 {
  if (pos < floor || pos < OUT + SCALAR_ROOM) refuse();
  if (type < LITERAL) return putContainer(type, at, end, depth, floor, pos);
  if (type == STRING) return putString(at, end, pos);
  if (type == OPAQUE) return hostOpaque(at, end, pos);
  return putScalar(type, at, end, pos);
}

function putScalar(type: u32, at: u32, end: u32, pos: u32): u32 {
  const left = end - at;
  if (at > end) refuse();
  switch (type) {
    case LITERAL: {
      if (left < 1) refuse();
      const literal = load<u8>(at);
      if (literal > 2) refuse();
      if (literal == 2) {
        store<u32>(pos - 4, 0x65736c61);
        store<u8>(pos - 5, 102);
        return pos - 5;
      }
      store<u32>(pos - 4, literal == 0 ? 0x6c6c756e : 0x65757274);
      return pos - 4;
    }
    case INT16:
      if (left < 2) refuse();
      return putSmall(pos, load<i16>(at));
    case UINT16:
      if (left < 2) refuse();
      return putSmall(pos, load<u16>(at));
    case INT32:
      if (left < 4) refuse();
      return putSmall(pos, load<i32>(at));
    case UINT32:
      if (left < 4) refuse();
      return putU64(pos, load<u32>(at));
    case INT64:
      if (left < 8) refuse();
      return putSigned(pos, load<i64>(at));
    case UINT64:
      if (left < 8) refuse();
      return putU64(pos, load<u64>(at));
    case DOUBLE:
      if (left < 8) refuse();
      return putDouble(load<f64>(at), pos);
    default:
      refuse();
      return pos;
  }
}

function putString(at: u32, end: u32, pos: u32): u32 {
  let size: u32 = 0;
  let shift: u32 = 0;
  let from = at;
  for (;;) {
    // Longer than any event that comes here.
    if (from >= end || shift > 21) refuse();
    const byte = <u32>load<u8>(from++);
    size |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
    shift += 7;
  }
  if (size > end - from) refuse();
  return putQuoted(from, from + size, pos);
}

function putContainer(type: u32, start: u32, end: u32, depth: u32, floor: u32, pos: u32): u32 {
  if (depth >= MAX_DEPTH) refuse();
  const large = (type & 1) == 1;
  const object = type < 2;
  const width: u32 = large ? 4 : 2;
  if (start > end || end - start < 2 * width) refuse();
  const count = number(start, large);
  const size = number(start + width, large);
  if (size > end - start || count > size) refuse();
  const limit = start + size;
  const keys = start + 2 * width;
  const values = keys + (object ? count * (width + 2) : 0);
  if (values + count * (1 + width) > limit) refuse();
  store<u8>(--pos, object ? 125 : 93);
  for (let i = count; i > 0;) {
    i--;
    const entry = values + i * (1 + width);
    const valueType = <u32>load<u8>(entry);
    if (valueType == INT16) {
      if (pos < OUT + SCALAR_ROOM) refuse();
      pos = putSmall(pos, load<i16>(entry + 1));
    } else if (isInlined(valueType, large))
      pos = putValue(valueType, entry + 1, entry + 1 + width, depth + 1, floor, pos);
    else {
      const offset = number(entry + 1, large);
      if (offset >= size) refuse();
      pos = putValue(valueType, start + offset, limit, depth + 1, floor, pos);
    }
    if (object) {
      store<u16>(pos - 2, 0x203a);
      const key = keys + i * (width + 2);
      const from = number(key, large);
      const length = <u32>load<u16>(key + width);
      if (from > size || length > size - from) refuse();
      pos = putQuoted(start + from, start + from + length, pos - 2);
    }
    if (i > 0) {
      store<u16>(pos - 2, 0x202c);
      pos -= 2;
    }
  }
  store<u8>(pos - 1, object ? 123 : 91);
  return pos - 1;
}

// @inline
function isInlined(type: u32, large: bool): bool {
  return type == LITERAL || type == INT16 || type == UINT16 || (large && (type == INT32 || type == UINT32));
}

// @inline
function number(at: u32, large: bool): u32 {
  return large ? load<u32>(at) : <u32>load<u16>(at);
}
