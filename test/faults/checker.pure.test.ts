import { expect, test } from "vitest";
import { breachesOf, countsOf, type Life } from "./checker.ts";

function life(confirmed: number, sent: number, from: number, to: number): Life {
  const rows = Array.from({ length: to - from + 1 }, (_, at) => ({ number: from + at, id: `u:1#${from + at}` }));
  return { confirmed, sent, rows };
}

const check = (...lives: Life[]): string[] => breachesOf({ name: "c", lives }, 10);

test("what is promised passes", () => {
  expect(check(life(0, 0, 1, 10))).toEqual([]);
  expect(check(life(0, 0, 1, 4), life(2, 4, 3, 10))).toEqual([]);
  expect(check(life(0, 0, 1, 4), life(2, 4, 5, 10))).toEqual([]);
  expect(check(life(0, 0, 1, 4), { confirmed: 2, sent: 4, rows: [] }, life(2, 2, 3, 10))).toEqual([]);
  const lives = [life(0, 0, 1, 4), life(2, 4, 3, 10)];
  expect(countsOf({ name: "c", lives })).toEqual({ name: "c", rows: 10, repeats: 2, lives: 2 });
});

test("every breach is found", () => {
  expect(check(life(0, 0, 1, 9)).join()).toContain("9 rows came of 10");
  expect(check(life(0, 0, 2, 10)).join()).toContain("1 is missing");
  expect(check(life(0, 0, 1, 4), life(4, 4, 4, 10)).join()).toContain("comes again, but 4 was acked");
  expect(check(life(0, 0, 1, 4), life(2, 4, 6, 10)).join()).toContain("5 is missing");
  const gap = life(0, 0, 1, 10);
  gap.rows.splice(4, 1);
  expect(check(gap).join()).toContain("row 6 behind row 4");
  const twice = life(0, 0, 1, 10);
  twice.rows.splice(4, 0, { number: 4, id: "u:1#4" });
  expect(check(twice).join()).toContain("row 4 behind row 4");
  const none = life(0, 0, 1, 10);
  none.rows[3] = { number: 4, id: undefined };
  expect(check(none).join()).toContain("row 4 has no id");
  const same = life(0, 0, 1, 10);
  same.rows[3] = { number: 4, id: "u:1#2" };
  expect(check(same).join()).toContain("rows 2 and 4 have one id");
  const changed = life(2, 4, 3, 10);
  changed.rows[0] = { number: 3, id: "u:9#3" };
  expect(check(life(0, 0, 1, 4), changed).join()).toContain("row 3 was u:1#3, now it is u:9#3");
});
