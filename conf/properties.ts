import { SluiceError } from "../proto/error.ts";

/** One `key = value` of a properties file, with the line (from 1) on which it begins. */
export interface Property {
  readonly key: string;
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** A logical line: natural lines joined by a trailing backslash, escapes still in place. */
interface LogicalLine {
  readonly text: string;
  readonly line: number;
}

const BLANKS = new Set([" ", "\t", "\f"]);
const ESCAPES: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

/**
 * Text of a properties file. Java reads these files as ISO-8859-1; most operators write UTF-8. Bytes that are valid UTF-8 are taken as
 * such, all others as ISO-8859-1, so plain ASCII and `\uXXXX` mean the same to both.
 */
export function decodeProperties(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return text.toString("latin1");
  }
}

/**
 * Reads the syntax of `java.util.Properties.load`: `#` and `!` comments, `=`, `:` or blanks as separator, continuation lines,
 * `\t \n \r \f \uXXXX` (any other escaped character stands for itself). Nothing is trimmed at the end of a value. All occurrences of a
 * key are returned, in file order; the last one counts.
 *
 * Errors: CONF_BAD_ESCAPE with file and line.
 */
export function parseProperties(text: string, file: string): Property[] {
  const properties: Property[] = [];
  for (const { text: logical, line } of logicalLines(text)) {
    const [keyEnd, valueStart] = split(logical);
    properties.push({
      key: unescape(logical.slice(0, keyEnd), file, line),
      value: unescape(logical.slice(valueStart), file, line),
      file,
      line,
    });
  }
  return properties;
}

function* logicalLines(text: string): Generator<LogicalLine> {
  const natural = text.split(/\r\n|\r|\n/);
  for (let index = 0; index < natural.length; index++) {
    const first = skipBlanks(natural[index] ?? "");
    if (first === "" || first.startsWith("#") || first.startsWith("!")) continue;
    const line = index + 1;
    let joined = first;
    while (endsWithEscape(joined)) {
      joined = joined.slice(0, -1);
      index++;
      if (index >= natural.length) break;
      joined += skipBlanks(natural[index] ?? "");
    }
    if (joined !== "") yield { text: joined, line };
  }
}

function skipBlanks(line: string): string {
  let start = 0;
  while (BLANKS.has(line.charAt(start))) start++;
  return line.slice(start);
}

function endsWithEscape(line: string): boolean {
  let backslashes = 0;
  while (line.charAt(line.length - 1 - backslashes) === "\\") backslashes++;
  return backslashes % 2 === 1;
}

/** Where the key ends and where the value begins. */
function split(line: string): [keyEnd: number, valueStart: number] {
  let keyEnd = 0;
  while (keyEnd < line.length) {
    const char = line.charAt(keyEnd);
    if (char === "\\") keyEnd++;
    else if (char === "=" || char === ":" || BLANKS.has(char)) break;
    keyEnd++;
  }
  keyEnd = Math.min(keyEnd, line.length);
  let valueStart = keyEnd;
  while (BLANKS.has(line.charAt(valueStart))) valueStart++;
  if (line.charAt(valueStart) === "=" || line.charAt(valueStart) === ":") {
    valueStart++;
    while (BLANKS.has(line.charAt(valueStart))) valueStart++;
  }
  return [keyEnd, valueStart];
}

function unescape(text: string, file: string, line: number): string {
  if (!text.includes("\\")) return text;
  let plain = "";
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index);
    if (char !== "\\") {
      plain += char;
      continue;
    }
    index++;
    const escaped = text.charAt(index);
    if (escaped === "u") {
      const digits = text.slice(index + 1, index + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new SluiceError("CONF_BAD_ESCAPE", { file, line });
      plain += String.fromCharCode(Number.parseInt(digits, 16));
      index += 4;
    } else {
      plain += ESCAPES[escaped] ?? escaped;
    }
  }
  return plain;
}
