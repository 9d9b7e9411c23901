import { SluiceError } from "../../proto/error.ts";
import { MAX_BATCH_BYTES } from "../../proto/packet.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import { BatchBuilder } from "./batch.ts";
import { isDdl } from "../entry-cursor.ts";
import type { Walk } from "./walk.ts";

/** How batches are cut: Canal's `canal.instance.memory.batch.mode`, `…memunit` and `canal.instance.get.ddl.isolation`. */
export interface BatchRules {
  readonly mode: "MEMSIZE" | "ITEMSIZE";
  /** Bytes that a fetch size of 1 stands for in MEMSIZE. */
  readonly memunit: number;
  readonly ddlIsolation: boolean;
}

/** The log as a consumer reads it. */
export interface Log {
  readonly next: number;
  /** Undefined: it must be loaded first. Throws when an entry is not held any more. */
  at(seq: number): PipelineEntry | undefined;
}

/** What may go out at once beside what was asked for; Infinity where nothing limits it. At least one entry always may. */
export interface BatchRoom {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Takes a batch from where the walk stands (canal-protocol 3.4), as far as entries have come or are loaded; called again it goes on. In MEMSIZE
 * the entry that crosses the limit is still taken, and one that just reaches it does not end the batch. With DDL isolation a DDL comes alone.
 */
export class BatchCollector {
  readonly walk: Walk;
  readonly batch = new BatchBuilder();
  readonly #rules: BatchRules;
  readonly #fetchSize: number;
  readonly #limit: number;
  readonly #room: BatchRoom;
  #ended = false;

  constructor(walk: Walk, rules: BatchRules, fetchSize: number, room: BatchRoom) {
    this.walk = walk;
    this.#rules = rules;
    this.#fetchSize = fetchSize;
    this.#limit = fetchSize * rules.memunit;
    this.#room = room;
  }

  /** Canal's "full" (canal-protocol 3.4): enough bytes, or enough entries. Where more would not go into the batch it is full as well. */
  get full(): boolean {
    if (this.#ended) return true;
    const { entries, size } = this.batch;
    if (this.#rules.mode === "ITEMSIZE") return entries >= Math.max(1, this.#fetchSize);
    return size >= this.#limit;
  }

  /**
   * `end`: everything that is there was looked at, or the batch takes no more. `load`: the entry at the walk's place must be loaded. Throws
   * FETCH_SIZE_INVALID, only when there is something to fetch, and what the log throws.
   */
  collect(log: Log): "end" | "load" {
    const { walk, batch } = this;
    while (!this.#ended && walk.seq < log.next) {
      if (batch.entries > 0 && this.#isCut()) break;
      const entry = log.at(walk.seq);
      if (entry === undefined) return "load";
      this.#take(entry);
    }
    return "end";
  }

  #isCut(): boolean {
    const { batch } = this;
    if (this.#rules.mode === "ITEMSIZE" ? batch.entries >= this.#fetchSize : batch.size > this.#limit)
      this.#ended = true;
    else if (batch.rows >= this.#room.rows || batch.bytes >= this.#room.bytes) this.#ended = true;
    return this.#ended;
  }

  #take(entry: PipelineEntry): void {
    const { walk, batch } = this;
    if (batch.entries > 0 && batch.bytes + entry.frame.length > MAX_BATCH_BYTES) {
      this.#ended = true;
      return;
    }
    const { begin } = walk;
    if (begin !== undefined && walk.wants(entry)) {
      // The BEGIN that was held back is an entry like any other: the batch may end behind it.
      assertFetchSize(this.#fetchSize, this.#rules);
      walk.takeBegin();
      batch.add(begin);
      return;
    }
    const alone = this.#rules.ddlIsolation && isDdl(entry);
    if (alone && batch.entries > 0 && walk.wants(entry)) {
      this.#ended = true;
      return;
    }
    if (walk.step(entry) === 0) return;
    assertFetchSize(this.#fetchSize, this.#rules);
    batch.add(entry);
    if (alone) this.#ended = true;
  }
}

function assertFetchSize(fetchSize: number, { mode }: BatchRules): void {
  if (fetchSize > 0 || (fetchSize === 0 && mode === "MEMSIZE")) return;
  throw new SluiceError("FETCH_SIZE_INVALID", { fetchSize, mode });
}
