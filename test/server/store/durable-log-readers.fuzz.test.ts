import { expect, test } from "vitest";
import type { StoreReader } from "../../../server/store/event-store.ts";
import type { DurableLog } from "../../../server/store/log/durable-log.ts";
import { expectWhole } from "./filled-log.ts";
import { entriesFrom, entryAt, plain } from "./log-entries.ts";
import { open } from "./log-in-memory.ts";
import { MemoryFolder } from "./memory-folder.ts";

const NEVER = new AbortController().signal;
/** Some fifteen times what the memory of the log holds. */
const ENTRIES = 20_000;

async function put(log: DurableLog): Promise<void> {
  for (let n = 1; n <= ENTRIES; n += 100) await log.put(entriesFrom(n, 100), NEVER);
}

/** Reads up to a number, a batch at a time, as soon as there is something, and hands over each. */
async function readOn(log: DurableLog, reader: StoreReader, to: number, pause: () => Promise<unknown>): Promise<void> {
  for (let seq = 1; seq <= to;) {
    await log.waitFor(seq, NEVER);
    for (let batch = 0; batch < 150 && seq < log.next && seq <= to; batch++) {
      if (reader.at(seq) === undefined) await reader.load(seq);
      const entry = reader.at(seq);
      if (seq % 97 === 0) expect(plain(entry)).toEqual(plain(entryAt(seq)));
      else expect(entry?.position).toBe(entryAt(seq).position);
      seq++;
    }
    await pause();
  }
}

const turns = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise(setImmediate);
};

test("a reader that keeps pace is served from memory, though the source could be read faster", async () => {
  // Its clock stands still: whoever moves at all keeps pace.
  const log = await open(new MemoryFolder(), { clock: () => 0 });
  const reader = log.openReader();
  await Promise.all([put(log), readOn(log, reader, ENTRIES, turns)]);
  expect(log.stats.pageBytes).toBe(0);
  expect(log.next).toBe(ENTRIES + 1);
  reader.close();
  await log.close();
});

test("one that stops, or is closed, does not stop the source: it goes on off the disk", async () => {
  const log = await open(new MemoryFolder());
  const stopping = log.openReader();
  const closing = log.openReader();
  const putting = put(log);
  await Promise.all([readOn(log, stopping, 1000, turns), readOn(log, closing, 3000, turns)]);
  closing.close();
  await putting;
  while (log.next <= ENTRIES) await log.waitFor(ENTRIES, NEVER);
  expect(log.stats.pageBytes).toBe(0);
  await expectWhole(log, 1001, 1200);
  await stopping.load(1001);
  expect(plain(stopping.at(1001))).toEqual(plain(entryAt(1001)));
  expect(log.stats.pageBytes).toBeGreaterThan(0);
  stopping.close();
  await log.close();
});
