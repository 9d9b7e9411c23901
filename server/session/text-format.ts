/** A field as protobuf's text format prints it; undefined values are absent and not printed. */
export type TextField = readonly [name: string, value: string | number | bigint | boolean | undefined];

/** Longest echo of a client's own text, so that an error reply stays small. */
const MAX_ECHO = 1024;

/** The text form of a message that Java puts into its 401 and 402 replies: one `name: value` a line. */
export function textFormat(fields: readonly TextField[]): string {
  return fields
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? quote(value) : String(value)}\n`)
    .join("");
}

/** Presence of a proto3 field without one: only what differs from its default is printed. */
export function nonDefault<T extends string | number | bigint>(value: T): T | undefined {
  return value === "" || value === 0 ? undefined : value;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  '"': '\\"',
  "'": "\\'",
  "\\": "\\\\",
};

function quote(text: string): string {
  let quoted = '"';
  for (const byte of Buffer.from(text.slice(0, MAX_ECHO))) {
    const char = String.fromCharCode(byte);
    if (byte >= 0x20 && byte < 0x7f) quoted += ESCAPES[char] ?? char;
    else quoted += ESCAPES[char] ?? `\\${byte.toString(8).padStart(3, "0")}`;
  }
  return `${quoted}"`;
}
