import * as fc from "fast-check";
import { expect, test } from "vitest";
import { silentLogger } from "../../../server/logger.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import type { StoreReader } from "../../../server/store/event-store.ts";
import { MemoryStore } from "../../../server/store/memory-store.ts";
import { positionOf } from "../../../server/entry-cursor.ts";
import { Subscriptions } from "../../../server/subscription/subscriptions.ts";
import { CrashableMeta, logOf, resumeIndex, viewOf } from "./subscription-model.ts";
import type { Group } from "./subscription-model.ts";

const NEVER = new AbortController().signal;
const MEMUNIT = 64;

/** Consumers of the test: one without a filter, two that each want other tables. */
const CONSUMERS = [
  { clientId: 1001, filter: "", wanted: undefined },
  { clientId: 7, filter: "db\\.a", wanted: new Set(["a"]) },
  { clientId: -3, filter: "db\\.b,db\\.c", wanted: new Set(["b", "c"]) },
] as const;

const table = fc.constantFrom("a", "b", "c", "d");
const group: fc.Arbitrary<Group> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("transaction" as const),
      begin: fc.boolean(),
      tables: fc.array(table, { maxLength: 6 }),
      payload: fc.integer({ min: 0, max: 150 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("ddl" as const), table }) },
);

const consumer = fc.nat({ max: CONSUMERS.length - 1 });
const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("put" as const), count: fc.integer({ min: 1, max: 8 }) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("get" as const),
      consumer,
      fetch: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 8 })),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("ack" as const), consumer }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("wrong ack" as const), consumer, id: fc.integer({ min: 2, max: 30 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rollback" as const), consumer }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rollback first" as const), consumer }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("flush" as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("crash" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("resubscribe" as const), consumer }) },
);

/** How far one consumer is, counted in entries of its own view. */
interface Expected {
  next: number;
  acked: number;
  /** What a crash would leave. */
  durable: number;
  batches: { id: number; from: number; to: number }[];
}

/** A store whose readers must load what they read, as from a disk: a few entries at a time, and only the last load is kept. */
class LoadingStore extends MemoryStore {
  override openReader(): StoreReader {
    let loaded = { first: 0, next: 0 };
    const load = async (seq: number): Promise<void> => {
      await settle();
      loaded = { first: seq, next: seq + 3 };
    };
    return {
      at: (seq) => (seq >= loaded.first && seq < loaded.next ? this.at(seq) : undefined),
      load: (seq) => (seq < this.first || seq >= this.next ? undefined : load(seq)),
      close: () => undefined,
    };
  }
}

class Harness {
  readonly log: readonly PipelineEntry[];
  readonly #budget: number;
  readonly #loads: boolean;
  readonly #rules: { mode: "MEMSIZE" | "ITEMSIZE"; memunit: number; ddlIsolation: boolean };
  readonly #views: PipelineEntry[][];
  readonly expected: Expected[] = CONSUMERS.map(() => ({ next: 0, acked: 0, durable: 0, batches: [] }));
  meta = new CrashableMeta();
  store: MemoryStore;
  subscriptions: Subscriptions;
  /** Index in the log of the next entry that the source hands on. */
  #fed = 0;

  constructor(
    log: readonly PipelineEntry[],
    options: { budget: number; byItem: boolean; isolation: boolean; loads: boolean },
  ) {
    this.log = log;
    this.#budget = options.budget;
    this.#loads = options.loads;
    this.#rules = { mode: options.byItem ? "ITEMSIZE" : "MEMSIZE", memunit: MEMUNIT, ddlIsolation: options.isolation };
    this.#views = CONSUMERS.map(({ wanted }) => viewOf(log, wanted));
    [this.store, this.subscriptions] = this.#start();
  }

  #start(): [MemoryStore, Subscriptions] {
    const store = new (this.#loads ? LoadingStore : MemoryStore)({ budgetBytes: this.#budget });
    const subscriptions = new Subscriptions({
      destination: "example",
      store,
      meta: this.meta,
      rules: this.#rules,
      sourceAddress: () => ({ address: "127.0.0.1", port: 3306 }),
      logger: silentLogger,
    });
    return [store, subscriptions];
  }

  async begin(): Promise<void> {
    const [first] = this.log;
    if (first === undefined) return;
    // The very first start is at the end of what was there before: in GTID mode its set has none of the log's transactions.
    const position = { ...positionOf(first), position: 4, gtid: first.gtid === "" ? "" : "uuid:1-0" };
    const started = this.subscriptions.sourceStarted({ position, resumed: false });
    this.meta.flush();
    await started;
    for (const { clientId, filter } of CONSUMERS) {
      const subscribed = this.subscriptions.subscribe(clientId, filter);
      await settle();
      this.meta.flush();
      await subscribed;
    }
  }

  feed(count: number): void {
    for (let i = 0; i < count && this.#fed < this.log.length && !this.store.blocked; i++, this.#fed++) {
      const entry = this.log[this.#fed];
      if (entry !== undefined) void this.store.put([entry], new AbortController().signal);
    }
  }

  async get(index: number, fetch: number): Promise<void> {
    const [spec, expected, view] = this.#of(index);
    if (this.#rules.mode === "ITEMSIZE" && fetch === 0) return;
    // After a crash the source may still be behind what this consumer has had.
    const visible = Math.max(expected.next, viewOf(this.log.slice(0, this.#visible()), spec.wanted).length);
    const batch = await this.subscriptions.get(spec.clientId, fetch, undefined, NEVER);
    if (batch === undefined) {
      expect(expected.next).toBe(visible);
      return;
    }
    const to = expected.next + batch.entries;
    expect(to).toBeLessThanOrEqual(visible);
    const entries = view.slice(expected.next, to);
    expect(hex(batch.slices)).toBe(hex(entries.map(({ frame }) => frame)));
    this.#checkCut(entries, fetch, to < visible ? view[to] : undefined);
    expected.batches.push({ id: batch.id, from: expected.next, to });
    expected.next = to;
  }

  /** Canal's rule for where a batch ends. */
  #checkCut(entries: readonly PipelineEntry[], fetch: number, following: PipelineEntry | undefined): void {
    const sizes = entries.map(({ frame, entryStart }) => frame.length - entryStart);
    const sum = (count: number): number => sizes.slice(0, count).reduce((a, b) => a + b, 0);
    const ddl = (entry: PipelineEntry | undefined): boolean => this.#rules.ddlIsolation && entry?.eventType === 4;
    if (entries.length > 1) expect(entries.some((entry) => ddl(entry))).toBe(false);
    const room = (count: number): boolean =>
      this.#rules.mode === "ITEMSIZE" ? count < fetch : sum(count) <= fetch * MEMUNIT;
    if (entries.length > 1) expect(room(entries.length - 1)).toBe(true);
    if (following !== undefined && !ddl(following) && !ddl(entries[0])) expect(room(entries.length)).toBe(false);
  }

  ack(index: number): void {
    const [{ clientId }, expected] = this.#of(index);
    const batch = expected.batches.shift();
    if (batch === undefined) return;
    expected.acked = batch.to;
    void this.#durably(this.subscriptions.ack(clientId, batch.id), expected, batch.to);
  }

  /** Whatever was told to be durable must be what a crash leaves. */
  async #durably(acked: Promise<void>, expected: Expected, to: number): Promise<void> {
    await acked;
    expect(expected.durable).toBeGreaterThanOrEqual(to);
  }

  wrongAck(index: number, id: number): void {
    const [{ clientId }, expected] = this.#of(index);
    if (expected.batches[0]?.id === id) return;
    let code = "none";
    try {
      void this.subscriptions.ack(clientId, id);
    } catch (error) {
      code = error instanceof Error && "code" in error ? String(error.code) : "uncoded";
    }
    // "none" is the ack of a batch that a rollback of an earlier one took back.
    expect(["none", "BATCH_NOT_FIRST", "BATCH_NOT_OUTSTANDING"]).toContain(code);
    if (expected.batches.some((batch) => batch.id === id)) expect(code).toBe("BATCH_NOT_FIRST");
  }

  rollback(index: number): void {
    const [{ clientId }, expected] = this.#of(index);
    this.subscriptions.rollback(clientId, undefined);
    expected.batches = [];
    expected.next = expected.acked;
  }

  rollbackFirst(index: number): void {
    const [{ clientId }, expected] = this.#of(index);
    const [first] = expected.batches;
    if (first === undefined) return;
    this.subscriptions.rollback(clientId, first.id);
    expected.batches = [];
    expected.next = first.from;
  }

  async resubscribe(index: number): Promise<void> {
    const [{ clientId, filter }] = this.#of(index);
    // A registration is written at once, and every cursor with it.
    this.flush();
    await this.subscriptions.subscribe(clientId, filter);
  }

  flush(): void {
    for (const expected of this.expected) expected.durable = expected.acked;
    this.meta.flush();
  }

  /** The process is gone: batches, the store and what was not flushed with it. The source begins again at the oldest cursor. */
  async crash(): Promise<void> {
    this.meta = new CrashableMeta(this.meta);
    for (const expected of this.expected) {
      expected.next = expected.durable;
      expected.acked = expected.durable;
      expected.batches = [];
    }
    [this.store, this.subscriptions] = this.#start();
    const cursor = this.subscriptions.oldestCursor();
    this.#fed = resumeIndex(this.log, cursor);
    if (cursor !== undefined) await this.subscriptions.sourceStarted({ position: cursor.position, resumed: true });
  }

  /** Everything is read by everybody in the end, and nothing is left in the store. */
  async finish(): Promise<void> {
    for (let round = 0; round < 2000; round++) {
      this.feed(this.log.length);
      for (const [index, expected] of this.expected.entries()) {
        await this.get(index, 5);
        while (expected.batches.length > 0) this.ack(index);
      }
      this.flush();
      await settle();
      const done = this.expected.every((expected, i) => expected.acked === this.#views[i]?.length);
      if (done && this.#fed === this.log.length && !this.store.blocked) break;
    }
    expect(this.expected.map(({ acked }) => acked)).toEqual(this.#views.map((view) => view.length));
    expect(this.#fed).toBe(this.log.length);
  }

  /** How many entries of the log the source has handed on and the store taken. */
  #visible(): number {
    return this.#fed - (this.store.blocked ? 1 : 0);
  }

  #of(index: number): [(typeof CONSUMERS)[number], Expected, PipelineEntry[]] {
    const [spec, expected, view] = [CONSUMERS[index], this.expected[index], this.#views[index]];
    if (spec === undefined || expected === undefined || view === undefined) throw new Error("no such consumer");
    return [spec, expected, view];
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const hex = (pieces: readonly Uint8Array[]): string => Buffer.concat(pieces).toString("hex");

test("whatever is fetched, acked, rolled back and crashed: nothing is missing, order holds, only what was not acked comes again", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(group, { minLength: 1, maxLength: 25 }),
      fc.record({ gtid: fc.boolean(), inner: fc.boolean() }),
      fc.record({
        budget: fc.integer({ min: 300, max: 5000 }),
        byItem: fc.boolean(),
        isolation: fc.boolean(),
        loads: fc.boolean(),
      }),
      fc.array(command, { minLength: 30, maxLength: 150 }),
      async (groups, mode, options, commands) => {
        const harness = new Harness(logOf(groups, mode), options);
        await harness.begin();
        for (const step of commands) {
          if (step.kind === "put") harness.feed(step.count);
          else if (step.kind === "get") await harness.get(step.consumer, step.fetch);
          else if (step.kind === "ack") harness.ack(step.consumer);
          else if (step.kind === "wrong ack") harness.wrongAck(step.consumer, step.id);
          else if (step.kind === "rollback") harness.rollback(step.consumer);
          else if (step.kind === "rollback first") harness.rollbackFirst(step.consumer);
          else if (step.kind === "resubscribe") await harness.resubscribe(step.consumer);
          else if (step.kind === "flush") harness.flush();
          else await harness.crash();
          await Promise.resolve();
        }
        await harness.finish();
      },
    ),
    { numRuns: 500 },
  );
});
