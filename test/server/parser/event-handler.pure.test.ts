import { describe, expect, it } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { COLUMN_TYPE } from "../../../server/binlog/column-type.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { Ledger } from "../../../server/ledger/ledger.ts";
import { EventScript } from "../../support/binlog-events.ts";
import { expectBalanced } from "../../support/parser-run.ts";
import { bytes, query, tableMap as rawTableMap, writeRows, xid } from "../binlog/event-bytes.ts";
import { payload, rawFrame } from "../binlog/payload-bytes.ts";
import { runHandler } from "./handler-run.ts";
import { tableMap } from "./table-fixture.ts";

const MAP = { ...tableMap([[COLUMN_TYPE.LONG, 0]]), schema: "shop", table: "t" };
const CREATE = "CREATE TABLE `t` (`id` int NOT NULL, PRIMARY KEY (`id`))";
const SHOP = { showCreateTable: () => Promise.resolve(CREATE) };
/** A row image: nothing is NULL, then the value. */
const row = (id: number): Uint8Array => Uint8Array.of(0, id, 0, 0, 0);
const types = (entries: readonly { readonly entryType: number }[]): readonly number[] =>
  entries.map(({ entryType }) => entryType);

describe("events", () => {
  it("of an unknown type are told of once, those that may be passed over never", async () => {
    const { feed, told, handler } = runHandler();
    const script = new EventScript();
    const unknown = { unknown: true, ignorable: false };
    await feed(script.other(120, unknown), script.other(120, unknown), script.other(121, unknown));
    await feed(script.other(122, { unknown: true, ignorable: true }), script.other(3, { ...unknown, unknown: false }));
    expect(told.map(({ level, fields }) => [level, fields])).toEqual([
      ["warn", { type: 120, journalName: "bin.000001", position: 4 }],
      ["warn", { type: 121, journalName: "bin.000001", position: 204 }],
    ]);
    expect(handler.resume).toEqual({ journalName: "bin.000001", position: 504 });
  });

  it("without a time leave the source's delay what it was", async () => {
    const { feed, stats } = runHandler();
    const script = new EventScript();
    await feed(script.query("BEGIN"));
    const before = stats.eventTimestamp;
    expect(before).toBeGreaterThan(0);
    await feed({ kind: "xid", header: script.header({ timestamp: 0 }), xid: "1" });
    expect(stats.eventTimestamp).toBe(before);
    expect(stats.position).toBe(204);
  });

  it("of a compressed transaction are many, and others get their turn among them", async () => {
    const { handler, entries } = runHandler({ schema: SHOP });
    const group = bytes(
      query("BEGIN"),
      ...Array.from({ length: 270 }, () => [rawTableMap(5, "t"), writeRows(5)]).flat(),
      xid(),
    );
    const decoder = new EventDecoder({ checksum: "NONE", journalName: "bin.000001", position: 4 });
    const event = decoder.decode(payload(rawFrame(group), { size: group.length }));
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    await handler.handle(event);
    expect(turned).toBe(true);
    expect(entries).toHaveLength(272);
    expect(new Set(entries.map(({ index }) => index)).size).toBe(272);
    expect(entries.map(({ index }) => index)).toEqual(entries.map(({ index }) => index).toSorted((a, b) => a - b));
    expect(handler.resume).toEqual({ journalName: "bin.000001", position: 4 + event.header.length });
  });
});

describe("a transaction", () => {
  it("that has no end, since the source crashed in it, is dropped and counted", async () => {
    const { feed, entries, told, ledger } = runHandler({ schema: SHOP });
    const script = new EventScript();
    await feed(script.gtid("747213ea-e541-11f1-8866-02fc00000001:1"), script.query("BEGIN"));
    await feed(...script.rows(MAP, "INSERT", row(1)));
    const next = script.position;
    await feed(script.gtid("747213ea-e541-11f1-8866-02fc00000001:2"), script.query("BEGIN"));
    await feed(...script.rows(MAP, "INSERT", row(2)), script.xid());
    expect(types(entries)).toEqual([1, 2, 3]);
    expect(told).toMatchObject([{ level: "warn", fields: { position: next } }]);
    expect(ledger.snapshot().tables.find(({ table }) => table === "t")).toMatchObject({
      read: { rows: 2 },
      delivered: { rows: 1 },
      filtered: { orphaned: { rows: 1 } },
    });
    expectBalanced(ledger.snapshot());
  });

  it("that the source rolled back behind the rows is not delivered; what of it was is shouted about", async () => {
    const script = new EventScript();
    const whole = runHandler({ schema: SHOP });
    await whole.feed(script.query("BEGIN"), ...script.rows(MAP, "INSERT", row(1)), script.query("ROLLBACK"));
    expect(whole.entries.filter(({ rows }) => rows > 0)).toEqual([]);
    expect(whole.told).toEqual([]);
    const small = runHandler({ schema: SHOP, transactionSize: 2 });
    await small.feed(script.query("BEGIN"), ...script.rows(MAP, "INSERT", row(1)));
    await small.feed(...script.rows(MAP, "INSERT", row(2)), script.query("ROLLBACK"));
    expect(small.entries.filter(({ rows }) => rows > 0)).toHaveLength(1);
    expect(small.told).toMatchObject([{ level: "error", fields: { entries: 1 } }]);
    expectBalanced(small.ledger.snapshot());
  });

  it("stays open over a heartbeat: what somebody wants done waits for its end", async () => {
    const { feed, handler, stats } = runHandler({ schema: SHOP });
    const script = new EventScript();
    const done: string[] = [];
    await feed(script.query("BEGIN"), ...script.rows(MAP, "INSERT", row(1)));
    const action = handler.actions.do(() => {
      done.push("done");
      return Promise.resolve();
    });
    await feed(script.heartbeat());
    expect(stats.caughtUpAt).toBeGreaterThan(0);
    expect(done).toEqual([]);
    expect(handler.quiet).toBeUndefined();
    await feed(script.xid());
    await action;
    expect(done).toEqual(["done"]);
    expect(handler.quiet).toEqual({ journalName: "bin.000001", position: script.position });
  });
});

describe("a statement", () => {
  const lost = new SluiceError("SOURCE_CONNECTION_LOST", {});
  const refused = new SluiceError("SOURCE_PRIVILEGE_MISSING", { privilege: "SELECT" });

  it("about whose schema the source can't be asked now is read again, as a whole", async () => {
    for (const inGroup of [false, true]) {
      const { feed, handler, entries } = runHandler({ schema: { schemaCharset: () => Promise.reject(lost) } });
      const script = new EventScript();
      await feed(...(inGroup ? [script.query("BEGIN")] : []));
      await expect(feed(script.query("CREATE TABLE a (b VARCHAR(5))"))).rejects.toBe(lost);
      expect(handler.resume).toEqual({ journalName: "bin.000001", position: 4 });
      expect(entries).toEqual([]);
    }
  });

  it.each([
    ["won't tell", () => Promise.reject(refused), ["SOURCE_PRIVILEGE_MISSING", undefined]],
    ["has no more", () => Promise.resolve(undefined), [undefined]],
  ])("in a schema that the source %s is delivered, and its table is uncertain", async (_, schemaCharset, warnings) => {
    const { feed, entries, told, tracker } = runHandler({ schema: { schemaCharset } });
    await feed(new EventScript().query("CREATE TABLE a (b VARCHAR(5))"));
    expect(types(entries)).toEqual([2]);
    expect(told.map(({ fields }) => ("code" in fields ? fields.code : undefined))).toEqual(warnings);
    expect(tracker.get("shop", "a")).toBeUndefined();
    expect(tracker.uncertainTables()).toMatchObject([{ schema: "shop", table: "a" }]);
  });

  it("that breaks the tracker costs no more than the definitions of its tables", async () => {
    const asked: string[] = [];
    const { feed, tracker, told, entries, stats } = runHandler({
      schema: {
        showCreateTable: (schema, table) => {
          asked.push(`${schema}.${table}`);
          return Promise.resolve(CREATE);
        },
      },
    });
    const script = new EventScript();
    await feed(script.query(CREATE), script.query("CREATE TABLE u LIKE t"));
    const broken = (): never => {
      throw new TypeError("a fault of ours");
    };
    Object.defineProperty(tracker, "apply", { value: broken, configurable: true });
    await feed(
      script.query("RENAME TABLE u TO v"),
      script.query("ALTER TABLE t ADD c INT"),
      script.query("DROP DATABASE x"),
    );
    Reflect.deleteProperty(tracker, "apply");
    expect(told.map(({ level }) => level)).toEqual(["error", "error", "error"]);
    for (const table of ["t", "u", "v"]) expect(tracker.get("shop", table)).toBeUndefined();
    await feed(script.query("BEGIN"), ...script.rows(MAP, "INSERT", row(1)), script.xid());
    expect(asked).toEqual(["shop.t"]);
    expect(types(entries)).toEqual([2, 2, 2, 2, 2, 1, 2, 3]);
    expect(stats.ddl).toBe(2);
  });

  it("of MariaDB that begins or takes back an ALTER in two phases changes nothing, and is counted", async () => {
    const { feed, entries, ledger, tracker } = runHandler({ identity: { flavor: "mariadb" } });
    const script = new EventScript();
    await feed(script.query(CREATE));
    for (const alterPhase of ["start", "rollback"] as const) {
      await feed(script.query("ALTER TABLE t ADD c INT", { alterPhase }));
    }
    expect(entries).toHaveLength(1);
    expect(tracker.get("shop", "t")?.columns).toHaveLength(1);
    expect(ledger.snapshot().total.filtered.statement?.events).toBe(2);
  });

  it("of a server that logs no sql_mode is read as under none", async () => {
    const { feed, plain, tracker } = runHandler();
    await feed(new EventScript().query('CREATE TABLE `q` (a INT COMMENT "it\'s")', { sqlMode: undefined }));
    expect(plain()).toMatchObject([{ header: { eventType: "CREATE", tableName: "q" } }]);
    expect(tracker.get("shop", "q")?.columns).toHaveLength(1);
  });

  it("that nobody reads goes to the clients as QUERY, without names", async () => {
    const { feed, plain } = runHandler();
    const script = new EventScript();
    await feed(script.query("this is no SQL", { schema: "" }), script.query("GRANT ALL ON *.* TO u"));
    expect(plain()).toHaveLength(1);
    expect(plain()[0]).toMatchObject({ header: { eventType: "QUERY" }, rowChange: { sql: "this is no SQL" } });
  });
});

describe("what tells of the statement behind rows", () => {
  const script = new EventScript();
  const statements = () => [
    script.query("BEGIN"),
    script.rowsQuery("INSERT INTO _t_gho VALUES (1)"),
    script.rowsQuery("INSERT INTO t VALUES (1)"),
    script.variable("INSERT_ID", "7"),
    script.xid(),
  ];
  const tables = (plain: readonly Record<string, unknown>[]): readonly unknown[] =>
    plain.slice(1, -1).map((entry) => (entry["header"] as { tableName?: string }).tableName);

  it("names its table, reading the statement", async () => {
    const { feed, plain } = runHandler();
    await feed(...statements());
    expect(tables(plain())).toEqual(["_t_gho", "t", ""]);
    expect(plain()[3]).toMatchObject({ rowChange: { sql: "SET INSERT_ID = 7" } });
  });

  it("names none where statements are not read", async () => {
    const { feed, plain } = runHandler({ switches: { druidDdl: false } });
    await feed(...statements());
    expect(tables(plain())).toEqual([undefined, undefined, ""]);
  });

  it.each([
    ["query.dml", { queryDml: true }, [], { query: 3 }],
    ["sluice.instance.filter.onlineDdl", { onlineDdl: true }, ["t", ""], { "online-ddl": 1 }],
  ])("is filtered by %s, counted", async (_, switches, expected, filtered) => {
    const { feed, plain, ledger } = runHandler({ switches });
    await feed(...statements());
    expect(tables(plain())).toEqual(expected);
    const { total } = ledger.snapshot();
    expect(Object.fromEntries(Object.entries(total.filtered).map(([reason, { events }]) => [reason, events]))).toEqual(
      filtered,
    );
    expectBalanced(ledger.snapshot());
  });
});

it("entries that a store had, and that don't come again, are told of by number", () => {
  const ledger = new Ledger();
  ledger.restore([], { events: 3, rows: 2 });
  const { told } = runHandler({ ledger });
  expect(told).toMatchObject([{ level: "warn", fields: { entries: 3 } }]);
  expectBalanced(ledger.snapshot());
  expect(ledger.snapshot().total.delivered).toEqual({ events: 3, rows: 2 });
});

it("a time zone that nobody has is refused with its name", () => {
  expect(() => runHandler({ timeZone: "Mars/Olympus" })).toThrow(
    expect.objectContaining({ code: "PARSER_BAD_TIME_ZONE", details: { timeZone: "Mars/Olympus" } }),
  );
});
