import { putPadded64, putU32, putU64 } from "./digits";
import { hostDouble, hostFloat } from "./host";
import { TABLES } from "./memory";

const MINUS: u8 = 45;
const DOT: u8 = 46;
const ZERO: u8 = 48;
const E: u8 = 69;
/** Powers of five and of ten, up to what 64 bits hold. */
const FIVES: u32 = TABLES + 0x200;
const TENS: u32 = TABLES + 0x300;
const TENTHS: u32 = TABLES + 0x400;

let five: u64 = 1;
for (let i: u32 = 0; i < 26; i++) {
  store<u64>(FIVES + 8 * i, five);
  five *= 5;
}
let ten: u64 = 1;
for (let i: u32 = 0; i < 20; i++) {
  store<u64>(TENS + 8 * i, ten);
  store<f64>(TENTHS + 8 * i, <f64>ten);
  ten *= 10;
}

/** Java's `Double.toString`, as `server/binlog/columns/floating.ts` tells it; what is not decided here the host is asked. */
export function putDouble(value: f64, pos: u32): u32 {
  const size = Math.abs(value);
  if (size < 1e7 && size >= 1e-3) {
    const whole = <u32>size;
    if (<f64>whole == size) {
      store<u16>(pos - 2, 0x302e);
      return sign(putU32(pos - 2, whole), value < 0);
    }
    const hundredths = <u64>(size * 100 + 0.5);
    if (<f64>hundredths / 100 == size) return putPlain(hundredths, 100, 2, value < 0, pos);
    const millionths = <u64>(size * 1e6 + 0.5);
    if (<f64>millionths / 1e6 == size) return putPlain(millionths, 1000000, 6, value < 0, pos);
  }
  const bits = reinterpret<u64>(size);
  const biased = <i32>(bits >> 52);
  const mantissa = bits & 0xfffffffffffff;
  // Below a power of two the doubles lie twice as close as above it.
  if (mantissa == 0 || size < 1e-9 || size >= 9e15) return hostDouble(value, pos);
  const at = putShortest(mantissa | 0x10000000000000, biased - 1075, exponentOf(size), 16, pos);
  return at == 0 ? hostDouble(value, pos) : sign(at, value < 0);
}

/** Java's `Float.toString`. */
export function putFloat(value: f32, pos: u32): u32 {
  const size = <f64>Mathf.abs(value);
  if (size < 1e6 && size >= 1e-3) {
    const whole = <u32>size;
    if (<f64>whole == size) {
      store<u16>(pos - 2, 0x302e);
      return sign(putU32(pos - 2, whole), value < 0);
    }
    const hundredths = <u64>(size * 100 + 0.5);
    if (hundredths < 1000000 && <f64>(<f32>(<f64>hundredths / 100)) == size) {
      return putPlain(hundredths, 100, 2, value < 0, pos);
    }
  }
  const bits = reinterpret<u32>(Mathf.abs(value));
  const biased = <i32>(bits >> 23);
  const mantissa = bits & 0x7fffff;
  if (mantissa == 0 || size < 1e-9 || size >= 8e6) return hostFloat(value, pos);
  const at = putShortest(<u64>(mantissa | 0x800000), biased - 150, exponentOf(size), 8, pos);
  return at == 0 ? hostFloat(value, pos) : sign(at, value < 0);
}

// @inline
function sign(pos: u32, negative: bool): u32 {
  if (!negative) return pos;
  store<u8>(pos - 1, MINUS);
  return pos - 1;
}

/** `scaled / unit` with the fraction digits that are not trailing zeros, but one at least. */
function putPlain(scaled: u64, unit: u32, digits: u32, negative: bool, pos: u32): u32 {
  const whole = <u32>(scaled / unit);
  let fraction = <u32>(scaled - <u64>whole * unit);
  let width = digits;
  while (width > 1 && fraction % 10 == 0) {
    fraction /= 10;
    width--;
  }
  pos = putPadded64(pos, fraction, width);
  store<u8>(--pos, DOT);
  return sign(putU32(pos, whole), negative);
}

/** Exponent of the leading digit, −9 to 15. */
function exponentOf(size: f64): i32 {
  if (size >= 1) {
    let exponent = 0;
    while (size >= load<f64>(TENTHS + ((<u32>(exponent + 1)) << 3))) exponent++;
    return exponent;
  }
  // Exact where it counts: a product that is rounded to a power of ten has an exponent one too high, which `putShortest` sees.
  let exponent = 0;
  let scaled = size;
  while (scaled < 1) {
    scaled *= 10;
    exponent--;
  }
  return exponent;
}

/**
 * The shortest decimal that reads back as the number `mantissa`·2^`power` and no other of its kind, the nearest where there are several. 0 where
 * that is not decided here: on the very limit of what reads back, between two that are equally near.
 *
 * The number times 10^k, k so that it has `most` + 1 digits before the point, is a whole number of 2^−shift: mantissa·5^k, of up to 112 bits. So is
 * half the distance to the next number of the kind, counted in half units: 5^k. All is exact, and nothing is looked up but the powers of five. Digits
 * are dropped from the right while the nearest shorter number is within that distance.
 */
function putShortest(mantissa: u64, power: i32, exponent: i32, most: i32, pos: u32): u32 {
  const k = most - exponent;
  const shift = -power - k + 1;
  // Half units: one bit more behind the point.
  if (k < 0 || k > 25 || shift < 1 || shift > 63) return 0;
  const reach = load<u64>(FIVES + ((<u32>k) << 3));
  const doubled = mantissa << 1;
  const low32 = (doubled & 0xffffffff) * (reach & 0xffffffff);
  const cross1 = (doubled >> 32) * (reach & 0xffffffff) + (low32 >> 32);
  const cross2 = (doubled & 0xffffffff) * (reach >> 32) + (cross1 & 0xffffffff);
  const high = (doubled >> 32) * (reach >> 32) + (cross1 >> 32) + (cross2 >> 32);
  const low = (cross2 << 32) | (low32 & 0xffffffff);
  const bits = <u64>shift;
  const whole = (high << (64 - bits)) | (low >> bits);
  const part = low & (((<u64>1) << bits) - 1);
  if (whole < load<u64>(TENS + ((<u32>most) << 3)) || whole >= load<u64>(TENS + ((<u32>(most + 1)) << 3))) return 0;
  let digits = whole;
  let dropped = 0;
  // The whole number itself, or the next one.
  const half = (<u64>1) << (bits - 1);
  if (part == half) return 0;
  if (part > half) digits++;
  // Farther than this in units of the last digit nothing reads back as the number; so much fits into what is compared.
  const bound = (reach >> bits) + 1;
  let unit: u64 = 10;
  for (;;) {
    const quotient = whole / unit;
    const below = whole - quotient * unit;
    const above = unit - below;
    let near = quotient;
    if (below <= bound && (below << bits) + part <= reach) {
      const away = (below << bits) + part;
      if (away == reach) return 0;
      if (above <= bound && (above << bits) - part <= away) {
        if ((above << bits) - part == away) return 0;
        near = quotient + 1;
      }
    } else if (above <= bound && (above << bits) - part <= reach) {
      if ((above << bits) - part == reach) return 0;
      near = quotient + 1;
    } else break;
    digits = near;
    dropped++;
    unit *= 10;
    if (dropped == most) break;
  }
  // Rounded up to a power of ten.
  let length = most + 1 - dropped;
  if (digits == load<u64>(TENS + ((<u32>length) << 3))) return 0;
  while (length > 1 && digits % 10 == 0) {
    digits /= 10;
    length--;
  }
  return putDigits(digits, length, exponent, pos);
}

/** `length` digits, of which the first has the weight 10^`exponent`: plain from 10^−3 to 10^7, else with an exponent; one digit at least behind the point. */
function putDigits(digits: u64, length: i32, exponent: i32, pos: u32): u32 {
  let point = exponent;
  if (exponent < -3 || exponent > 6) {
    pos = putU32(pos, <u32>(exponent < 0 ? -exponent : exponent));
    if (exponent < 0) store<u8>(--pos, MINUS);
    store<u8>(--pos, E);
    point = 0;
  }
  if (point < 0) {
    pos = putPadded64(pos, digits, length - point - 1);
    store<u16>(pos - 2, 0x2e30);
    return pos - 2;
  }
  const behind = length - point - 1;
  if (behind <= 0) {
    store<u8>(--pos, ZERO);
    store<u8>(--pos, DOT);
    for (let i = behind; i < 0; i++) store<u8>(--pos, ZERO);
    return putU64(pos, digits);
  }
  const unit = load<u64>(TENS + ((<u32>behind) << 3));
  const front = digits / unit;
  pos = putPadded64(pos, digits - front * unit, behind);
  store<u8>(--pos, DOT);
  return putU64(pos, front);
}
