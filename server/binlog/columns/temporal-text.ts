import { putInt, putPadded, putTwo } from "./digits.ts";

const COLON = 58;
const DASH = 45;
const DOT = 46;

/** `.` and `fsp` digits of a fraction as it is stored: an odd number of digits is stored with a zero behind. */
export function putFraction(bytes: Buffer, pos: number, stored: number, fsp: number): number {
  if (fsp === 0) return pos;
  const at = putPadded(bytes, pos, (fsp & 1) === 0 ? stored : (stored / 10) | 0, fsp);
  bytes[at - 1] = DOT;
  return at - 1;
}

export function putDate(bytes: Buffer, pos: number, year: number, month: number, day: number): number {
  let at = putTwo(bytes, pos, day);
  bytes[--at] = DASH;
  at = putTwo(bytes, at, month);
  bytes[--at] = DASH;
  const century = (year / 100) | 0;
  return putTwo(bytes, putTwo(bytes, at, year - century * 100), century);
}

export function putClock(bytes: Buffer, pos: number, hour: number, minute: number, second: number): number {
  let at = putTwo(bytes, pos, second);
  bytes[--at] = COLON;
  at = putTwo(bytes, at, minute);
  bytes[--at] = COLON;
  return hour < 100 ? putTwo(bytes, at, hour) : putInt(bytes, at, hour);
}
