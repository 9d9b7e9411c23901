import { describe, expect, it } from "vitest";
import { Ledger } from "../../../server/ledger/ledger.ts";
import { TransactionBuffer } from "../../../server/parser/transaction-buffer.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { EntryEventSink } from "../../../server/sink/entry-event-sink.ts";
import type { EventStore, EventStoreStats, StoreReader } from "../../../server/store/event-store.ts";
import { fromSpelling, spell } from "../../support/pipeline-entries.ts";

const NO_STATS: EventStoreStats = {
  putEntries: 0,
  putBytes: 0,
  putRows: 0,
  releasedEntries: 0,
  releasedBytes: 0,
  releasedRows: 0,
  budgetBytes: 0,
  blockedMs: 0,
  putTimestamp: 0,
  releasedTimestamp: 0,
};

/** A fake: keeps what it is given, and makes the giver wait for `room` when that is set. */
class Shelf implements EventStore {
  readonly first = 1;
  readonly next = 1;
  readonly blocked = false;
  readonly stats = NO_STATS;
  readonly chunks: string[] = [];
  room: Promise<void> | undefined;

  put(entries: readonly PipelineEntry[]): Promise<void> | undefined {
    this.chunks.push(spell(entries));
    return this.room;
  }
  at(): undefined {
    return undefined;
  }
  openReader(): StoreReader {
    return { at: () => undefined, load: () => undefined, close: () => undefined };
  }
  waitFor(): Promise<void> {
    return Promise.resolve();
  }
  release(): void {
    this.chunks.length = 0;
  }
}

const SIGNAL = new AbortController().signal;

function setUp(filterTransactionEntry = false) {
  const store = new Shelf();
  const ledger = new Ledger();
  const sink = new EntryEventSink({ store, ledger, filterTransactionEntry });
  const put = (text: string, timestamp: number): void => {
    const entries = fromSpelling(text, { timestamp });
    for (const entry of entries) ledger.read(entry.table, entry.rows);
    expect(sink.sink(entries, SIGNAL)).toBeUndefined();
  };
  const balance = (): void => {
    const { read, delivered, filtered } = ledger.snapshot().total;
    expect(delivered.events + (filtered.transaction?.events ?? 0)).toBe(read.events);
    expect(delivered.rows + (filtered.transaction?.rows ?? 0)).toBe(read.rows);
  };
  return { store, ledger, sink, put, balance };
}

describe("empty transactions", () => {
  it("let the first pass, then one per five seconds of log time", () => {
    const { store, put, balance } = setUp();
    for (const second of [100, 101, 105, 106, 107]) put("BE", second * 1000);
    // 105 − 100 is not more than five seconds; 106 is, and the wait begins anew there.
    expect(store.chunks).toEqual(["BE", "BE"]);
    put("BE", 90_000);
    expect(store.chunks).toHaveLength(3);
    balance();
  });

  it("let one pass when 8192 have been dropped", () => {
    const { store, put, balance } = setUp();
    for (let i = 0; i < 1 + 8192; i++) put("BE", 100_000);
    expect(store.chunks).toHaveLength(1);
    put("BE", 100_000);
    expect(store.chunks).toHaveLength(2);
    balance();
  });

  it("keep begin and end where there is a row or a statement", () => {
    const { store, put } = setUp();
    put("BE", 100_000);
    put("BrE", 100_000);
    put("Bd", 100_000);
    put("q", 100_000);
    expect(store.chunks).toEqual(["BE", "BrE", "Bd", "q"]);
  });
});

describe("a transaction in several chunks", () => {
  it("gets its lone end when its begin went through", () => {
    const { store, put, balance } = setUp();
    put("BE", 100_000);
    put("Br", 100_000);
    put("E", 100_000);
    put("Bd", 100_000);
    put("E", 100_000);
    put("BE", 100_000);
    expect(store.chunks).toEqual(["BE", "Br", "E", "Bd", "E"]);
    balance();
  });

  it.each([1, 2, 1024])("is whole, or empty and dropped, with chunks of %i entries as the parser cuts them", (size) => {
    const { store, ledger, sink, balance } = setUp();
    const buffer = new TransactionBuffer(size, (chunk) => {
      for (const entry of chunk) ledger.read(entry.table, entry.rows);
      return sink.sink(chunk, SIGNAL);
    });
    for (const text of ["BE", "BE", "BrE", "BE", "BrrE", "BqE", "BE"]) {
      for (const entry of fromSpelling(text, { timestamp: 100_000 })) expect(buffer.add(entry)).toBeUndefined();
    }
    expect(store.chunks.join("")).toBe("BEBrEBrrEBqE");
    balance();
  });

  it("does not take a statement of its own for an open transaction", () => {
    const { store, put } = setUp();
    put("BE", 100_000);
    put("d", 100_000);
    // MariaDB has no begin: an empty transaction is a lone end.
    put("E", 100_000);
    put("rrE", 100_000);
    put("E", 100_000);
    expect(store.chunks).toEqual(["BE", "d", "rrE"]);
  });
});

describe("canal.instance.filter.transaction.entry", () => {
  it("removes begins and ends, but a pair per five seconds", () => {
    const { store, put, balance } = setUp(true);
    put("BrE", 100_000);
    put("BrE", 100_000);
    put("BrrE", 105_000);
    put("BrE", 105_001);
    put("BrE", 105_002);
    put("BE", 105_003);
    expect(store.chunks).toEqual(["BrE", "r", "rr", "BrE", "r"]);
    balance();
  });
});

it("counts as delivered only what the store has taken, and how long it waited", async () => {
  const { store, ledger, sink } = setUp();
  let release: (() => void) | undefined;
  store.room = new Promise((resolve) => (release = resolve));
  const waiting = sink.sink(fromSpelling("BrrE"), SIGNAL);
  expect(waiting).toBeInstanceOf(Promise);
  expect(sink.stats.blockedSince).toBeTypeOf("number");
  expect(ledger.snapshot().total.delivered.rows).toBe(0);
  release?.();
  await waiting;
  expect(ledger.snapshot().total.delivered).toEqual({ events: 4, rows: 2 });
  expect(sink.stats).toMatchObject({ entries: 4, rows: 2, chunks: 1, blockedSince: undefined });
});

it("passes on that the store is broken", async () => {
  const { store, ledger, sink } = setUp();
  store.room = Promise.reject(new Error("disk full"));
  await expect(sink.sink(fromSpelling("BrE"), SIGNAL)).rejects.toThrow("disk full");
  expect(ledger.snapshot().total.delivered.rows).toBe(0);
});
