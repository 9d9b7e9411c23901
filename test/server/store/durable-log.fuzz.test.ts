import { describe, expect, test } from "vitest";
import { DurableLog } from "../../../server/store/log/durable-log.ts";
import type { DurableLogOptions } from "../../../server/store/log/durable-log.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";
import { entriesFrom, entryAt, logOptions, plain } from "./log-entries.ts";

const NEVER = new AbortController().signal;
const SOURCE = { address: "127.0.0.1", port: 3306, uuid: "u1" };

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await tempFolder("log");
  try {
    await work(folder);
  } finally {
    await removeTempFolder(folder);
  }
}

/** Puts entries `from` to `to` in chunks and waits until they are visible. */
async function fill(log: DurableLog, from: number, to: number, bytes = 200): Promise<void> {
  for (let n = from; n <= to; n += 50) await log.put(entriesFrom(n, Math.min(50, to - n + 1), bytes), NEVER);
  await log.waitFor(to, NEVER);
}

async function readAll(log: DurableLog, from: number, to: number): Promise<void> {
  const reader = log.openReader();
  for (let seq = from; seq <= to; seq++) {
    if (reader.at(seq) === undefined) await reader.load(seq);
    expect(plain(reader.at(seq))).toEqual(plain(entryAt(seq)));
  }
  reader.close();
}

const open = (folder: string, more: Partial<DurableLogOptions> = {}): Promise<DurableLog> =>
  DurableLog.open({ ...logOptions(folder), ...more });

describe("DurableLog", () => {
  test("gives what was put, out of memory and off the disk, after a restart too, and goes on numbering", () =>
    withFolder(async (folder) => {
      const log = await open(folder);
      log.beginSource(SOURCE);
      expect([log.first, log.next, log.end]).toEqual([1, 1, undefined]);
      await fill(log, 1, 3000);
      expect(log.next).toBe(3001);
      expect(log.at(1)).toBeUndefined();
      expect(log.at(3000)).toBeDefined();
      await readAll(log, 1, 3000);
      expect(log.end?.last).toMatchObject({ seq: 3000, source: SOURCE });
      await log.close();
      const again = await open(folder);
      expect([again.first, again.next]).toEqual([1, 3001]);
      expect(again.end).toEqual(log.end);
      again.beginSource(SOURCE);
      await fill(again, 3001, 3500);
      await readAll(again, 2500, 3500);
      await again.close();
    }));
});
