import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COLUMN_TYPE } from "../../../server/binlog/column-type.ts";
import { FileHoldStore } from "../../../server/history/file-hold-store.ts";
import { Ledger } from "../../../server/ledger/ledger.ts";
import { silentLogger } from "../../../server/logger.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import { EventScript } from "../../support/binlog-events.ts";
import { expectBalanced } from "../../support/parser-run.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";
import { runHandler } from "./handler-run.ts";
import { tableMap } from "./table-fixture.ts";

const MAP = { ...tableMap([[COLUMN_TYPE.LONG, 0]]), schema: "shop", table: "t" };
const SHOP = { showCreateTable: () => Promise.resolve("CREATE TABLE `t` (`id` int NOT NULL, PRIMARY KEY (`id`))") };
/** A row image: nothing is NULL, then the value. */
const row = (id: number): Uint8Array => Uint8Array.of(0, id, 0, 0, 0);

describe("rows that are held back", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await tempFolder("held");
  });
  afterEach(async () => {
    await removeTempFolder(directory);
  });
  const holding = () => ({
    store: new FileHoldStore({ destination: "test", directory, logger: silentLogger }),
    budgetBytes: 1 << 20,
    oldest: () => undefined,
    newest: () => undefined,
    end: () => Promise.resolve(undefined),
  });

  it("and rolled back to a savepoint, or with their transaction, never happened", async () => {
    const { feed, held, ledger, entries } = runHandler({ holding: holding() });
    const script = new EventScript();
    await feed(script.query("BEGIN"), ...script.rows(MAP, "INSERT", row(1)), script.query("SAVEPOINT a"));
    await feed(...script.rows(MAP, "INSERT", row(2)), script.query("ROLLBACK TO a"), script.xid());
    await feed(script.query("BEGIN"), ...script.rows(MAP, "INSERT", row(3)), script.query("ROLLBACK"));
    expect(held?.holds.held).toMatchObject([{ table: "t", events: 1, rows: 1 }]);
    const { total } = ledger.snapshot();
    expect(total.held.rows).toBe(1);
    expect(total.filtered["rolled-back"]?.rows).toBe(2);
    expect(entries.every(({ rows }) => rows === 0)).toBe(true);
    expectBalanced(ledger.snapshot());
    await held?.holds.close();
  });

  it("keep back later ones of their kind only: what the operator switched off is not kept", async () => {
    const { feed, held, ledger } = runHandler({ holding: holding(), switches: { dmlDelete: true } });
    const script = new EventScript();
    await feed(script.query("BEGIN"), ...script.rows(MAP, "INSERT", row(1)));
    await feed(...script.rows(MAP, "DELETE", row(1)), script.xid());
    expect(held?.holds.held).toMatchObject([{ events: 1 }]);
    expect(ledger.snapshot().total.filtered.rows).toEqual({ events: 1, rows: 1 });
    expectBalanced(ledger.snapshot());
    await held?.holds.close();
  });

  it("are known again when a restart reads them once more: counted once, by a ledger that was kept", async () => {
    const events = () => {
      const script = new EventScript();
      return [script.query("BEGIN"), ...script.rows(MAP, "INSERT", row(1)), script.xid()];
    };
    const first = runHandler({ holding: holding() });
    await first.feed(...events());
    await first.held?.holds.close();
    for (const isKept of [true, false]) {
      const ledger = new Ledger();
      if (isKept) ledger.restore(first.ledger.snapshot().tables, { events: 0, rows: 0 });
      const again = runHandler({ holding: holding(), ledger });
      await again.held?.holds.load();
      await again.feed(...events());
      const { total } = ledger.snapshot();
      expect(total.held.rows).toBe(1);
      expect(total.filtered.replayed?.rows).toBe(isKept ? undefined : 1);
      expectBalanced(ledger.snapshot());
      await again.held?.holds.close();
    }
  });

  it.each([
    [0, "are two tables'", 2],
    [1, "are one table's", 1],
  ])(
    "under lower_case_table_names=%i %s, when the log writes its name in two ways",
    async (lowerCaseTableNames, _, count) => {
      const { feed, held } = runHandler({ holding: holding(), identity: { lowerCaseTableNames } });
      const script = new EventScript();
      await feed(script.query("BEGIN"), ...script.rows(MAP, "INSERT", row(1)));
      await feed(...script.rows({ ...MAP, table: "T" }, "INSERT", row(2)), script.xid());
      expect(held?.holds.held.map(({ closed }) => closed)).toEqual(Array.from({ length: count }, () => undefined));
      await held?.holds.close();
    },
  );
});

describe("rows that are not delivered are counted", () => {
  it.each([
    ["as events only, where their images are cut off", MAP, row(1).subarray(0, 3), { events: 1, rows: 0 }],
    [
      "as events only, where a column has a type nobody knows",
      { ...MAP, types: Uint8Array.of(99) },
      row(1),
      { events: 1, rows: 0 },
    ],
    ["one by one, where they can be walked", MAP, Uint8Array.of(...row(1), ...row(2)), { events: 1, rows: 2 }],
  ])("%s", async (_, map, images, expected) => {
    const { feed, ledger, entries } = runHandler({ schema: SHOP, tables: new TableFilter({ regex: "other\\..*" }) });
    const script = new EventScript();
    await feed(script.query("BEGIN"), ...script.rows(map, "INSERT", images), script.xid());
    expect(ledger.snapshot().total.filtered.table).toEqual(expected);
    expect(entries).toHaveLength(2);
    expectBalanced(ledger.snapshot());
  });

  it("as set aside where a value can't be read, and the rows behind them go on", async () => {
    const { feed, ledger, entries, resolver } = runHandler({ schema: SHOP });
    const script = new EventScript();
    await feed(script.query("BEGIN"), ...script.rows(MAP, "INSERT", row(1).subarray(0, 3)));
    await feed(...script.rows(MAP, "INSERT", row(2)), script.xid());
    expect(entries.map(({ rows }) => rows)).toEqual([0, 1, 0]);
    expect(ledger.snapshot().total.setAside.value).toEqual({ events: 1, rows: 0 });
    expect(resolver.setAside).toMatchObject([{ table: "t", code: "PARSER_VALUE_SET_ASIDE" }]);
    expectBalanced(ledger.snapshot());
  });
});
