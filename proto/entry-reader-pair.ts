import type { Wire } from "./entry-reader-wire.ts";

/** A property of a header, row change or transaction. */
export interface Pair {
  readonly key: string;
  readonly value: string;
}

/** Reads a length-delimited `Pair`; `wire` stands at its length. */
export function pairAt(wire: Wire): Pair {
  const outer = wire.end;
  const end = wire.delimited();
  wire.end = end;
  let key = "";
  let value = "";
  while (wire.pos < end) {
    const tag = wire.tag();
    if (tag === 0x0a) key = wire.text();
    else if (tag === 0x12) value = wire.text();
    else wire.skip(tag);
  }
  wire.end = outer;
  return { key, value };
}
