import type { TokenReader } from "./token-reader.ts";

/** `CHARACTER SET x`, `CHARSET x`, `CHAR SET x`, with or without `=`: the name, lower case; undefined when none comes next. */
export function readCharsetName(reader: TokenReader): string | undefined {
  if (!reader.accept("CHARACTER", "SET") && !reader.accept("CHARSET") && !reader.accept("CHAR", "SET"))
    return undefined;
  reader.acceptSymbol("=");
  return reader.next().text.toLowerCase();
}

/** `COLLATE x` with or without `=`. */
export function readCollationName(reader: TokenReader): string | undefined {
  if (!reader.accept("COLLATE")) return undefined;
  reader.acceptSymbol("=");
  return reader.next().text.toLowerCase();
}
