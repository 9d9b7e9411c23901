import { expect, test } from "vitest";
import { RowPlaces } from "../../../server/parser/row-places.ts";

test("the places of an event's rows are kept, however many, and the array of a huge event is not", () => {
  const { starts } = new RowPlaces();
  for (const rows of [3, 70_000, 5, 300]) {
    starts.clear();
    for (let i = 0; i < rows; i++) starts.push(i * 7);
    expect(starts.length).toBe(rows);
    expect([starts.at(0), starts.at(rows - 1)]).toEqual([0, (rows - 1) * 7]);
  }
});

test("an event of more rows than anybody writes is refused before its index takes the memory", () => {
  const { starts } = new RowPlaces();
  const most = 1 << 25;
  for (let i = 0; i < most; i++) starts.push(i);
  expect(() => {
    starts.push(most);
  }).toThrow(expect.objectContaining({ code: "BINLOG_UNSUPPORTED", offset: most }));
  expect(starts.length).toBe(most);
});
