import { PassThrough } from "node:stream";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Batch, type Change } from "../../../client/index.ts";
import { EntryDecoder } from "../../../proto/entry-reader.ts";
import { entryMessages } from "../../../proto/protobuf.ts";
import { jsonLine } from "../../../server/cli/tail-json.ts";
import { parseFeedAddress } from "../../../server/cli/tail-options.ts";
import { TailOutput } from "../../../server/cli/tail-output.ts";
import { PrettyChanges } from "../../../server/cli/tail-pretty.ts";
import { recordedEntries } from "../../support/recorded-entries.ts";

const { Entry, EventType, RowChange } = entryMessages;

type Cell = readonly [name: string, value: string | null, updated?: boolean];

function image(cells: readonly Cell[], sqlType = 12) {
  return cells.map(([name, value, updated = false], index) => ({
    index,
    sqlType: name === "id" ? 4 : sqlType,
    name,
    isKey: name === "id",
    updated,
    isNull: value === null,
    ...(value === null ? {} : { value }),
    mysqlType: name === "id" ? "int" : "varchar(20)",
  }));
}

function changesOf(bytes: Uint8Array): Change[] {
  return [...new Batch(new EntryDecoder(), 1, Buffer.from(bytes), [0, bytes.length]).changes()];
}

function change(content: Parameters<typeof RowChange.encode>[0], gtid = ""): Change {
  const storeValue = RowChange.encode(content).finish();
  const header = {
    schemaName: "shop",
    tableName: "users",
    logfileName: "bin.000001",
    logfileOffset: 1234,
    executeTime: 1_700_000_000_000,
    gtid,
  };
  const [one] = changesOf(Entry.encode({ header, storeValue }).finish());
  if (one === undefined) throw new Error("no change");
  return one;
}

const UPDATE = change({
  eventType: EventType.UPDATE,
  rowDatas: [
    {
      beforeColumns: image([
        ["id", "7"],
        ["name", "a"],
        ["note", null],
      ]),
      afterColumns: image([
        ["id", "7"],
        ["name", "a\u001b[2J\nb", true],
        ["note", null],
      ]),
    },
  ],
});
const INSERT = change({
  eventType: EventType.INSERT,
  rowDatas: [
    {
      afterColumns: image([
        ["id", "7", true],
        ["name", null, true],
      ]),
    },
  ],
});
const DELETE = change({
  eventType: EventType.DELETE,
  rowDatas: [
    {
      beforeColumns: image([
        ["id", "7"],
        ["name", "x".repeat(90)],
      ]),
    },
  ],
});
const DDL = change({ eventType: EventType.ALTER, isDdl: true, sql: "alter table users\n  add c int" });
const BLOB = change({
  eventType: EventType.INSERT,
  rowDatas: [{ afterColumns: image([["pic", "\u00ffA", true]], 2004) }],
});

const values = (cells: readonly { name: string; value: string | null }[] = []) =>
  cells.map(({ name, value }) => [name, value]);

describe("sluice tail for people", () => {
  it("is one line a change, with what matters of it", () => {
    const pretty = new PrettyChanges(false);
    expect([INSERT, UPDATE, DELETE, DDL, BLOB].map((one) => pretty.line(one))).toEqual([
      "22:13:20 INSERT shop.users   id=7 name=NULL",
      "22:13:20 UPDATE shop.users   id=7 name='a' → 'a\\u001b[2J\\nb'",
      `22:13:20 DELETE shop.users   id=7 name='${"x".repeat(59)}…'`,
      "22:13:20 ALTER  shop.users   alter table users add c int",
      "22:13:20 INSERT shop.users   pic=0xff41",
    ]);
  });

  it("stands out in colours where it may, DDL most of all", () => {
    const pretty = new PrettyChanges(true);
    expect(pretty.line(DDL)).toBe(
      "\u001b[2m22:13:20\u001b[0m \u001b[1;35mALTER  shop.users   alter table users add c int\u001b[0m",
    );
    expect(pretty.line(INSERT)).toContain("\u001b[32mINSERT");
  });

  it("sends no control character of the data to the terminal", () => {
    const any = fc.string({ unit: "binary", maxLength: 30 });
    fc.assert(
      fc.property(any, any, any, (name, value, sql) => {
        const row = change({ eventType: EventType.INSERT, rowDatas: [{ afterColumns: image([[name, value, true]]) }] });
        const pretty = new PrettyChanges(false);
        for (const one of [row, change({ eventType: EventType.QUERY, sql })])
          expect(pretty.line(one)).not.toMatch(/[\p{Cc}\u202e]/u);
      }),
    );
  });

  it("prints whatever a Java server gave", () => {
    const pretty = new PrettyChanges(false);
    for (const bytes of [...recordedEntries("zoo-mysql97"), ...recordedEntries("ddl-mysql97")]) {
      for (const one of changesOf(bytes)) expect(pretty.line(one)).toMatch(/^\d\d:\d\d:\d\d [A-Z]+ .*$/);
    }
  });
});

describe("sluice tail for pipes", () => {
  it("is one JSON object a change", () => {
    const columns = [
      { name: "id", value: "7", updated: true, isKey: true, mysqlType: "int", sqlType: 4 },
      { name: "name", value: null, updated: true, isKey: false, mysqlType: "varchar(20)", sqlType: 12 },
    ];
    const origin = { file: "bin.000001", offset: 1234, timestamp: 1_700_000_000_000, gtid: "" };
    const head = { schema: "shop", table: "users" };
    expect(JSON.parse(jsonLine(INSERT))).toEqual({ ...head, type: "INSERT", before: [], after: columns, ...origin });
    expect(JSON.parse(jsonLine(DDL))).toEqual({
      ...head,
      type: "ALTER",
      isDdl: true,
      sql: "alter table users\n  add c int",
      ...origin,
    });
    expect(jsonLine(UPDATE)).not.toContain("\n");
  });

  it("says of each recorded change what the entry says", () => {
    for (const bytes of recordedEntries("zoo-mysql97")) {
      for (const one of changesOf(bytes)) {
        const line = JSON.parse(jsonLine(one)) as Record<string, { name: string; value: string | null }[]>;
        if (one.kind !== "row") continue;
        expect(values(line["after"])).toEqual([...(one.afterColumns ?? [])]);
        expect(values(line["before"])).toEqual([...(one.beforeColumns ?? [])]);
      }
    }
  });

  it("rounds no number", () => {
    const storeValue = RowChange.encode({ eventType: EventType.QUERY, sql: "x" }).finish();
    const offset = Buffer.from("18ffffffffffffffff7f", "hex");
    const bytes = Buffer.concat([
      Buffer.from([0x0a, offset.length]),
      offset,
      Buffer.from([0x1a, storeValue.length]),
      storeValue,
    ]);
    expect(changesOf(bytes).map(jsonLine)[0]).toContain('"offset":9223372036854775807,');
  });
});

describe("the address of a feed", () => {
  it.each([
    ["", "127.0.0.1", 11111, "example"],
    ["shop", "127.0.0.1", 11111, "shop"],
    ["example@reporting", "127.0.0.1", 11111, "example@reporting"],
    ["/shop", "127.0.0.1", 11111, "shop"],
    ["db7:11112", "db7", 11112, "example"],
    ["db7.lan", "db7.lan", 11111, "example"],
    ["db7/shop", "db7", 11111, "shop"],
    [":11112/shop", "127.0.0.1", 11112, "shop"],
    ["db7:11112/shop.eu@a.b", "db7", 11112, "shop.eu@a.b"],
    ["[::1]:11112/shop", "::1", 11112, "shop"],
    ["[::1]", "::1", 11111, "example"],
  ])("%j", (text, host, port, destination) => {
    expect(parseFeedAddress(text)).toEqual({ host, port, destination });
  });

  it.each([
    ["zk://a:2181,b:2181/shop", "a:2181,b:2181", "shop"],
    ["zk://a:2181/", "a:2181", "example"],
    ["zk://[::1]:2181,b/canal/prod/shop@audit", "[::1]:2181,b/canal/prod", "shop@audit"],
  ])("reads %s", (text, zkServers, destination) => {
    expect(parseFeedAddress(text)).toEqual({ zkServers, destination });
  });

  it.each(["db7:0/x", "db7:99999/x", "db7:x/y", "::1/x", "[::1/x", "a]b/x"])("%j is none", (text) => {
    expect(() => parseFeedAddress(text)).toThrow(expect.objectContaining({ code: "CLIENT_BAD_OPTION" }));
  });
});

describe("the output", () => {
  it("waits for its reader, and notices that the reader has gone", async () => {
    const stream = new PassThrough({ highWaterMark: 16 });
    const output = new TailOutput(stream);
    expect(output.line("a".repeat(100))).toBeUndefined();
    let flushed = false;
    const flush = (async () => {
      await output.flush();
      flushed = true;
    })();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(flushed).toBe(false);
    stream.resume();
    await flush;
    stream.destroy(Object.assign(new Error("gone"), { code: "EPIPE" }));
    await expect.poll(() => output.gone.aborted).toBe(true);
    expect(output.failure).toBeUndefined();
    await output.line("b".repeat(100_000));
  });

  it("tells a full disk from a reader that has gone", async () => {
    const stream = new PassThrough();
    const output = new TailOutput(stream);
    stream.destroy(Object.assign(new Error("no space"), { code: "ENOSPC" }));
    await expect.poll(() => output.gone.aborted).toBe(true);
    expect(output.failure).toMatchObject({ code: "ENOSPC" });
  });
});
