import { expect, test } from "vitest";
import { BackWriter } from "../../../proto/back-writer.ts";
import { COLUMN_TYPE } from "../../../server/binlog/column-type.ts";
import type { RowsEvent } from "../../../server/binlog/event.ts";
import type { TableMap } from "../../../server/binlog/table-map.ts";
import { RowKernel } from "../../../server/kernel/row-kernel.ts";
import { RowTranscoder, type RowPlan } from "../../../server/parser/row-transcoder.ts";
import { BENCH_MAP, BENCH_META, benchEvents } from "../../bench/decode-rows-events.ts";
import { columnMeta, rowsEvent, rowsHeader, tableMap, tableMeta } from "../parser/table-fixture.ts";

const kernel = new RowKernel();
const codecs = new RowTranscoder({ timeZone: "+00:00" });
/** Uses before a plan goes to the kernel. */
const FIRST_USES = 8;

function bytesOf(transcoder: RowTranscoder, plan: RowPlan, event: RowsEvent): Buffer {
  const out = new BackWriter(64);
  transcoder.transcode(out, event, plan, rowsHeader());
  return Buffer.from(out.bytes.subarray(out.pos));
}

function expectSame(transcoder: RowTranscoder, plan: RowPlan, event: RowsEvent): void {
  expect(bytesOf(transcoder, plan, event).equals(bytesOf(codecs, plan, event))).toBe(true);
}

function textTable(name: string): { map: TableMap; plan: RowPlan } {
  const map = tableMap([[COLUMN_TYPE.VARCHAR, 400]]);
  const meta = tableMeta([columnMeta(name, "varchar(100)", { charset: "utf8mb4" })]);
  return { map, plan: codecs.plan(map, meta, undefined) };
}

function textEvent(map: TableMap, bytes: Uint8Array): RowsEvent {
  const length = Buffer.alloc(3);
  length.writeUInt16LE(bytes.length, 1);
  return rowsEvent(map, "INSERT", Buffer.concat([length, bytes]));
}

test("of a regular table the kernel writes every event once the table has come a few times, inserts and updates", () => {
  const transcoder = new RowTranscoder({ timeZone: "+00:00", kernel });
  const plan = transcoder.plan(BENCH_MAP, BENCH_META, undefined);
  const events = benchEvents(2000);
  for (const event of events) expectSame(transcoder, plan, event);
  expect(transcoder.counts).toEqual({ kernelEvents: events.length - FIRST_USES + 1, scriptEvents: FIRST_USES - 1 });
});

test("a table whose events it refuses is left to the codecs for longer and longer, and comes back", () => {
  const transcoder = new RowTranscoder({ timeZone: "+00:00", kernel, kernelUses: 1 });
  const { map, plan } = textTable("t");
  const good = textEvent(map, Buffer.from("as it should be"));
  const bad = textEvent(map, Uint8Array.of(0x61, 0xff));
  const kernelEventsOf = (event: RowsEvent, times: number): number => {
    const before = transcoder.counts.kernelEvents;
    for (let i = 0; i < times; i++) expectSame(transcoder, plan, event);
    return transcoder.counts.kernelEvents - before;
  };
  expect(kernelEventsOf(good, 5)).toBe(5);
  expect(kernelEventsOf(bad, 1)).toBe(0);
  expect(kernelEventsOf(good, 3)).toBe(2);
  // Refused at the first, after 1 more, 3, 7, 15 …, up to 1023.
  expect(kernelEventsOf(bad, 5000)).toBe(0);
  expect(kernelEventsOf(good, 1100)).toBeGreaterThan(70);
  expect(kernelEventsOf(good, 50)).toBe(50);
});

test("plans that need more room than there is let go of all others, which come back when they are used again", () => {
  const small = new RowKernel();
  const transcoder = new RowTranscoder({ timeZone: "+00:00", kernel: small, kernelUses: 1 });
  const tables = Array.from({ length: 40 }, (_, i) => {
    const columns = 300;
    const map = tableMap(Array.from({ length: columns }, () => [COLUMN_TYPE.TINY, 0] as const));
    const names = Array.from({ length: columns }, (_c, c) => columnMeta(`${"n".repeat(60)}_${i}_${c}`, "tinyint"));
    const images = Buffer.alloc(Math.ceil(columns / 8) + columns, i).fill(0, 0, Math.ceil(columns / 8));
    return { plan: codecs.plan(map, tableMeta(names), undefined), event: rowsEvent(map, "DELETE", images) };
  });
  for (let round = 0; round < 12; round++) for (const { plan, event } of tables) expectSame(transcoder, plan, event);
  expect(small.generation).toBeGreaterThan(0);
  expect(transcoder.counts.kernelEvents).toBeGreaterThan(40);
  expect(transcoder.counts.scriptEvents).toBeGreaterThan(0);
});

test("what is too big for the kernel's memory is written by the codecs", () => {
  const transcoder = new RowTranscoder({ timeZone: "+00:00", kernel, kernelUses: 1 });
  const wide = tableMap(Array.from({ length: 5000 }, () => [COLUMN_TYPE.TINY, 0] as const));
  const tiny = tableMap([[COLUMN_TYPE.TINY, 0]]);
  const blob = tableMap([[COLUMN_TYPE.BLOB, 4]]);
  const bytes = (size: number, fill: number): Buffer => {
    const images = Buffer.alloc(5 + size, fill);
    images.writeUInt8(0, 0);
    images.writeUInt32LE(size, 1);
    return images;
  };
  const long = "x".repeat(40);
  const cases: readonly (readonly [string, TableMap, RowsEvent])[] = [
    ["columns", wide, rowsEvent(wide, "INSERT", Buffer.alloc(625 + 5000))],
    ["bytes", blob, rowsEvent(blob, "INSERT", bytes(300_000, 0x41))],
    ["text", tiny, rowsEvent(tiny, "INSERT", Buffer.alloc(120_000))],
    ["places", tiny, rowsEvent(tiny, "UPDATE", Buffer.alloc(262_000))],
  ];
  for (const [what, map, event] of cases) {
    const meta = tableMeta(Array.from({ length: map.columnCount }, (_, i) => columnMeta(`${long}${i}`, "x")));
    const plan = codecs.plan(map, meta, undefined);
    const before = { ...transcoder.counts };
    expectSame(transcoder, plan, event);
    expect([what, transcoder.counts]).toEqual([what, { ...before, scriptEvents: before.scriptEvents + 1 }]);
  }
  const plan = codecs.plan(blob, undefined, undefined);
  const before = transcoder.counts.kernelEvents;
  expectSame(transcoder, plan, rowsEvent(blob, "INSERT", bytes(250_000, 0xff)));
  expect(transcoder.counts.kernelEvents).toBe(before + 1);
});

test("a kernel that fails is told of once and not asked again, and the rows come", () => {
  class Broken extends RowKernel {
    override write(): never {
      throw new RangeError("out of bounds");
    }
  }
  const failures: unknown[] = [];
  const transcoder = new RowTranscoder({
    timeZone: "+00:00",
    kernel: new Broken(),
    kernelUses: 1,
    onKernelFailure: (error) => failures.push(error),
  });
  const { map, plan } = textTable("t");
  for (let i = 0; i < 5; i++) expectSame(transcoder, plan, textEvent(map, Buffer.from("abc")));
  expect(failures).toEqual([new RangeError("out of bounds")]);
  expect(transcoder.counts).toEqual({ kernelEvents: 0, scriptEvents: 5 });
});
