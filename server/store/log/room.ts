import type { PipelineEntry } from "../../pipeline-entry.ts";
import { BLOCK_BYTES, BLOCK_HEAD_BYTES, MAX_BLOCK_ENTRIES } from "./log-format.ts";
import { POINT_BYTES } from "./segment.ts";

/** A record without its texts. */
const RECORD_BYTES = 48;
/** A footer and the header behind it, without their GTID sets and points: four places with their servers. */
const SEALING_BYTES = 4096;
/** A set or a name stands in so many places of the two. */
const SEALING_TEXTS = 8;
const POINT_JSON_BYTES = 192;

/**
 * What a group takes of the disk at most, its own bytes and all that is written with them: heads and records of blocks, the footer of the segment when it is
 * sealed, and the next one's header. `sealed`: bytes that the segment has when it is.
 */
export function mostBytesOf(entries: readonly PipelineEntry[], sealed: number): number {
  let bytes = 0;
  let frames = 0;
  let inBlock = 0;
  let texts = 0;
  let before: PipelineEntry | undefined;
  for (const entry of entries) {
    if (before === undefined || inBlock === MAX_BLOCK_ENTRIES || frames >= BLOCK_BYTES) {
      bytes += BLOCK_HEAD_BYTES;
      frames = 0;
      inBlock = 0;
      before = undefined;
    }
    const { frame, table, renamedFrom, journalName, gtid } = entry;
    bytes += frame.length + RECORD_BYTES;
    if (table !== before?.table) bytes += 3 * (table.schema.length + table.table.length);
    if (renamedFrom !== undefined) bytes += 3 * (renamedFrom.schema.length + renamedFrom.table.length);
    if (journalName !== before?.journalName) bytes += 3 * journalName.length;
    if (gtid !== before?.gtid) bytes += gtid.length;
    texts = Math.max(texts, gtid.length + 3 * journalName.length);
    frames += frame.length;
    inBlock++;
    before = entry;
  }
  const points = Math.ceil((sealed + bytes) / POINT_BYTES) + 1;
  return bytes + SEALING_BYTES + SEALING_TEXTS * texts + points * (POINT_JSON_BYTES + texts);
}
