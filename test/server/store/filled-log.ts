import { expect } from "vitest";
import type { DurableLog } from "../../../server/store/log/durable-log.ts";
import { entriesFrom, entryAt, plain } from "./log-entries.ts";

const NEVER = new AbortController().signal;

/** Puts these entries of the endless log, so many at a time, and waits until all are visible. */
export async function fill(log: DurableLog, from: number, to: number, chunk: number): Promise<void> {
  for (let n = from; n <= to; n += chunk) await log.put(entriesFrom(n, Math.min(chunk, to - n + 1)), NEVER);
  while (log.next <= to) await log.waitFor(to, NEVER);
}

/** A reader gets them all, as they were put. */
export async function expectWhole(log: DurableLog, from: number, to: number): Promise<void> {
  const reader = log.openReader();
  for (let seq = from; seq <= to; seq++) {
    if (reader.at(seq) === undefined) await reader.load(seq);
    expect(plain(reader.at(seq))).toEqual(plain(entryAt(seq)));
  }
  reader.close();
}
