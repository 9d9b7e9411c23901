import { expect, it } from "vitest";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { TransactionBuffer } from "../../../server/parser/transaction-buffer.ts";
import { fromSpelling, makeBegin, makeEnd, makeEntry, spell } from "../../support/pipeline-entries.ts";

function chunksOf(entries: readonly PipelineEntry[], size = 1024, bytes?: number): PipelineEntry[][] {
  const chunks: PipelineEntry[][] = [];
  const buffer = new TransactionBuffer(size, (chunk) => void chunks.push([...chunk]), bytes);
  for (const entry of entries) expect(buffer.add(entry)).toBeUndefined();
  return chunks;
}

it("gives chunks of 1024 and 978 for a transaction of 2000 rows", () => {
  const chunks = chunksOf(fromSpelling(`B${"r".repeat(2000)}E`));
  expect(chunks.map((chunk) => chunk.length)).toEqual([1024, 978]);
});

it("gives a last chunk that is only the end for 1023 rows", () => {
  const chunks = chunksOf(fromSpelling(`B${"r".repeat(1023)}E`));
  expect(chunks.map((chunk) => chunk.length)).toEqual([1024, 1]);
});

it.each([
  ["BrrEBrE", ["BrrE", "BrE"]],
  ["rrEBE", ["rrE", "BE"]],
  ["BqrEBd", ["BqrE"]],
  ["rrBrE", ["rr", "BrE"]],
  ["BdrrE", ["BdrrE"]],
  ["Brr", []],
])("splits %s", (text, chunks) => {
  expect(chunksOf(fromSpelling(text)).map(spell)).toEqual(chunks);
});

it("flushes behind a full ring before and behind an entry that ends its chunk", () => {
  expect(chunksOf(fromSpelling("BrE"), 2).map(spell)).toEqual(["Br", "E"]);
  expect(chunksOf(fromSpelling("Brdd"), 2).map(spell)).toEqual(["Br"]);
});

it("hands a chunk on when it is full in bytes, and one entry beyond the bound alone", () => {
  const rows = [100, 100, 100, 5000, 100].map((size) => makeEntry({ size }));
  const chunks = chunksOf([makeBegin(), ...rows, makeEnd()], 1024, 250);
  expect(chunks.map((chunk) => chunk.map((entry) => entry.frame.length))).toEqual([
    [10, 100, 100],
    [100],
    [5000],
    [100, 10],
  ]);
});

it("never hands on a begin alone: the entry behind it tells whether its transaction is empty", () => {
  expect(chunksOf(fromSpelling("BrrEBE"), 1).map(spell)).toEqual(["Br", "r", "E", "BE"]);
  const big = [makeBegin(), makeEntry({ size: 5000 }), makeEntry({ size: 5000 }), makeEnd()];
  expect(chunksOf(big, 1024, 250).map(spell)).toEqual(["Br", "r", "E"]);
});

it("waits between two flushes of one entry, in order", async () => {
  const seen: string[] = [];
  let release: (() => void) | undefined;
  const buffer = new TransactionBuffer(2, (chunk) => {
    seen.push(spell(chunk));
    return seen.length === 1 ? new Promise<void>((resolve) => (release = resolve)) : undefined;
  });
  for (const entry of fromSpelling("Br")) void buffer.add(entry);
  const added = buffer.add(makeEnd());
  expect(seen).toEqual(["Br"]);
  release?.();
  await added;
  expect(seen).toEqual(["Br", "E"]);
});

it("forgets what waits, and says what it was", () => {
  const buffer = new TransactionBuffer(8, () => undefined);
  for (const entry of fromSpelling("Brr")) void buffer.add(entry);
  expect(spell(buffer.waiting)).toBe("Brr");
  buffer.clear();
  expect(buffer.waiting).toEqual([]);
});

it("takes row changes behind a mark out, and says how many had gone", () => {
  const chunks: string[] = [];
  const buffer = new TransactionBuffer(3, (chunk) => void chunks.push(spell(chunk)));
  const begin = buffer.mark();
  for (const entry of fromSpelling("Br")) void buffer.add(entry);
  const mark = buffer.mark();
  for (const entry of fromSpelling("r")) void buffer.add(entry);
  expect(spell(buffer.undo(mark).dropped)).toBe("r");
  for (const entry of fromSpelling("qrr")) void buffer.add(entry);
  expect(chunks).toEqual(["Brq"]);
  expect(buffer.undo(mark)).toMatchObject({ dropped: [{}, {}], late: 0 });
  expect(buffer.undo(begin)).toEqual({ dropped: [], late: 1 });
  expect(buffer.undo(buffer.mark())).toEqual({ dropped: [], late: 0 });
});
