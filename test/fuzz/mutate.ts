import type { Random } from "../server/parser/ddl-fuzz.ts";

const INTERESTING = [0, 1, 0x7f, 0x80, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff] as const;
/** Inputs stay in the size of what real ones are. */
const LONGEST = 256 * 1024;

/** A damaged copy of one seed: bytes changed, left out, doubled, taken from another one, cut. */
export function mutate(random: Random, seed: Uint8Array, other: Uint8Array): Buffer {
  let bytes = Buffer.from(seed);
  for (let count = 1 + random.below(random.chance(20) ? 24 : 4); count > 0; count--)
    bytes = change(random, bytes, other);
  return bytes.length > LONGEST ? bytes.subarray(0, LONGEST) : bytes;
}

function change(random: Random, bytes: Buffer, other: Uint8Array): Buffer<ArrayBuffer> {
  const copy = Buffer.from(bytes);
  const at = random.below(copy.length + 1);
  const kind = random.below(100);
  if (copy.length === 0 || kind < 8) return splice(copy, at, 0, part(random, other));
  const inside = at % copy.length;
  if (kind < 30) copy[inside] = random.below(256);
  else if (kind < 50) copy[inside] = random.pick(INTERESTING);
  else if (kind < 65) copy[inside] = (copy[inside] as number) ^ (1 << random.below(8));
  else if (kind < 72) copy.fill(random.pick(INTERESTING), inside, Math.min(copy.length, inside + 1 + random.below(8)));
  else if (kind < 79) return splice(copy, inside, 1 + random.below(8), Buffer.alloc(0));
  else if (kind < 86) return splice(copy, inside, 0, copy.subarray(inside, inside + 1 + random.below(40)));
  else if (kind < 92) return splice(copy, inside, random.below(40), part(random, other));
  else if (kind < 96) return copy.subarray(0, inside);
  else if (copy.length >= inside + 4)
    copy.writeInt32LE(random.below(2) === 0 ? -1 - random.below(9) : random.below(0x7fff_ffff), inside);
  return copy;
}

function part(random: Random, other: Uint8Array): Uint8Array {
  const from = random.below(other.length + 1);
  return other.subarray(from, from + 1 + random.below(40));
}

function splice(bytes: Buffer, at: number, removed: number, added: Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);
}
