import type { ErrorDetails } from "../../proto/error.ts";
import { GtidSet } from "../binlog/gtid-set.ts";
import { BinlogError } from "../binlog/error.ts";
import type { DumpStart } from "./binlog-source.ts";
import type { LogFile } from "./log-retention.ts";

const MOST_GTID_TEXT = 1000;

export interface PurgedQuestion {
  readonly start: DumpStart;
  /** Files that are left, oldest first. */
  readonly logs: readonly LogFile[];
  /** Sizes of files as they were when last seen, gone ones too. */
  readonly seenSizes: ReadonlyMap<string, number>;
  /** Second in which the oldest file left was begun. */
  readonly oldestBegin: number | undefined;
  /** `gtid_purged`; undefined where there is none. */
  readonly gtidPurged: string | undefined;
}

/** What an operator wants to know when the wanted log is gone: what is left, and how much is lost as far as anybody can tell. */
export function purgedDetails({ start, logs, seenSizes, oldestBegin, gtidPurged }: PurgedQuestion): ErrorDetails {
  const oldest = logs[0];
  const left = {
    oldestJournalName: oldest?.journalName,
    oldestPosition: 4,
    oldestTime: oldestBegin === undefined ? undefined : new Date(oldestBegin * 1000).toISOString(),
    filesLeft: logs.length,
  };
  if (start.kind === "gtid") return { ...left, gtidPurged, lostGtids: lostGtids(start.gtidSet, gtidPurged) };
  const lost = oldest === undefined ? undefined : lostNames(start.journalName, oldest.journalName);
  if (lost === undefined) return left;
  return { ...left, lostFiles: lost.length, lostBytes: lostBytes(lost, start.position, seenSizes) };
}

/** Names from the wanted file up to the one before the oldest left; undefined where the two are not of one series. */
function lostNames(wanted: string, oldest: string): string[] | undefined {
  const [from, to] = [seriesOf(wanted), seriesOf(oldest)];
  if (from === undefined || to === undefined || from.base !== to.base || to.number <= from.number) return undefined;
  const count = to.number - from.number;
  if (count > 1_000_000) return undefined;
  return Array.from(
    { length: count },
    (_, index) => `${from.base}.${String(from.number + index).padStart(from.digits, "0")}`,
  );
}

function seriesOf(
  name: string,
): { readonly base: string; readonly number: number; readonly digits: number } | undefined {
  const match = /^(.*)\.(\d{1,15})$/.exec(name);
  const [, base, digits] = match ?? [];
  return base === undefined || digits === undefined
    ? undefined
    : { base, number: Number(digits), digits: digits.length };
}

/** Undefined unless every one of the files was seen. */
function lostBytes(names: readonly string[], position: number, sizes: ReadonlyMap<string, number>): number | undefined {
  let bytes = -position;
  for (const name of names) {
    const size = sizes.get(name);
    if (size === undefined) return undefined;
    bytes += size;
  }
  return Math.max(0, bytes);
}

function lostGtids(wanted: string, purged: string | undefined): string | undefined {
  if (purged === undefined || purged === "") return undefined;
  try {
    const text = GtidSet.parse(purged).subtract(GtidSet.parse(wanted)).toString();
    return text.length > MOST_GTID_TEXT ? `${text.slice(0, MOST_GTID_TEXT)}...` : text;
  } catch (error) {
    // A set of another flavor: there is nothing to compare.
    if (error instanceof BinlogError) return undefined;
    throw error;
  }
}
