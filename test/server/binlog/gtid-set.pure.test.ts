import * as fc from "fast-check";
import { expect, test } from "vitest";
import { GtidSet } from "../../../server/binlog/gtid-set.ts";
import { decodeGtidSetBytes, encodeGtidSet } from "../../../server/binlog/gtid-set-codec.ts";
import { codedError, expectCode } from "./coded-error.ts";
import { bytes, u64 } from "./event-bytes.ts";

const A = "32a48443-e529-11f1-a1d1-02fc00000001";
const B = "42a48443-e529-11f1-a1d1-02fc00000001";
const text = (set: string): string => GtidSet.parse(set).toString();

test.each([
  ["", ""],
  [" , \n,", ""],
  [`${A}:1-5`, `${A}:1-5`],
  [`${A}:5`, `${A}:5`],
  [`${A.toUpperCase()}:1 - 5 : 7 ,\n ${B}:3\n`, `${A}:1-5:7,${B}:3`],
  [`${B}:3,${A}:7:1-5:6`, `${A}:1-7,${B}:3`],
  [`${A}:1-5,${A}:4-9`, `${A}:1-9`],
  [`${A}:9-4:2`, `${A}:2`],
  [A.replaceAll("-", "") + ":1", `${A}:1`],
  [`${A}:1-162:tag_a:1-2:tag_b:1`, `${A}:1-162:tag_a:1-2:tag_b:1`],
  [`${A}:TAG_B:1:tag_a:2-3:5,${A}:4`, `${A}:4:tag_a:2-3:5:tag_b:1`],
  [`${A}:tag_a:1,${B}:1`, `${A}:tag_a:1,${B}:1`],
  [`${A}:9223372036854775806`, `${A}:9223372036854775806`],
])("%j is %j", (given, canonical) => {
  expect(text(given)).toBe(canonical);
  expect(text(canonical)).toBe(canonical);
});

test.each([
  A,
  `${A}:`,
  `${A}:tag_a`,
  `${A}:0`,
  `${A}:0-5`,
  `${A}:1-`,
  `${A}:-5`,
  `${A}:1-2-3`,
  `${A}:9223372036854775807`,
  `${A}:1-99999999999999999999`,
  `${A}:1tag:5`,
  `${A}:${"t".repeat(33)}:5`,
  `${A}:tag-a:5`,
  `x${A}:1`,
  `${A.slice(1)}:1`,
  "1-5",
  "0-1-100",
  ":",
  `${A}:1;${B}:2`,
])("%j is no set", (given) => {
  expectCode(() => GtidSet.parse(given), "BINLOG_BAD_GTID_SET");
});

test("one GTID after the other", () => {
  const set = new GtidSet();
  expect([set.isEmpty, set.hasTags, set.toString()]).toEqual([true, false, ""]);
  for (const gtid of [`${A}:1`, `${A}:2`, `${A}:4`, `${A}:3`, `${A}:tag_a:9223372036854775806`, `${B}:9`])
    set.add(gtid);
  expect(set.toString()).toBe(`${A}:1-4:tag_a:9223372036854775806,${B}:9`);
  expect([set.isEmpty, set.hasTags]).toEqual([false, true]);
  expect([`${A}:4`, `${A}:5`, `${A}:tag_a:1`, `${B}:9`, `${B}:8`].map((gtid) => set.has(gtid))).toEqual([
    true,
    false,
    false,
    true,
    false,
  ]);
  for (const bad of ["", A, `${A}:`, `${A}:x`, `:1`, `${A}:0`, `${A}:T A:1`]) {
    expectCode(() => set.add(bad), "BINLOG_BAD_GTID_SET");
  }
});

test("a clone is its own set", () => {
  const set = GtidSet.parse(`${A}:1`);
  const copy = set.clone();
  copy.add(`${A}:2`);
  expect([set.toString(), copy.toString()]).toEqual([`${A}:1`, `${A}:1-2`]);
});

test("union, difference, containment where a uuid or tag is on one side only", () => {
  const big = GtidSet.parse(`${A}:1-10:tag_a:1-3,${B}:1`);
  const small = GtidSet.parse(`${A}:3-4:tag_b:1`);
  expect(big.contains(small)).toBe(false);
  expect(big.clone().union(small).contains(small)).toBe(true);
  expect(big.clone().subtract(small).toString()).toBe(`${A}:1-2:5-10:tag_a:1-3,${B}:1`);
  expect(small.clone().subtract(big).toString()).toBe(`${A}:tag_b:1`);
  expect(big.clone().subtract(big).isEmpty).toBe(true);
  expect(big.contains(new GtidSet())).toBe(true);
  expect(new GtidSet().contains(big)).toBe(false);
});

const uuids = [A, B, "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"];
const gtids = fc.array(
  fc.record({
    uuid: fc.constantFrom(...uuids),
    tag: fc.constantFrom("", "", "a", "tag_b", `_${"z".repeat(31)}`),
    gno: fc.oneof(fc.integer({ min: 1, max: 12 }).map(BigInt), fc.bigInt(1n, 9_223_372_036_854_775_806n)),
  }),
  { maxLength: 25 },
);
type Gtids = { readonly uuid: string; readonly tag: string; readonly gno: bigint }[];
const name = ({ uuid, tag, gno }: Gtids[number]): string => (tag === "" ? `${uuid}:${gno}` : `${uuid}:${tag}:${gno}`);
const setOf = (list: Gtids): GtidSet => {
  const set = new GtidSet();
  for (const gtid of list) set.add(name(gtid));
  return set;
};

test("a set is what was put into it, in whatever order, and survives text and both binary forms", () => {
  fc.assert(
    fc.property(gtids, (list) => {
      const set = setOf(list);
      expect(setOf(list.toReversed()).toString()).toBe(set.toString());
      expect(text(set.toString())).toBe(set.toString());
      expect(decodeGtidSetBytes(encodeGtidSet(set)).toString()).toBe(set.toString());
      expect(decodeGtidSetBytes(encodeGtidSet(set, "tagged")).toString()).toBe(set.toString());
      for (const gtid of list) expect(set.has(name(gtid))).toBe(true);
    }),
  );
});

test("set algebra agrees with sets of names", () => {
  fc.assert(
    fc.property(gtids, gtids, gtids, (left, right, probes) => {
      const a = new Set(left.map(name));
      const b = new Set(right.map(name));
      const union = setOf(left).union(setOf(right));
      const minus = setOf(left).subtract(setOf(right));
      for (const probe of [...left, ...right, ...probes].map(name)) {
        expect(union.has(probe)).toBe(a.has(probe) || b.has(probe));
        expect(minus.has(probe)).toBe(a.has(probe) && !b.has(probe));
      }
      expect(minus.isEmpty).toBe(minus.toString() === "");
      expect(setOf(right).contains(setOf(left))).toBe([...a].every((gtid) => b.has(gtid)));
      expect(union.contains(setOf(left)) && union.contains(setOf(right))).toBe(true);
    }),
  );
});

test("the binary forms", () => {
  const sid = Buffer.from(A.replaceAll("-", ""), "hex");
  expect(encodeGtidSet(new GtidSet())).toEqual(Buffer.alloc(8));
  expect(encodeGtidSet(new GtidSet(), "tagged")).toEqual(bytes(1, 0, 0, 0, 0, 0, 0, 1));
  expect(encodeGtidSet(GtidSet.parse(`${A}:1-5`))).toEqual(bytes(u64(1), sid, u64(1), u64(1), u64(6)));
  expect(encodeGtidSet(GtidSet.parse(`${A}:1:tag_a:7`))).toEqual(
    bytes(1, 2, 0, 0, 0, 0, 0, 1, sid, 0, u64(1), u64(1), u64(2), sid, 10, "tag_a", u64(1), u64(7), u64(8)),
  );
});

test.each([
  ["seven bytes", Buffer.alloc(7)],
  ["a count and no data", u64(1)],
  ["a count of 2^56 in the untagged layout", u64(2n ** 55n)],
  ["a tagged count that is not whole", bytes(2, 1, 0, 0, 0, 0, 0, 1)],
  ["a tagged count of 2^48 - 1", bytes(1, 255, 255, 255, 255, 255, 255, 1, Buffer.alloc(60))],
  ["2^60 intervals", bytes(u64(1), Buffer.alloc(16), u64(2n ** 60n))],
  ["a tag of 127 bytes", bytes(1, 1, 0, 0, 0, 0, 0, 1, Buffer.alloc(16), 254, Buffer.alloc(200))],
  ["an interval that ends before it starts", bytes(u64(1), Buffer.alloc(16), u64(1), u64(5), u64(5))],
  ["an interval from 0", bytes(u64(1), Buffer.alloc(16), u64(1), u64(0), u64(5))],
  ["bytes behind", Buffer.alloc(9)],
])("%s is no set", (_, given) => {
  expectCode(() => decodeGtidSetBytes(given), "BINLOG_BAD_GTID_SET");
});

test("zero intervals of a uuid add nothing", () => {
  expect(decodeGtidSetBytes(bytes(u64(1), Buffer.alloc(16), u64(0))).isEmpty).toBe(true);
});

function tried(run: () => unknown): void {
  try {
    run();
  } catch {
    expect(codedError(run).code).toBe("BINLOG_BAD_GTID_SET");
  }
}

test("random bytes and text: a set or the one code", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (given) => tried(() => decodeGtidSetBytes(given))));
  const noisy = fc.array(fc.constantFrom(A, B, ":", ",", "-", "1", "7", "tag", " ", "0", "é"), { maxLength: 14 });
  fc.assert(fc.property(noisy, (given) => tried(() => GtidSet.parse(given.join("")))));
});
