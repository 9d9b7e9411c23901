import { describe, expect, it } from "vitest";
import { Tokenizer } from "../../../../server/parser/ddl/tokenizer.ts";
import type { LexOptions } from "../../../../server/parser/ddl/tokenizer.ts";

const ANSI_QUOTES = 0x4;
const NO_BACKSLASH_ESCAPES = 0x100000;

const tokens = (sql: string, more: Partial<LexOptions> = {}): readonly (readonly [string, string])[] => {
  const tokenizer = new Tokenizer(sql, { sqlMode: 0, flavor: "mysql", ...more });
  const found: (readonly [string, string])[] = [];
  for (;;) {
    const { kind, text } = tokenizer.next();
    if (kind === "end") return found;
    found.push([kind, text]);
  }
};

const texts = (sql: string, more: Partial<LexOptions> = {}): string =>
  tokens(sql, more)
    .map(([, text]) => text)
    .join(" ");

describe("tokens", () => {
  it.each([
    [
      "a `b` 'c' 1 ,",
      [
        ["word", "a"],
        ["name", "b"],
        ["string", "c"],
        ["number", "1"],
        ["symbol", ","],
      ],
    ],
    [
      "`a``b` 'a''b' \"a\"\"b\"",
      [
        ["name", "a`b"],
        ["string", "a'b"],
        ["string", 'a"b'],
      ],
    ],
    [
      String.raw`'a\'b' 'c\\' 'd\n\%\_\q'`,
      [
        ["string", "a'b"],
        ["string", "c\\"],
        ["string", "d\n\\%\\_q"],
      ],
    ],
    [
      "1st 0x1F 0b01 1.5 .5 1e10 1e x'41' B'1'",
      [
        ["word", "1st"],
        ["number", "0x1F"],
        ["number", "0b01"],
        ["number", "1.5"],
        ["number", ".5"],
        ["number", "1e10"],
        ["word", "1e"],
        ["number", "x'41'"],
        ["number", "B'1'"],
      ],
    ],
    [
      "db.1a db . 2 `d`.5",
      [
        ["word", "db"],
        ["symbol", "."],
        ["word", "1a"],
        ["word", "db"],
        ["symbol", "."],
        ["number", "2"],
        ["name", "d"],
        ["symbol", "."],
        ["number", "5"],
      ],
    ],
    [
      "N'x' _utf8'y' n 'z'",
      [
        ["string", "x"],
        ["string", "y"],
        ["word", "n"],
        ["string", "z"],
      ],
    ],
    [
      "日本 é$_1 @x",
      [
        ["word", "日本"],
        ["word", "é$_1"],
        ["symbol", "@"],
        ["word", "x"],
      ],
    ],
    ["`日本 語.x`", [["name", "日本 語.x"]]],
    ["", []],
    [" \t\r\n\0", []],
  ])("%j", (sql, expected) => {
    expect(tokens(sql)).toEqual(expected);
  });

  it("know keywords from quoted names", () => {
    const tokenizer = new Tokenizer("select `select`", { sqlMode: 0, flavor: "mysql" });
    expect([tokenizer.next().keyword, tokenizer.next().keyword]).toEqual(["SELECT", ""]);
  });

  it.each(["'never", '"never', "`never", "/* never", "/*! code /* never", "a 'b\\'"])("call %j bad", (sql) => {
    expect(tokens(sql).at(-1)?.[0]).toBe("bad");
  });
});

describe("sql_mode", () => {
  it("ANSI_QUOTES makes double quotes names, in which a backslash is one", () => {
    expect(tokens(String.raw`"a""b" "c\"`, { sqlMode: ANSI_QUOTES })).toEqual([
      ["name", 'a"b'],
      ["name", "c\\"],
    ]);
  });

  it("NO_BACKSLASH_ESCAPES lets a backslash end a string", () => {
    expect(tokens(String.raw`'c\', b`, { sqlMode: NO_BACKSLASH_ESCAPES })).toEqual([
      ["string", "c\\"],
      ["symbol", ","],
      ["word", "b"],
    ]);
  });
});

describe("comments", () => {
  it.each([
    ["a -- b\nc", "a c"],
    ["a --\tb\nc", "a c"],
    ["a --b", "a - - b"],
    ["a --", "a"],
    ["a # b\nc", "a c"],
    ["a/* b */c", "a c"],
    ["/**/a/***/", "a"],
    ["'-- # /*' a", "-- # /* a"],
    ["a /*! b */ c", "a b c"],
    ["a /*!50100 b */ c", "a b c"],
    ["a /*!080023 b */ c", "a b c"],
    ["a /*!50100b*/ c", "a b c"],
    ["a /*! b /* c */ d */ e", "a b d e"],
    ["a /*M! b */ c", "a c"],
    ["a /*M!100100 b */ c", "a c"],
    ["a /*+ hint */ c", "a c"],
    ["a */ b", "a * / b"],
  ])("MySQL reads %j as %j", (sql, expected) => {
    expect(texts(sql)).toBe(expected);
  });

  it.each([
    ["a /*!50600 b */ c", "a b c"],
    ["a /*!50700 b */ c", "a c"],
    ["a /*!80023 b */ c", "a c"],
    ["a /*!99999 b */ c", "a c"],
    ["a /*!100100 b */ c", "a b c"],
    ["a /*M!100100 b */ c", "a b c"],
    ["a /*M! b */ c", "a b c"],
    ["a /*!50700 b /* c */ d */ e", "a e"],
  ])("MariaDB reads %j as %j", (sql, expected) => {
    expect(texts(sql, { flavor: "mariadb" })).toBe(expected);
  });

  it("that are not run and hold one that never ends reach to the end", () => {
    expect(tokens("a /*!99999 b /* c", { serverVersion: 80_030 })).toEqual([
      ["word", "a"],
      ["bad", "/*!99999 b /* c"],
    ]);
  });

  it("of later versions than the server's are no code", () => {
    expect(texts("a /*!80100 b */ /*!80023 c */", { serverVersion: 80_030 })).toBe("a c");
  });
});
