import { readFileSync } from "node:fs";

/** Entries that a running Java Canal gave (`test/data/canal/<name>.entries.bin`), in order; in the file each stands behind its varint length. */
export function recordedEntries(name: string): Uint8Array[] {
  const bytes = readFileSync(new URL(`../data/canal/${name}.entries.bin`, import.meta.url));
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes.readUInt8(at++);
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    entries.push(bytes.subarray(at, (at += size)));
  }
  return entries;
}
