import { expect, it } from "vitest";
import { Ledger } from "../../../server/ledger/ledger.ts";
import { makeEntry } from "../../support/pipeline-entries.ts";

it("counts events and rows by table and reason, and sums up", () => {
  const ledger = new Ledger();
  const orders = { schema: "shop", table: "orders" };
  const sameOrders = { schema: "shop", table: "orders" };
  const dotted = { schema: "shop.orders", table: "" };
  ledger.read(orders, 5);
  ledger.delivered(makeEntry({ table: orders, rows: 5 }));
  ledger.read(sameOrders, 2);
  ledger.setAside(sameOrders, 2, "definition");
  ledger.read(dotted, 7);
  ledger.filtered(dotted, 7, "table");
  const { total, tables } = ledger.snapshot();
  expect(total).toEqual({
    read: { events: 3, rows: 14 },
    delivered: { events: 1, rows: 5 },
    held: { events: 0, rows: 0 },
    filtered: { table: { events: 1, rows: 7 } },
    setAside: { definition: { events: 1, rows: 2 } },
  });
  expect(tables).toHaveLength(2);
  expect(tables[0]).toMatchObject({
    schema: "shop",
    table: "orders",
    read: { rows: 7 },
    setAside: { definition: { rows: 2 } },
  });
});

it("gives tables beyond all measure one line together", () => {
  const ledger = new Ledger();
  for (let i = 0; i < 30_000; i++) ledger.read({ schema: "shop", table: `tmp_${i}` }, 2);
  const { total, tables } = ledger.snapshot();
  expect(total.read).toEqual({ events: 30_000, rows: 60_000 });
  expect(tables.length).toBeLessThan(20_010);
  expect(tables.find(({ schema }) => schema === "*")?.read.events).toBeGreaterThan(9990);
});

it("counts rows that wait as held until they come back, those of earlier runs too", () => {
  const ledger = new Ledger();
  const orders = { schema: "shop", table: "orders" };
  ledger.takenOver(orders, 2, 9);
  ledger.read(orders, 3);
  ledger.held(orders, 3);
  expect(ledger.snapshot().total).toMatchObject({ read: { events: 3, rows: 12 }, held: { events: 3, rows: 12 } });
  ledger.comesBack(orders, 3);
  ledger.read(orders, 3);
  ledger.filtered(orders, 3, "replayed");
  ledger.unheld(orders, 2, 9);
  ledger.setAsideMany(orders, 2, 9, "operator");
  expect(ledger.snapshot().total).toMatchObject({
    read: { events: 3, rows: 12 },
    held: { events: 0, rows: 0 },
    filtered: { replayed: { events: 1, rows: 3 } },
    setAside: { operator: { events: 2, rows: 9 } },
  });
});
