import * as fc from "fast-check";
import { expect, test } from "vitest";
import { COLUMN_TYPE } from "../../../server/binlog/column-type.ts";
import type { RowsEvent } from "../../../server/binlog/event.ts";
import type { TableMap } from "../../../server/binlog/table-map.ts";
import { RowTranscoder, type RowPlan } from "../../../server/parser/row-transcoder.ts";
import { columnMeta, rowsEvent, tableMap, tableMeta } from "../parser/table-fixture.ts";
import { ByBoth, type Written } from "./by-both.ts";
import { doubles, HOST_KINDS, NATIVE_KINDS, prefixed, type StoredKind } from "./stored-values.ts";

/** `SLUICE_FUZZ_SCALE=20` for minutes of it (`--testTimeout=900000`). */
const SCALE = Number(process.env["SLUICE_FUZZ_SCALE"] ?? 1);
const both = new ByBoth();
const zones = ["+00:00", "+08:00", "-11:30"].map((timeZone) => new RowTranscoder({ timeZone }));

type Stored = Uint8Array | undefined;

function planOf(kinds: readonly StoredKind[], names: boolean, zone: number): { map: TableMap; plan: RowPlan } {
  const map = tableMap(
    kinds.map(({ type, meta }) => [type, meta] as const),
    { unsigned: kinds.map(({ unsigned }) => unsigned) },
  );
  const meta = tableMeta(
    kinds.map(({ mysqlType, unsigned, charset }, i) =>
      columnMeta(names ? `a_column_of_some_length_${i}` : `c${i}`, mysqlType ?? "x", {
        unsigned: unsigned ?? false,
        charset,
        isKey: i === 0,
      }),
    ),
  );
  return { map, plan: (zones[zone] as RowTranscoder).plan(map, meta, undefined) };
}

function bitmapOf(flags: readonly boolean[]): Uint8Array {
  const bits = new Uint8Array((flags.length + 7) >> 3);
  for (const [i, flag] of flags.entries()) if (flag) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
  return bits;
}

function imageOf(image: readonly Stored[], present: readonly boolean[]): Uint8Array[] {
  const values = image.filter((_, i) => present[i] === true);
  return [bitmapOf(values.map((value) => value === undefined)), ...values.flatMap((value) => value ?? [])];
}

/** A table, rows before and after of which many values are the same, and columns that the images have. */
function events(kinds: readonly StoredKind[]): fc.Arbitrary<{ plan: RowPlan; event: RowsEvent }> {
  return fc
    .tuple(fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 14 }), fc.boolean(), fc.nat(2))
    .chain(([chosen, names, zone]) => {
      const { map, plan } = planOf(chosen, names, zone);
      const image = fc.tuple(...chosen.map(({ value }) => fc.option(value, { nil: undefined, freq: 6 })));
      const flags = fc.array(fc.boolean(), { minLength: chosen.length, maxLength: chosen.length });
      const bitmap = fc.oneof(
        fc.constant(chosen.map(() => true)),
        flags.filter((set) => set.includes(true)),
      );
      const rows = fc.array(fc.tuple(image, image, flags), { minLength: 1, maxLength: 8 });
      return fc
        .tuple(rows, bitmap, bitmap, fc.constantFrom("INSERT" as const, "UPDATE" as const, "DELETE" as const))
        .map(([pairs, before, after, operation]) => {
          const parts = pairs.flatMap(([old, other, kept]) => {
            if (operation !== "UPDATE") return imageOf(old, before);
            return [
              ...imageOf(old, before),
              ...imageOf(
                old.map((value, i) => (kept[i] === true ? value : other[i])),
                after,
              ),
            ];
          });
          const bitmaps = { present: bitmapOf(before), presentAfter: bitmapOf(after) };
          return { plan, event: rowsEvent(map, operation, Buffer.concat(parts), bitmaps) };
        });
    });
}

/** Both have rows, and the same. */
function expectSame(kernel: Written | undefined, codecs: Written | undefined): void {
  expect(kernel?.rows).toBe(codecs?.rows);
  if (kernel === undefined || codecs === undefined || !kernel.bytes.equals(codecs.bytes)) {
    expect(kernel?.bytes.toString("latin1")).toBe(codecs?.bytes.toString("latin1"));
  }
  expect(kernel).toBeDefined();
}

test("regular rows of every type are the same bytes by the kernel, which refuses none of them", () => {
  fc.assert(
    fc.property(events(NATIVE_KINDS), ({ plan, event }) => {
      const codecs = both.byCodecs(plan, event);
      const kernel = both.byKernel(plan, event);
      expectSame(kernel, codecs);
    }),
    { numRuns: 1500 * SCALE },
  );
});

test("what goes through the codecs of the host is the same bytes too, or refused where a text is none", () => {
  fc.assert(
    fc.property(events([...HOST_KINDS, ...NATIVE_KINDS.slice(0, 12)]), ({ plan, event }) => {
      const codecs = both.byCodecs(plan, event);
      const kernel = both.byKernel(plan, event);
      if (codecs === undefined || codecs.invalidTexts > 0) expect(kernel).toBeUndefined();
      else expectSame(kernel, codecs);
    }),
    { numRuns: 600 * SCALE },
  );
});

test("bytes that were hurt are refused, or written as the codecs write them", () => {
  const hurt = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });
  const seen = { same: 0, refused: 0, wrong: 0 };
  fc.assert(
    fc.property(events([...NATIVE_KINDS, ...HOST_KINDS]), hurt, fc.option(fc.nat()), ({ plan, event }, bytes, cut) => {
      const images = Uint8Array.from(event.bytes);
      for (const [at, byte] of bytes) images[at % images.length] = byte;
      const whole = { ...event, bytes: images, rowsEnd: cut === null ? images.length : cut % (images.length + 1) };
      const codecs = both.byCodecs(plan, whole);
      const kernel = both.byKernel(plan, whole);
      if (kernel === undefined) seen.refused++;
      else if (codecs === undefined) seen.wrong++;
      else seen.same++;
      if (kernel !== undefined) expectSame(kernel, codecs);
    }),
    { numRuns: 1500 * SCALE },
  );
  expect(seen.wrong).toBe(0);
  expect(Math.min(seen.same, seen.refused)).toBeGreaterThan(100);
});

test("bytes at random are refused, or written as the codecs write them", () => {
  const kinds = fc.array(fc.constantFrom(...NATIVE_KINDS, ...HOST_KINDS), { minLength: 1, maxLength: 5 });
  const operation = fc.constantFrom("INSERT" as const, "UPDATE" as const, "DELETE" as const);
  fc.assert(
    fc.property(kinds, operation, fc.uint8Array({ maxLength: 120 }), (chosen, kind, images) => {
      const { map, plan } = planOf(chosen, false, 0);
      const event = rowsEvent(map, kind, images);
      const codecs = both.byCodecs(plan, event);
      const kernel = both.byKernel(plan, event);
      if (kernel !== undefined) expectSame(kernel, codecs);
    }),
    { numRuns: 2000 * SCALE },
  );
});

test("JSON that was hurt is refused, or written as the codec writes it", () => {
  const { value } = NATIVE_KINDS.findLast(({ type }) => type === COLUMN_TYPE.JSON) as StoredKind;
  const { map, plan } = planOf([{ type: COLUMN_TYPE.JSON, meta: 4, mysqlType: "json", value }], false, 0);
  const hurt = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(value, hurt, (stored, bytes) => {
      const images = Uint8Array.from([0, ...stored]);
      for (const [at, byte] of bytes) images[5 + (at % Math.max(1, images.length - 5))] = byte;
      const event = rowsEvent(map, "INSERT", images.subarray(0, 1 + stored.length));
      const codecs = both.byCodecs(plan, event);
      const kernel = both.byKernel(plan, event);
      if (kernel !== undefined) expectSame(kernel, codecs);
    }),
    { numRuns: 3000 * SCALE },
  );
});

test.each([
  [COLUMN_TYPE.DOUBLE, 8],
  [COLUMN_TYPE.FLOAT, 4],
] as const)("numbers of type %i have the digits that the codec gives them", (type, size) => {
  const { map, plan } = planOf([{ type, meta: size, value: prefixed(fc.constant(new Uint8Array(0)), 1) }], false, 0);
  const most = 2000;
  fc.assert(
    fc.property(fc.array(doubles, { minLength: most, maxLength: most }), fc.nat(), (values, seed) => {
      const images = Buffer.alloc(values.length * 2 * (size + 1));
      const row = (i: number): number => i * (size + 1) + 1;
      for (const [i, value] of values.entries()) {
        if (size === 8) images.writeDoubleLE(value, row(i));
        else images.writeFloatLE(value, row(i));
        // And as many with any bits at all.
        const mixed = Math.imul(seed + i, 2_654_435_761);
        const at = row(values.length + i);
        images.writeInt32LE(mixed, at);
        if (size === 8)
          images.writeInt32LE((Math.imul(mixed, 40_503) & 0x00ff_ffff) | ((0x38 + (i & 15)) << 24), at + 4);
      }
      const event = rowsEvent(map, "INSERT", images);
      expectSame(both.byKernel(plan, event), both.byCodecs(plan, event));
    }),
    { numRuns: 10 * SCALE },
  );
});

test("of all beginnings of a sequence of UTF-8 it takes those that the codec takes", () => {
  const { map, plan } = planOf(
    [{ type: COLUMN_TYPE.VARCHAR, meta: 80, charset: "utf8mb4", value: fc.constant(new Uint8Array(0)) }],
    false,
    0,
  );
  const seconds = [0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
  const others = [0x41, 0x80, 0xbf, 0xc0];
  let taken = 0;
  for (let first = 0x80; first < 0x100; first++) {
    for (const second of seconds) {
      for (const third of others) {
        for (const fourth of others) {
          for (const text of [
            [first, second, third, fourth],
            [0x61, first, second, third],
            [first, second],
          ]) {
            const event = rowsEvent(map, "INSERT", Uint8Array.of(0, text.length, ...text));
            const codecs = both.byCodecs(plan, event);
            const kernel = both.byKernel(plan, event);
            if (codecs?.invalidTexts === 0) expectSame(kernel, codecs);
            else expect(kernel).toBeUndefined();
            if (kernel !== undefined) taken++;
          }
        }
      }
    }
  }
  expect(taken).toBeGreaterThan(1000);
});
