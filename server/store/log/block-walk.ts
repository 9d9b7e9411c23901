import type { PipelineEntry } from "../../pipeline-entry.ts";
import { BlockFeed } from "./block-feed.ts";
import type { FoundBlock } from "./block-feed.ts";
import { tryReadBlock } from "./block-reader.ts";
import type { LogFolder } from "./log-folder.ts";
import type { Segment } from "./segment.ts";
import type { TableNames } from "./table-names.ts";

export interface WalkedBlock extends FoundBlock {
  /** Number of its first entry. */
  readonly first: number;
  /** An undefined where the frame is damaged. */
  readonly entries: readonly (PipelineEntry | undefined)[];
}

/** The sound blocks of a segment from an offset on, where one begins; over what is damaged it passes. Throws the system's errors. */
export async function* walkBlocks(
  folder: LogFolder,
  segment: Segment,
  offset: number,
  names: TableNames,
): AsyncGenerator<WalkedBlock, void, undefined> {
  const file = await folder.open(segment.name, "read");
  try {
    const feed = new BlockFeed(file, segment.nonce, offset, segment.footer.dataEnd);
    for (;;) {
      const found = await feed.next();
      if (found === undefined) {
        if (await feed.resync()) continue;
        return;
      }
      const entries = tryReadBlock(found.bytes, found.at, found.head, names);
      if (entries !== undefined) yield { ...found, first: segment.header.first + found.head.first, entries };
    }
  } finally {
    await file.close();
  }
}
