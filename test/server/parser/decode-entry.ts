import { sluice } from "../../../proto/generated/entry.js";
import type { BackWriter } from "../../../proto/back-writer.ts";

/** The entry in the one frame that `out` holds, taken apart by protobufjs. */
export function decodeFrame(out: BackWriter): {
  entry: sluice.entry.Entry;
  change: sluice.entry.RowChange;
  bytes: Buffer;
} {
  const frame = out.bytes.subarray(out.pos);
  let at = 1;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = frame[at++] as number;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (frame[0] !== 0x12 || frame.length - at !== length)
    throw new Error(`a frame of ${frame.length} bytes says ${length}`);
  const bytes = frame.subarray(at);
  const entry = sluice.entry.Entry.decode(bytes);
  return { entry, change: sluice.entry.RowChange.decode(entry.storeValue), bytes };
}
