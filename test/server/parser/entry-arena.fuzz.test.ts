import * as fc from "fast-check";
import { expect, it } from "vitest";
import { EntryType, EventType } from "../../../proto/entry-type.ts";
import { EntryArena } from "../../../server/parser/entry-arena.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { NO_TABLE } from "../../../server/pipeline-entry.ts";

/** Seals an "entry" of that many bytes, all of one value. */
function seal(arena: EntryArena, size: number, value: number): PipelineEntry {
  arena.out.raw(new Uint8Array(size).fill(value));
  arena.out.varint(size);
  arena.out.byte(0x12);
  return arena.seal({
    entryType: EntryType.ROWDATA,
    eventType: EventType.INSERT,
    table: NO_TABLE,
    rows: 1,
    journalName: "bin.000001",
    position: 4,
    index: 0,
    timestamp: 0,
    serverId: 1,
    gtid: "",
  });
}

it("gives each entry its own bytes, whatever comes behind it", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 400_000 }), { maxLength: 30 }), (sizes) => {
      const arena = new EntryArena();
      const entries = sizes.map((size, i) => seal(arena, size, i));
      for (const [i, entry] of entries.entries()) {
        const body = entry.frame.subarray(entry.entryStart);
        expect(body.length).toBe(sizes[i]);
        expect(body.every((byte) => byte === i)).toBe(true);
      }
    }),
    { numRuns: 20 },
  );
});

it("lays small frames one behind the other", () => {
  const arena = new EntryArena();
  const [first, second, third] = [200, 3, 70].map((size) => seal(arena, size, 1));
  expect(second?.frame.buffer).toBe(first?.frame.buffer);
  expect(second?.frame.byteOffset).toBe((first?.frame.byteOffset ?? 0) + (first?.frame.length ?? 0));
  expect(third?.frame.byteOffset).toBe((second?.frame.byteOffset ?? 0) + (second?.frame.length ?? 0));
});

it("gives a big frame memory of its own size", () => {
  const arena = new EntryArena();
  const entry = seal(arena, 3_000_000, 1);
  expect(entry.frame.buffer.byteLength).toBe(entry.frame.length);
});

it("refuses what is not one frame", () => {
  const arena = new EntryArena();
  arena.out.raw(Uint8Array.of(0x12, 5, 1));
  expect(() => arena.seal(seal(new EntryArena(), 1, 1))).toThrow(/INTERNAL_BUG/);
});

it("gives one object per table name", () => {
  const arena = new EntryArena();
  expect(arena.tableName("a", "b")).toBe(arena.tableName("a", "b"));
  expect(arena.tableName("a.b", "c")).not.toBe(arena.tableName("a", "b.c"));
  expect(arena.tableName("", "")).toBe(NO_TABLE);
});
