import { SluiceError } from "../../proto/error.ts";
import type { BinlogPosition } from "../../proto/position.ts";
import { EventDecoder } from "../binlog/event-decoder.ts";
import { GtidSet } from "../binlog/gtid-set.ts";
import { MariadbGtidSet } from "../binlog/mariadb-gtid-set.ts";
import type { BinlogFeed } from "./binlog-source.ts";
import { EventGroupTracker } from "./event-group.ts";

const FILE_START = 4;
const SECOND = 1000;

/** Reads a file from its start to what is the end of the log now. */
export type ReadFile = (journalName: string, position: number) => Promise<BinlogFeed>;

/**
 * Start of the first group that holds an event of that second or a later one. Files are searched by halves by the time in their
 * FORMAT_DESCRIPTION, which is when they were begun: everything in files before the last one begun earlier than wanted was written earlier,
 * and so happened earlier (a delayed source's events are older than their file, never younger). From there the log is read event by event.
 * The position's GTID set is what was executed before that group.
 */
export async function findGroupByTimestamp(
  files: readonly string[],
  timestamp: number,
  read: ReadFile,
): Promise<BinlogPosition | undefined> {
  const second = Math.floor(timestamp / SECOND);
  let low = 0;
  let high = files.length;
  // `low` is the number of files begun before the wanted second.
  while (low < high) {
    const middle = (low + high) >> 1;
    const begun = await fileBegin(files[middle] as string, read);
    if (begun === undefined || begun < second) low = middle + 1;
    else high = middle;
  }
  const first = files[Math.max(0, low - 1)];
  if (first === undefined) return undefined;
  return scan(await read(first, FILE_START), first, second);
}

/** Second in which a file was begun; undefined when it was purged since it was listed, which makes it older than all others. */
export async function fileBegin(journalName: string, read: ReadFile): Promise<number | undefined> {
  let feed: BinlogFeed;
  try {
    feed = await read(journalName, FILE_START);
  } catch (error) {
    if (error instanceof SluiceError && error.code === "SOURCE_LOG_PURGED") return undefined;
    throw error;
  }
  try {
    const decoder = new EventDecoder({ checksum: feed.checksum, journalName });
    for await (const batch of feed) {
      for (const raw of batch) {
        const event = decoder.decode(raw);
        if (event.kind === "format-description") return event.header.timestamp;
      }
    }
    throw new SluiceError("SOURCE_LOG_CORRUPT", { journalName, reason: "a file without FORMAT_DESCRIPTION" });
  } finally {
    await feed.close();
  }
}

async function scan(feed: BinlogFeed, journalName: string, second: number): Promise<BinlogPosition | undefined> {
  const decoder = new EventDecoder({ checksum: feed.checksum, journalName });
  const groups = new EventGroupTracker();
  let executed: GtidSet | MariadbGtidSet | undefined;
  let pending = "";
  try {
    for await (const batch of feed) {
      for (const raw of batch) {
        const event = decoder.decode(raw);
        // The first list holds what earlier files have; later ones repeat what was read.
        if (event.kind === "gtid-list") executed ??= parseSet(event.flavor, event.gtidSet);
        if (groups.next(event)) {
          if (pending !== "") executed?.add(pending);
          pending = groups.current?.gtid ?? "";
        }
        const group = groups.current;
        if (group === undefined || event.header.artificial || event.header.timestamp < second) continue;
        return {
          journalName: group.journalName,
          position: group.position,
          timestamp: event.header.timestamp * SECOND,
          serverId: event.header.serverId,
          gtid: executed?.toString() ?? "",
        };
      }
    }
    return undefined;
  } finally {
    await feed.close();
  }
}

function parseSet(flavor: "mysql" | "mariadb", text: string): GtidSet | MariadbGtidSet {
  return flavor === "mysql" ? GtidSet.parse(text) : MariadbGtidSet.parse(text);
}
