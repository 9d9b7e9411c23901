import { putInt, putPadded } from "./digits.ts";

const DOT = 46;
const ZERO = 48;
/** Halves of the eighty-odd bits of a product of two doubles: Dekker's split of a factor. */
const SPLIT = 134_217_729;
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** Closer than this to a limit nothing is decided here. The remainders below are right to a hundredth of it. */
const DOUBT = 1e-6;
const LOW_DIGITS = 8;
const LOW_UNIT = 1e8;

const word = new DataView(new ArrayBuffer(8));

/**
 * The shortest decimal that reads back as the same double, the nearest one where there are several: what `String(value)` says, for
 * 10^-3 ≤ value < 10^7 with a fraction. Returns where the text begins, or −1 where it can't decide (near a limit, powers of two, few digits):
 * then the runtime must be asked, which takes six times as long.
 *
 * The value times the power of ten that makes it a whole number of seventeen digits is exact as the sum of two doubles, and so is the distance
 * within which every number reads back as the value. Digits are dropped from the right while the nearest shorter number is inside.
 */
export function putShortest(bytes: Buffer, pos: number, value: number): number {
  word.setFloat64(0, value);
  const top = word.getInt32(0);
  // Below a power of two the doubles lie twice as close as above it.
  if ((top & 0xfffff) === 0) return -1;
  const exponent = exponentOf(value);
  const factor = POWERS[16 - exponent] as number;
  const high = value * factor;
  const low = lowPart(value, factor, high);
  // Half the distance to the next double, 2^(biased − 1076), which is exact as the product is.
  word.setInt32(0, ((top >> 20) - 53) << 20);
  word.setInt32(4, 0);
  const reach = word.getFloat64(0) * factor;
  let leading = Math.floor(high / LOW_UNIT);
  const rest = high - leading * LOW_UNIT + low;
  let unit = 1;
  let dropped = 0;
  let near = Math.round(rest);
  for (;;) {
    const next = unit * 10;
    const candidate = Math.round(rest / next) * next;
    const away = Math.abs(candidate - rest);
    if (away > reach + DOUBT) break;
    if (away > reach - DOUBT || dropped === LOW_DIGITS - 2) return -1;
    unit = next;
    dropped++;
    near = candidate;
  }
  if (Math.abs(near - rest) > unit / 2 - DOUBT) return -1;
  if (near < 0) {
    near += LOW_UNIT;
    leading--;
  } else if (near >= LOW_UNIT) {
    near -= LOW_UNIT;
    leading++;
  }
  if (leading >= 1e9 || leading < 1e8) return -1;
  const at = putPadded(bytes, pos, near / unit, LOW_DIGITS - dropped);
  return putPoint(bytes, at, leading, exponent);
}

/** The nine leading digits with the point behind the first `exponent + 1` digits, or zeros before them. */
function putPoint(bytes: Buffer, pos: number, leading: number, exponent: number): number {
  let at = pos;
  if (exponent < 0) {
    at = putPadded(bytes, at, leading, 9);
    for (let i = exponent; i < -1; i++) bytes[--at] = ZERO;
    bytes[--at] = DOT;
    bytes[--at] = ZERO;
    return at;
  }
  const unit = POWERS[8 - exponent] as number;
  const whole = Math.floor(leading / unit);
  at = putPadded(bytes, at, leading - whole * unit, 8 - exponent);
  bytes[--at] = DOT;
  return putInt(bytes, at, whole);
}

/** Exponent of the leading digit, −3 to 6. */
function exponentOf(value: number): number {
  if (value >= 1) {
    let exponent = 0;
    while (value >= (POWERS[exponent + 1] as number)) exponent++;
    return exponent;
  }
  return value >= 0.1 ? -1 : value >= 0.01 ? -2 : -3;
}

/** What `a * b` lost when it was rounded to `product` (Dekker 1971). */
function lowPart(a: number, b: number, product: number): number {
  const spreadA = a * SPLIT;
  const highA = spreadA - (spreadA - a);
  const lowA = a - highA;
  const spreadB = b * SPLIT;
  const highB = spreadB - (spreadB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}
