import { expect, it } from "vitest";
import { FieldFilter } from "../../../server/sink/field-filter.ts";

it("wants every column of a table it does not name", () => {
  expect(new FieldFilter().fieldsOf("a", "b")).toBeUndefined();
  expect(new FieldFilter("x.y:c", "x.z:d").fieldsOf("a", "b")).toBeUndefined();
});

it("keeps only the columns of a white-list, letter case aside, and then asks no black-list", () => {
  const test = new FieldFilter("Shop.Orders:ID/amount, crm.c:x", "shop.orders:id").fieldsOf("shop", "ORDERS");
  expect(["id", "Amount", "note"].map((name) => test?.(name))).toEqual([true, true, false]);
});

it("drops the columns of a black-list", () => {
  const test = new FieldFilter("", "shop.orders:card/cvc").fieldsOf("shop", "orders");
  expect(["id", "CARD", "cvc"].map((name) => test?.(name))).toEqual([true, false, false]);
});

it("joins two items of one table and gives one object per table", () => {
  const filter = new FieldFilter("a.b:x,a.b:y");
  const test = filter.fieldsOf("a", "b");
  expect([test?.("x"), test?.("y"), test?.("z")]).toEqual([true, true, false]);
  expect(filter.fieldsOf("A", "B")).toBe(test);
});

it.each(["shop:id", "shop.orders", "shop.orders:", ":id", ".t:id"])("refuses %j by name", (item) => {
  expect(() => new FieldFilter(item)).toThrow(/FILTER_BAD_FIELDS.*canal\.instance\.filter\.field/);
  expect(() => new FieldFilter("", `a.b:c,${item}`)).toThrow(/FILTER_BAD_FIELDS.*black/);
});
