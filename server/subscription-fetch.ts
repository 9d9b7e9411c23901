import { SluiceError } from "../proto/error.ts";
import { MAX_BATCH_BYTES } from "../proto/packet.ts";
import type { PipelineEntry } from "./pipeline-entry.ts";
import { BatchBuilder } from "./subscription-batch.ts";
import { isDdl } from "./subscription-cursor.ts";
import type { Walk } from "./subscription-walk.ts";

/** How batches are cut: Canal's `canal.instance.memory.batch.mode`, `…memunit` and `canal.instance.get.ddl.isolation`. */
export interface BatchRules {
  readonly mode: "MEMSIZE" | "ITEMSIZE";
  /** Bytes that a fetch size of 1 stands for in MEMSIZE. */
  readonly memunit: number;
  readonly ddlIsolation: boolean;
}

/** The log as a consumer reads it; `at` throws when an entry is not held any more. */
export interface Log {
  readonly next: number;
  at(seq: number): PipelineEntry;
}

/** What a consumer could fetch from where its walk began, counted as entries come. */
export class Unfetched {
  entries = 0;
  size = 0;
  readonly walk: Walk;

  constructor(walk: Walk) {
    this.walk = walk;
  }

  /** Counts what has come since the last call. */
  count(log: Log): void {
    const { walk } = this;
    while (walk.seq < log.next) {
      const { begin } = walk;
      const entry = log.at(walk.seq);
      const delivered = walk.step(entry);
      if (delivered === 0) continue;
      this.entries += delivered;
      this.size += sizeOf(entry) + (delivered === 2 && begin !== undefined ? sizeOf(begin) : 0);
    }
  }

  /** Canal's "full" (canal-protocol 3.4): enough bytes, or enough entries. */
  isFull(rules: BatchRules, fetchSize: number): boolean {
    if (rules.mode === "ITEMSIZE") return this.entries >= Math.max(1, fetchSize);
    return this.size >= fetchSize * rules.memunit;
  }
}

/**
 * Takes a batch from where the walk stands (canal-protocol 3.4). In MEMSIZE the entry that crosses the limit is still taken, and one that just
 * reaches it does not end the batch. With DDL isolation a DDL comes alone. Throws FETCH_SIZE_INVALID, only when there is something to fetch.
 */
export function collectBatch(log: Log, walk: Walk, rules: BatchRules, fetchSize: number): BatchBuilder {
  const batch = new BatchBuilder();
  const limit = fetchSize * rules.memunit;
  const byItem = rules.mode === "ITEMSIZE";
  while (walk.seq < log.next) {
    if (batch.entries > 0 && (byItem ? batch.entries >= fetchSize : batch.size > limit)) break;
    const entry = log.at(walk.seq);
    if (batch.entries > 0 && batch.bytes + entry.frame.length > MAX_BATCH_BYTES) break;
    const { begin } = walk;
    if (begin !== undefined && walk.wants(entry)) {
      // The BEGIN that was held back is an entry like any other: the batch may end behind it.
      assertFetchSize(fetchSize, rules);
      walk.takeBegin();
      batch.add(begin);
      continue;
    }
    const alone = rules.ddlIsolation && isDdl(entry);
    if (alone && batch.entries > 0 && walk.wants(entry)) break;
    if (walk.step(entry) === 0) continue;
    assertFetchSize(fetchSize, rules);
    batch.add(entry);
    if (alone) break;
  }
  return batch;
}

function assertFetchSize(fetchSize: number, { mode }: BatchRules): void {
  if (fetchSize > 0 || (fetchSize === 0 && mode === "MEMSIZE")) return;
  throw new SluiceError("FETCH_SIZE_INVALID", { fetchSize, mode });
}

/** Canal's size of an entry: the length of the serialized `Entry`. */
function sizeOf(entry: PipelineEntry): number {
  return entry.frame.length - entry.entryStart;
}
