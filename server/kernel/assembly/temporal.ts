import { putPadded, putTwo, putU32 } from "./digits";
import { refuse } from "./host";
import { TABLES } from "./memory";

const SPACE: u8 = 32;
const DASH: u8 = 45;
const DOT: u8 = 46;
const COLON: u8 = 58;
const DAY: u32 = 86400;
/** Days from 0000-03-01 to 1970-01-01. */
const ERA_START: u32 = 719468;

/** Big-endian bytes of the fraction of `fsp` digits. */
// @inline
function readFraction(start: u32, fsp: u32): u32 {
  if (fsp == 0) return 0;
  return bswap<u32>(load<u32>(start)) >> (32 - (((fsp + 1) >> 1) << 3));
}

/** An odd number of digits is stored with a zero behind. */
// @inline
function putFraction(pos: u32, stored: u32, fsp: u32): u32 {
  if (fsp == 0) return pos;
  pos = putPadded(pos, (fsp & 1) == 0 ? stored : stored / 10, fsp);
  store<u8>(pos - 1, DOT);
  return pos - 1;
}

// @inline
function putDateText(pos: u32, year: u32, month: u32, day: u32): u32 {
  pos = putTwo(pos, day);
  store<u8>(--pos, DASH);
  pos = putTwo(pos, month);
  store<u8>(--pos, DASH);
  const century = year / 100;
  return putTwo(putTwo(pos, year - century * 100), century);
}

// @inline
function putClock(pos: u32, hour: u32, minute: u32, second: u32): u32 {
  pos = putTwo(pos, second);
  store<u8>(--pos, COLON);
  pos = putTwo(pos, minute);
  store<u8>(--pos, COLON);
  return hour < 100 ? putTwo(pos, hour) : putU32(pos, hour);
}

export function putDate(start: u32, pos: u32): u32 {
  const raw = <u32>load<u16>(start) | ((<u32>load<u8>(start + 2)) << 16);
  const year = raw >> 9;
  if (year > 9999) refuse();
  return putDateText(pos, year, (raw >> 5) & 15, raw & 31);
}

export function putTime(start: u32, pos: u32, fsp: u32): u32 {
  const size = 3 + ((fsp + 1) >> 1);
  const bits = size << 3;
  const raw = <i64>(bswap<u64>(load<u64>(start)) >> (64 - bits)) - ((<i64>1) << (bits - 1));
  const magnitude = <u64>(raw < 0 ? -raw : raw);
  const fractionBits = bits - 24;
  const packed = <u32>(magnitude >> fractionBits);
  pos = putFraction(pos, <u32>(magnitude & (((<u64>1) << fractionBits) - 1)), fsp);
  pos = putClock(pos, (packed >> 12) & 1023, (packed >> 6) & 63, packed & 63);
  if (raw < 0) store<u8>(--pos, DASH);
  return pos;
}

export function putDatetime(start: u32, pos: u32, fsp: u32): u32 {
  const packed = bswap<u64>(load<u64>(start)) >> 24;
  const date = <u32>(packed >> 17);
  const clock = <u32>packed & 0x1ffff;
  const yearMonth = (date >> 5) & 0x1ffff;
  const year = yearMonth / 13;
  if (date >> 22 == 0 || year > 9999) refuse();
  pos = putFraction(pos, readFraction(start + 5, fsp), fsp);
  pos = putClock(pos, clock >> 12, (clock >> 6) & 63, clock & 63);
  store<u8>(--pos, SPACE);
  return putDateText(pos, year, yearMonth - year * 13, date & 31);
}

/** The day shown last, since 1 March of the year 0, and its date with a space behind: that of the next value is often the same. */
let shown: u32 = 0xffffffff;
const SHOWN_END: u32 = TABLES + 0x1c0;

/** `offset`: seconds of the zone, which is a fixed one. */
export function putTimestamp(start: u32, pos: u32, fsp: u32, offset: i32): u32 {
  const seconds = bswap<u32>(load<u32>(start));
  const fraction = readFraction(start + 4, fsp);
  pos = putFraction(pos, fraction, fsp);
  if (seconds == 0 && fraction == 0) {
    pos = putClock(pos, 0, 0, 0);
    store<u8>(--pos, SPACE);
    return putDateText(pos, 0, 0, 0);
  }
  // Counted from a 1 March that is far enough back: west of UTC the first hours are still in 1969.
  const local = <u64>(<i64>seconds + <i64>offset + <i64>ERA_START * <i64>DAY);
  const day = <u32>(local / DAY);
  const rest = <u32>(local - <u64>day * DAY);
  if (day != shown) show(day);
  const hour = rest / 3600;
  const minute = (rest - hour * 3600) / 60;
  pos = putClock(pos, hour, minute, rest - hour * 3600 - minute * 60);
  v128.store(pos - 16, v128.load(SHOWN_END - 16));
  return pos - 11;
}

/** The Gregorian calendar by eras of 400 years, each beginning on a 1 March, so that leap days come last (`server/binlog/columns/calendar.ts`). */
function show(day: u32): void {
  const era = day / 146097;
  const dayOfEra = day - era * 146097;
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const fifth = (5 * dayOfYear + 2) / 153;
  const month = fifth < 10 ? fifth + 3 : fifth - 9;
  store<u8>(SHOWN_END - 1, SPACE);
  putDateText(
    SHOWN_END - 1,
    era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    dayOfYear - (153 * fifth + 2) / 5 + 1,
  );
  shown = day;
}
