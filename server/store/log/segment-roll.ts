import { randomBytes } from "node:crypto";
import type { PipelineEntry } from "../../pipeline-entry.ts";
import type { BlockWriter } from "./block-writer.ts";
import type { LogFolder } from "./log-folder.ts";
import { BLOCK_HEAD_BYTES, segmentName, SPARE_NAME } from "./log-format.ts";
import { encodeHeader } from "./segment-file.ts";
import { SegmentWriter } from "./segment-writer.ts";
import type { SegmentHeader } from "./segment.ts";

export interface SegmentMaking {
  readonly folder: LogFolder;
  readonly blocks: BlockWriter;
  readonly isResumable: (entry: PipelineEntry) => boolean;
  readonly sync: boolean;
}

/**
 * A new segment under its name, header on the disk. It is made of the spare file, which gets the name only when its header is whole: a segment
 * without one is never seen.
 */
export async function makeSegment(
  { folder, blocks, isResumable, sync }: SegmentMaking,
  header: SegmentHeader,
  from = SPARE_NAME,
  name = segmentName(header.first),
): Promise<SegmentWriter> {
  const nonce = randomBytes(4).readUInt32LE();
  const bytes = encodeHeader(header, nonce);
  const file = await openSpare(folder, from);
  try {
    await file.write([bytes, Buffer.alloc(BLOCK_HEAD_BYTES)], 0);
    if (sync) await file.sync();
    if (from !== name) await folder.rename(from, name);
    if (sync) await folder.sync();
  } catch (error) {
    await file.close();
    throw error;
  }
  return new SegmentWriter({ name, nonce, header, dataStart: bytes.length, file, blocks, isResumable });
}

/** Makes a file ready for the next segment, of its size, so that growing costs nothing later. */
export async function makeSpare(folder: LogFolder, size: number): Promise<void> {
  const file = await folder.open(SPARE_NAME, "create");
  try {
    await file.truncate(size);
  } finally {
    await file.close();
  }
}

async function openSpare(folder: LogFolder, name: string): ReturnType<LogFolder["open"]> {
  try {
    return await folder.open(name, "write");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return folder.open(name, "create");
    throw error;
  }
}
