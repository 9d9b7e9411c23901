import { EntryType, EventType } from "../../../proto/entry-type.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { NO_TABLE } from "../../../server/pipeline-entry.ts";
import { DurableLog } from "../../../server/store/log/durable-log.ts";
import type { DurableLogOptions } from "../../../server/store/log/durable-log-options.ts";
import { isAckable } from "../../../server/entry-cursor.ts";
import { tableName } from "../../support/entries.ts";

/** Settings of a small log: segments of 64 KiB, no delay, nothing expires. */
export function logOptions(directory: string): DurableLogOptions {
  return {
    destination: "example",
    directory,
    budgetBytes: 256 * 1024,
    fsync: "batch",
    fsyncIntervalMs: 10,
    commitDelayMs: 0,
    segmentBytes: 64 * 1024,
    diskBudgetBytes: 0,
    whenFull: "wait",
    retentionMs: Infinity,
    retentionBytes: Infinity,
    isResumable: isAckable,
    needs: () => [],
    logger: silentLogger,
    retryMs: 2,
  };
}

export function openLog(directory: string, more: Partial<DurableLogOptions> = {}): Promise<DurableLog> {
  return DurableLog.open({ ...logOptions(directory), ...more });
}

/** Number `n` (from 1) of an endless log: transactions of begin, three rows, end; a GTID each, a DDL with a new name every so often. */
export function entryAt(n: number, bytes = 200): PipelineEntry {
  const step = (n - 1) % 5;
  const group = (n - 1 - step) / 5;
  const renames = group % 40 === 39 && step === 2;
  const entryType = step === 0 ? EntryType.TRANSACTIONBEGIN : step === 4 ? EntryType.TRANSACTIONEND : EntryType.ROWDATA;
  const isRow = entryType === EntryType.ROWDATA;
  const frame = new Uint8Array(bytes + (n % 7) * 3);
  for (let i = 0; i < frame.length; i++) frame[i] = (n * 31 + i * 7) & 0xff;
  return {
    frame,
    entryStart: 3,
    entryType,
    eventType: renames ? EventType.RENAME : isRow ? EventType.INSERT : 0,
    table: isRow ? tableName("db", `t${n % 3}`) : NO_TABLE,
    renamedFrom: renames ? tableName("db", "alt_ö") : undefined,
    rows: isRow && !renames ? 1 + (n % 4) : 0,
    journalName: `bin.${String(1 + Math.floor(n / 4000)).padStart(6, "0")}`,
    position: 4 + (n % 4000) * 100,
    index: step === 3 ? n % 3 : 0,
    // The clock goes back for a while.
    timestamp: 1_700_000_000_000 + group * 1000 - (group % 50 > 40 ? 30_000 : 0),
    serverId: 1,
    gtid: `3e11fa47-71ca-11e1-9e33-c80aa9429562:1-${group + 1},4e11fa47-71ca-11e1-9e33-c80aa9429562:1-77`,
  };
}

export function entriesFrom(first: number, count: number, bytes = 200): PipelineEntry[] {
  return Array.from({ length: count }, (_, i) => entryAt(first + i, bytes));
}

/** An entry as a value that can be compared, whatever memory its frame lies in. */
export function plain(entry: PipelineEntry | undefined): unknown {
  if (entry === undefined) return undefined;
  return { ...entry, renamedFrom: entry.renamedFrom ?? null, frame: Buffer.from(entry.frame).toString("base64") };
}
