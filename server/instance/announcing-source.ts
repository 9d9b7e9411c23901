import type { BinlogFeed, BinlogSource, DumpStart } from "../source/binlog-source.ts";

type Announce = (start: DumpStart, signal: AbortSignal) => Promise<void>;

/** A source that says where each dump begins before its first event can come; a rejection keeps the dump from being opened. */
export function announcingSource(source: BinlogSource, announce: Announce): BinlogSource {
  return {
    schema: source.schema,
    identify: (signal) => source.identify(signal),
    currentPosition: (signal) => source.currentPosition(signal),
    listLogs: (signal) => source.listLogs(signal),
    findByTimestamp: (timestamp, signal) => source.findByTimestamp(timestamp, signal),
    close: () => source.close(),
    async open(start, signal): Promise<BinlogFeed> {
      await announce(start, signal);
      return source.open(start, signal);
    },
  };
}
