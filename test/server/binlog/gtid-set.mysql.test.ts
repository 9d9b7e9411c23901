import * as fc from "fast-check";
import { expect, test } from "vitest";
import { GtidSet } from "../../../server/binlog/gtid-set.ts";
import type { Database } from "../../support/database-server.ts";
import { sharedMysql56, sharedMysql97 } from "../../support/shared-servers.ts";

const uuid = fc.constantFrom(
  "32a48443-e529-11f1-a1d1-02fc00000001",
  "32A48443-E529-11F1-A1D1-02FC00000001",
  "42a48443-e529-11f1-a1d1-02fc00000001",
  "00000000-0000-0000-0000-000000000001",
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
);
const gno = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 30 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom("9007199254740993", "9223372036854775806") },
);
const interval = fc.tuple(gno, fc.option(fc.nat(5))).map(([start, more]) => {
  if (more === null) return start;
  return `${start}-${start.length > 5 ? "9223372036854775806" : Number(start) + more}`;
});
const intervals = fc.array(interval, { minLength: 1, maxLength: 5 }).map((list) => list.join(":"));
const space = fc.constantFrom("", "", " ", "\n");

/** Texts of sets, as people write them. */
function texts(tagged: boolean): fc.Arbitrary<string> {
  const tag = fc.constantFrom("tag_a", "TAG_A", "b", "_x9");
  const groups = fc.array(fc.tuple(tag, intervals), { maxLength: tagged ? 3 : 0 });
  const item = fc
    .tuple(space, uuid, intervals, groups)
    .map(([before, id, own, tags]) => before + [id, own, ...tags.map(([name, list]) => `${name}:${list}`)].join(":"));
  return fc.array(item, { maxLength: 5 }).map((items) => items.join(","));
}

/** Compares with the server over many pairs; gives how many held the second in the first. */
async function judge(server: Database, tagged: boolean): Promise<number> {
  const pairs = fc.sample(fc.tuple(texts(tagged), texts(tagged)), { numRuns: 150, seed: 97 });
  const connection = await server.connect();
  let subsets = 0;
  try {
    for (const [left, right] of pairs) {
      const [rows] = await connection.query(
        "SELECT GTID_SUBTRACT(?, '') AS canonical, GTID_SUBTRACT(?, ?) AS difference, GTID_SUBSET(?, ?) AS subset",
        [left, left, right, right, left],
      );
      const [row] = rows as { canonical: string; difference: string; subset: number }[];
      const a = GtidSet.parse(left);
      const b = GtidSet.parse(right);
      const place = `${JSON.stringify(left)} and ${JSON.stringify(right)}`;
      expect(a.toString(), place).toBe(row?.canonical.replaceAll("\n", ""));
      expect(a.contains(b), place).toBe(row?.subset === 1);
      expect(a.clone().subtract(b).toString(), place).toBe(row?.difference.replaceAll("\n", ""));
      subsets += row?.subset ?? 0;
    }
  } finally {
    await connection.end();
  }
  return subsets;
}

test("MySQL 9.7 writes, subtracts and compares sets with tags as we do", async () => {
  expect(await judge(sharedMysql97(), true)).toBeGreaterThan(5);
});

test("MySQL 5.6 writes, subtracts and compares sets as we do", async () => {
  expect(await judge(sharedMysql56(), false)).toBeGreaterThan(5);
});
