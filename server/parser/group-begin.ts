import { EventDecoder } from "../binlog/event-decoder.ts";
import type { BinlogSource } from "../source/binlog-source.ts";
import type { LogPlace } from "./group-tracker.ts";
import { GroupTracker } from "./group-tracker.ts";
import { readTransactionStatement } from "./transaction-statement.ts";

/** Where a file's first event stands. */
const FILE_START = 4;

/**
 * The begin of the group that `place` stands in, found by reading the file from its start: there is no way to read a log backwards. Undefined
 * when the place is no event of the file, or stands between groups.
 */
export async function findGroupBegin(
  source: BinlogSource,
  place: LogPlace,
  signal: AbortSignal,
): Promise<LogPlace | undefined> {
  const { journalName } = place;
  const feed = await source.open({ kind: "file", journalName, position: FILE_START }, signal);
  try {
    const decoder = new EventDecoder({ checksum: feed.checksum, journalName, position: FILE_START });
    const groups = new GroupTracker({ journalName, position: FILE_START });
    for await (const batch of feed) {
      for (const raw of batch) {
        const event = decoder.decode(raw);
        const { header } = event;
        if (header.journalName !== journalName) return undefined;
        if (!header.artificial && header.position >= place.position)
          return header.position === place.position ? groups.start : undefined;
        groups.observe(event, event.kind === "query" ? readTransactionStatement(event.sql)?.statement : undefined);
      }
    }
    return undefined;
  } finally {
    await feed.close();
  }
}
