import type { ByteReader } from "../reader.ts";
import { copyBytes } from "../text.ts";

const DIGITS_PER_WORD = 9;
/** Bytes of a group of 0 to 9 digits. */
function groupBytes(digits: number): number {
  return Math.ceil((digits * 4) / DIGITS_PER_WORD);
}

/**
 * MySQL's binary decimal: big-endian groups of nine digits in four bytes, the odd ones outermost; the highest bit is set for numbers
 * from zero up, negative ones are inverted whole.
 */
export function decimalText(reader: ByteReader, precision: number, scale: number): string {
  if (scale > precision || precision > 81) throw reader.corrupt(`DECIMAL(${precision},${scale})`);
  const whole = precision - scale;
  const sizes = [
    whole % DIGITS_PER_WORD,
    ...Array.from({ length: Math.floor(whole / DIGITS_PER_WORD) }, () => DIGITS_PER_WORD),
    ...Array.from({ length: Math.floor(scale / DIGITS_PER_WORD) }, () => DIGITS_PER_WORD),
    scale % DIGITS_PER_WORD,
  ];
  const length = sizes.reduce((sum, digits) => sum + groupBytes(digits), 0);
  const bytes = copyBytes(reader.take(length));
  const negative = length > 0 && ((bytes[0] as number) & 0x80) === 0;
  if (length > 0) bytes[0] = (bytes[0] as number) ^ 0x80;
  let at = 0;
  let digits = "";
  for (const size of sizes) {
    let group = 0;
    for (let left = groupBytes(size); left > 0; left--) {
      const byte = bytes[at++] as number;
      group = group * 256 + (negative ? byte ^ 0xff : byte);
    }
    if (size > 0) digits += String(group).padStart(size, "0");
  }
  const integer = digits.slice(0, whole).replace(/^0+(?=\d)/u, "") || "0";
  const text = scale === 0 ? integer : `${integer}.${digits.slice(whole)}`;
  return negative ? `-${text}` : text;
}
