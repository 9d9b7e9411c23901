import type { PipelineEntry } from "../../pipeline-entry.ts";
import { BlockFeed } from "./block-feed.ts";
import type { FoundBlock } from "./block-feed.ts";
import { tryReadBlock } from "./block-reader.ts";
import type { LogFile } from "./log-folder.ts";
import { MarkKeeper } from "./mark-keeper.ts";
import type { ReadHeader } from "./segment-file.ts";
import type { IndexPoint, Mark } from "./segment.ts";
import { POINT_BYTES } from "./segment.ts";
import type { TableNames } from "./table-names.ts";

/** Numbers of a segment that can't be read, and the offset where that shows. */
export interface Damage {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
  readonly offset: number;
}

export interface ScannedSegment {
  readonly next: number;
  readonly dataEnd: number;
  readonly end: Mark;
  readonly points: readonly IndexPoint[];
  readonly damage: readonly Damage[];
  /** What stands behind the last whole block is neither its closing zeros nor the end: a write that was cut short. */
  readonly torn: boolean;
}

/**
 * Reads a segment through up to `size` and checks every sum. What is damaged with something whole behind it is told; what is damaged at the end is
 * not content any more.
 */
export async function scanSegment(
  file: LogFile,
  { header, nonce, length }: ReadHeader,
  size: number,
  names: TableNames,
): Promise<ScannedSegment> {
  const feed = new BlockFeed(file, nonce, length, size);
  const marks = new MarkKeeper(header.begin, header.source);
  const points: IndexPoint[] = [];
  const damage: Damage[] = [];
  let next = header.first;
  let dataEnd = length;
  let dataNext = next;
  /** Damage behind `dataEnd`, told only when something whole follows. */
  let open: Damage[] = [];
  for (;;) {
    const offset = feed.offset;
    const found = await feed.next();
    if (found === undefined) {
      if (!(await feed.resync())) break;
      continue;
    }
    const first = header.first + found.head.first;
    if (first < next) continue;
    const entries = tryReadBlock(found.bytes, found.at, found.head, names);
    const lost = entries === undefined ? [rangeOf(first, found)] : holesOf(first, entries, found.offset);
    if (first > next) open.push({ first: next, last: first - 1, offset: Math.min(offset, dataEnd) });
    next = first + found.head.entries;
    if (entries === undefined || entries.at(-1) === undefined) {
      open.push(...lost);
      continue;
    }
    damage.push(...open, ...lost);
    open = [];
    if (points.length === 0 || found.offset - (points.at(-1)?.offset ?? 0) >= POINT_BYTES) {
      points.push(pointOf(first, found, entries, marks.mark));
    }
    marks.passBlock(found.head, first, entries);
    dataEnd = found.end;
    dataNext = next;
  }
  feed.offset = dataEnd;
  return {
    next: dataNext,
    dataEnd,
    end: marks.mark,
    points,
    damage,
    torn: open.length > 0 || !(await feed.isClean()),
  };
}

function pointOf(
  seq: number,
  { head, offset }: Pick<FoundBlock, "head" | "offset">,
  entries: readonly (PipelineEntry | undefined)[],
  before: Mark,
): IndexPoint {
  const place = entries.find((entry) => entry !== undefined) ?? before.last;
  return {
    seq,
    offset,
    rows: head.rowsBefore,
    bytes: head.bytesBefore,
    newest: before.newest,
    journalName: place?.journalName ?? "",
    position: place?.position ?? 0,
  };
}

function rangeOf(first: number, { head, offset }: FoundBlock): Damage {
  return { first, last: first + head.entries - 1, offset };
}

function holesOf(first: number, entries: readonly (PipelineEntry | undefined)[], offset: number): Damage[] {
  const holes: Damage[] = [];
  for (let i = 0; i < entries.length; i++) {
    if (entries[i] !== undefined) continue;
    let last = i;
    while (last + 1 < entries.length && entries[last + 1] === undefined) last++;
    holes.push({ first: first + i, last: first + last, offset });
    i = last;
  }
  return holes;
}
