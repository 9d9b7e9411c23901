import { SluiceError } from "../../../proto/error.ts";
import type { PipelineEntry, TableName } from "../../pipeline-entry.ts";
import { NO_TABLE } from "../../pipeline-entry.ts";
import type { EntryType, EventType } from "../../../proto/entry-type.ts";
import type { BlockHead } from "./block-head.ts";
import { crc32c } from "./crc32c.ts";
import { BLOCK_HEAD_BYTES, RECORD, RECORD_INDEX } from "./log-format.ts";
import { MetaReader } from "./meta-reader.ts";
import type { TableNames } from "./table-names.ts";

/** Highest number of an entry type (canal-protocol 1.5); event types take all of their four bits. */
const ENTRY_TYPES = 5;

/**
 * The entries of a block that lies whole at `at`, an undefined where the frame is damaged. Frames are views of `bytes`, at `packTo` when that is
 * given: the caller moves them there. Throws STORE_RECORD_CORRUPT when the metadata are not what was written: then nothing of the block
 * can be told.
 */
function readBlock(
  bytes: Buffer,
  at: number,
  head: BlockHead,
  names: TableNames,
  packTo?: number,
): (PipelineEntry | undefined)[] {
  const metaAt = at + BLOCK_HEAD_BYTES;
  const framesAt = metaAt + head.metaBytes;
  if (framesAt + head.frameBytes > bytes.length) throw corrupt("its end");
  if (crc32c(bytes, metaAt, framesAt, head.nonce) !== head.metaSum) throw corrupt("the sum of the metadata");
  const meta = new MetaReader(bytes, metaAt, framesAt);
  const known: TableName[] = [];
  const entries: (PipelineEntry | undefined)[] = [];
  const framesEnd = framesAt + head.frameBytes;
  const moved = bytes.byteOffset + (packTo ?? framesAt) - framesAt;
  let frameAt = framesAt;
  let before: PipelineEntry = ORIGIN;
  for (let i = 0; i < head.entries; i++) {
    const kind = meta.u8();
    const second = meta.u8();
    const sum = meta.u32();
    const frameBytes = meta.varint();
    if (frameBytes > framesEnd - frameAt) throw corrupt("the frames' end");
    const frame = new Uint8Array(bytes.buffer, frameAt + moved, frameBytes);
    before = readRecord({ kind, second, frame }, meta, before, { known, names });
    const end = frameAt + frameBytes;
    const isSound = crc32c(bytes, frameAt, end, (head.nonce ^ (head.first + i)) >>> 0) === sum;
    entries.push(isSound ? before : undefined);
    frameAt = end;
  }
  if (meta.left !== 0 || frameAt !== framesEnd) throw corrupt("more than its records");
  return entries;
}

/** As `readBlock`, undefined for a block of which nothing can be told. */
export function tryReadBlock(
  bytes: Buffer,
  at: number,
  head: BlockHead,
  names: TableNames,
  packTo?: number,
): (PipelineEntry | undefined)[] | undefined {
  try {
    return readBlock(bytes, at, head, names, packTo);
  } catch (error) {
    if (error instanceof SluiceError && error.code === "STORE_RECORD_CORRUPT") return undefined;
    throw error;
  }
}

const ORIGIN: PipelineEntry = {
  frame: new Uint8Array(0),
  entryStart: 0,
  entryType: 2,
  eventType: 0,
  table: NO_TABLE,
  rows: 0,
  journalName: "",
  position: 0,
  index: 0,
  timestamp: 0,
  serverId: 0,
  gtid: "",
};

interface RecordHead {
  readonly kind: number;
  readonly second: number;
  readonly frame: Uint8Array;
}

interface Names {
  /** Told in this block. */
  readonly known: TableName[];
  readonly names: TableNames;
}

function readRecord(
  { kind, second, frame }: RecordHead,
  meta: MetaReader,
  before: PipelineEntry,
  names: Names,
): PipelineEntry {
  const entryStart = meta.varint();
  const rows = meta.varint();
  const position = before.position + meta.zigzag();
  const table = (kind & RECORD.table) === 0 ? before.table : readName(meta, names);
  const gtid = (kind & RECORD.gtid) === 0 ? before.gtid : readSet(meta, before.gtid);
  const journalName = (kind & RECORD.journal) === 0 ? before.journalName : meta.text();
  const timed = (kind & RECORD.time) !== 0;
  const timestamp = timed ? before.timestamp + meta.zigzag() : before.timestamp;
  const serverId = timed ? meta.varint() : before.serverId;
  const renamedFrom = (kind & RECORD.renamed) === 0 ? undefined : readName(meta, names);
  const index = (second & RECORD_INDEX) === 0 ? 0 : meta.varint();
  const entryType = kind & 7;
  const eventType = second & 15;
  if (entryType === 0 || entryType > ENTRY_TYPES || second >= 2 * RECORD_INDEX || entryStart > frame.length) {
    throw corrupt("a type or a length that is none");
  }
  return {
    frame,
    entryStart,
    // Checked just above: the numbers of both enums have no holes.
    entryType: entryType as EntryType,
    eventType: eventType as EventType | 0,
    table,
    renamedFrom,
    rows,
    journalName,
    position,
    index,
    timestamp,
    serverId,
    gtid,
  };
}

function readName(meta: MetaReader, { known, names }: Names): TableName {
  const number = meta.varint();
  if (number === 1) return NO_TABLE;
  if (number > 1) {
    const name = known[number - 2];
    if (name === undefined) throw corrupt("a name that was not told");
    return name;
  }
  const schema = meta.text();
  const name = names.of(schema, meta.text());
  known.push(name);
  return name;
}

function readSet(meta: MetaReader, before: string): string {
  const head = meta.varint();
  const tail = meta.varint();
  const middle = meta.text();
  if (head + tail > before.length) throw corrupt("more of a GTID set than there was");
  return before.slice(0, head) + middle + before.slice(before.length - tail);
}

function corrupt(what: string): SluiceError {
  return new SluiceError("STORE_RECORD_CORRUPT", { what });
}
