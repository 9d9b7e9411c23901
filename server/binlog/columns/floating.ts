import { WRITTEN, type BackBuffer, type ColumnCodec, type Outcome, type RowBytes } from "./column-codec.ts";
import { putAscii, putInt, putPadded, putSafe } from "./digits.ts";
import { putShortest } from "./shortest.ts";

const MINUS = 45;
const DOT = 46;
const ZERO = 48;

export class DoubleCodec implements ColumnCodec {
  readonly size = 8;
  readonly comparesText = false;

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    putDouble(out, row.view.getFloat64(start, true));
    return WRITTEN;
  }
}

export class FloatCodec implements ColumnCodec {
  readonly size = 4;
  readonly comparesText = false;

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    putFloat(out, row.view.getFloat32(start, true));
    return WRITTEN;
  }
}

/**
 * Java's `Double.toString` (canal-protocol 4.5.2): the shortest digits that read back as the same number, at least one behind the point,
 * plain for 10^-3 ≤ |x| < 10^7, else `d.dddE[-]n`. Most numbers of the field have few decimals, and n / 10^k with at most 15 digits is
 * the shortest text of the number it reads as, so those need no string.
 */
export function putDouble(out: BackBuffer, value: number): void {
  const size = Math.abs(value);
  if (size < 1e7 && size >= 1e-3) {
    if (size === Math.floor(size)) {
      putPlain(out, size, 0, 1, value < 0);
      return;
    }
    const hundredths = Math.round(size * 100);
    if (hundredths / 100 === size) {
      putPlain(out, hundredths, 100, 2, value < 0);
      return;
    }
    const millionths = Math.round(size * 1e6);
    if (millionths / 1e6 === size) {
      putPlain(out, millionths, 1e6, 6, value < 0);
      return;
    }
    const at = putShortest(out.bytes, out.pos, size);
    if (at >= 0) {
      out.pos = at;
      if (value < 0) out.bytes[--out.pos] = MINUS;
      return;
    }
  }
  out.pos = putAscii(out.bytes, out.pos, javaText(value, value));
}

/** Java's `Float.toString`; six digits or fewer are the shortest text of a float. */
export function putFloat(out: BackBuffer, value: number): void {
  const size = Math.abs(value);
  if (size < 1e6 && size >= 1e-3) {
    if (size === Math.floor(size)) {
      putPlain(out, size, 0, 1, value < 0);
      return;
    }
    const hundredths = Math.round(size * 100);
    if (hundredths < 1e6 && Math.fround(hundredths / 100) === size) {
      putPlain(out, hundredths, 100, 2, value < 0);
      return;
    }
  }
  out.pos = putAscii(out.bytes, out.pos, javaText(value, shortestFloat(value)));
}

/** `scaled / unit` with the fraction digits that are not trailing zeros, but one at least. */
function putPlain(out: BackBuffer, scaled: number, unit: number, digits: number, negative: boolean): void {
  const bytes = out.bytes;
  let at = out.pos;
  if (unit === 0) {
    bytes[--at] = ZERO;
    bytes[--at] = DOT;
    at = putInt(bytes, at, scaled);
  } else {
    const whole = Math.floor(scaled / unit);
    let fraction = (scaled - whole * unit) | 0;
    let width = digits;
    while (width > 1 && fraction % 10 === 0) {
      fraction = (fraction / 10) | 0;
      width--;
    }
    at = putPadded(bytes, at, fraction, width);
    bytes[--at] = DOT;
    at = putSafe(bytes, at, whole);
  }
  if (negative) bytes[--at] = MINUS;
  out.pos = at;
}

/**
 * The double whose shortest text is the shortest text that reads back as this float. Six digits never name two normal floats, so the
 * search begins there; subnormal ones can do with two, the fewest that Java takes.
 */
function shortestFloat(value: number): number {
  for (let digits = Math.abs(value) < 1.17549435e-38 ? 2 : 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return Number(value.toPrecision(9));
}

/**
 * `digits` is the number whose JavaScript text has the wanted digits: plain below 1e21 and from 1e-6 on, else `d.ddde±x`. Where one digit is
 * enough for a subnormal double, Java takes the nearest of two digits (`4.9E-324`, not `5E-324`).
 */
function javaText(exact: number, digits: number): string {
  const size = Math.abs(exact);
  if (size >= 1e-3 && size < 1e7) {
    const text = String(digits);
    return size === Math.floor(size) ? `${text}.0` : text;
  }
  if (Number.isNaN(exact)) return "NaN";
  if (size === Number.POSITIVE_INFINITY) return exact < 0 ? "-Infinity" : "Infinity";
  if (size === 0) return Object.is(exact, -0) ? "-0.0" : "0.0";
  let text = Math.abs(digits).toExponential();
  if (size < 2.3e-308 && text.charCodeAt(1) === 101) text = size.toExponential(1);
  const split = text.indexOf("e");
  const mantissa = split === 1 ? `${text[0]}.0` : text.slice(0, split);
  return `${exact < 0 ? "-" : ""}${mantissa}E${Number(text.slice(split + 1))}`;
}
