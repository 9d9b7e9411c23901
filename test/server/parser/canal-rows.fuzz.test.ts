import { expect, test } from "vitest";
import { rowEventPairs, type Column, type RowEventPair } from "./canal-rows.ts";

/**
 * Every row event of two whole workloads, as a running Java Canal delivered it and as we do: the same bytes, but for the columns below, where
 * Canal is known to be wrong (README, deviations).
 */
const DIFFERENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "zoo-mysql56": {
    "t_flt.f": "more digits than the shortest (an older JDK)",
    "t_flt.fu": "more digits than the shortest (an older JDK)",
    "t_dec.du": "fraction of zeros cut",
    "t_dec.d1010": "fraction of zeros cut",
    "t_dec.d3810": "fraction of zeros cut",
    "t_dec.d6530": "fraction of zeros cut",
    "t_dec.d3030": "fraction of zeros cut",
    "t_dec.d144": "fraction of zeros cut",
    "t_str.bi": "BINARY without its trailing zero bytes",
    "t_cs.*": "read as UTF-8 whatever the column's character set",
  },
  "zoo-mysql97": {
    "t_flt.f": "more digits than the shortest (an older JDK)",
    "t_flt.fu": "more digits than the shortest (an older JDK)",
    "t_dec.du": "fraction of zeros cut",
    "t_dec.d1010": "fraction of zeros cut",
    "t_dec.d3810": "fraction of zeros cut",
    "t_dec.d6530": "fraction of zeros cut",
    "t_dec.d3030": "fraction of zeros cut",
    "t_dec.d144": "fraction of zeros cut",
    "t_str.bi": "BINARY without its trailing zero bytes",
    "t_cs.*": "read as UTF-8 whatever the column's character set",
    "t_json.j": "opaque bytes that are no text",
    "t_json.k": "fraction of zeros cut",
    "t_pj.j": 'a column that a partial update did not change is "" and updated',
    "t_pj.k": 'a column that a partial update did not change is "" and updated',
  },
};

function lists(pair: RowEventPair): [Column[], Column[]][] {
  return pair.canal.change.rowDatas.flatMap((row, i): [Column[], Column[]][] => {
    const own = pair.ours.change.rowDatas[i];
    return [
      [row.beforeColumns ?? [], own?.beforeColumns ?? []],
      [row.afterColumns ?? [], own?.afterColumns ?? []],
    ];
  });
}

/** `table.column` of every column that is not the same; "" when something else is not. */
function differences(pair: RowEventPair): string[] {
  const found: string[] = [];
  const table = pair.canal.entry.header?.tableName ?? "";
  expect(pair.ours.change.rowDatas.length, pair.where).toBe(pair.canal.change.rowDatas.length);
  for (const [canal, ours] of lists(pair)) {
    expect(
      ours.map((column) => column.index),
      pair.where,
    ).toEqual(canal.map((column) => column.index));
    canal.forEach((column, i) => {
      const same = JSON.stringify(column) === JSON.stringify(ours[i]);
      if (!same) found.push(table === "t_cs" ? "t_cs.*" : `${table}.${column.name}`);
    });
  }
  return found;
}

test.each(["zoo-mysql56", "zoo-mysql97"])("%s: what Java Canal sends, byte for byte", (server) => {
  const pairs = rowEventPairs(server);
  expect(pairs.length).toBeGreaterThan(200);
  const found = new Set<string>();
  for (const pair of pairs) {
    if (pair.ours.bytes.equals(pair.canal.bytes)) continue;
    const own = differences(pair);
    // Other bytes must show in a column, unless they are the length of a payload event, which its inner events share in Canal.
    if (own.length === 0)
      expect(pair.ours.entry.header?.eventLength, pair.where).not.toEqual(pair.canal.entry.header?.eventLength);
    for (const name of own) found.add(name);
  }
  expect([...found].toSorted()).toEqual(Object.keys(DIFFERENCES[server] ?? {}).toSorted());
});

test("a partial update gives the functions that Canal gives", () => {
  const texts = rowEventPairs("zoo-mysql97")
    .flatMap((pair) => pair.ours.change.rowDatas)
    .flatMap((row) => row.afterColumns ?? [])
    .filter((column) => column.value?.startsWith("JSON_"));
  expect(texts.map((column) => column.value)).toMatchInlineSnapshot(`
    [
      "JSON_REPLACE(j, '$.a', "b")",
      "JSON_REMOVE(j, '$.b[1]')",
      "JSON_INSERT(j, '$.newkey', "2020-01-02 03:04:05.000000")",
      "JSON_REPLACE(k, '$.l', 2)",
      "JSON_ARRAY_INSERT(JSON_REMOVE(j, '$.c.d'), '$.b[5]', "appended")",
      "JSON_REPLACE(j, '$[0]', 10, '$[1]', {"x": 1.5})",
      "JSON_REPLACE(j, '$[2]', 33)",
      "JSON_REPLACE(k, '$.l', [1, 2, 3])",
    ]
  `);
});
