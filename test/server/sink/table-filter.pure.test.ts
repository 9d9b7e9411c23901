import { describe, expect, it } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { splitExpression } from "../../../server/sink/table-expression.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";

const accepts = (regex: string, name: string, blackRegex = ""): boolean => {
  const dot = name.indexOf(".");
  return new TableFilter({ regex, blackRegex }).acceptsName(name.slice(0, dot), name.slice(dot + 1));
};

describe("splitting a list of expressions", () => {
  it.each([
    ["a,b", ["a", "b"]],
    ["a, b", ["a", " b"]],
    ["a{1,2}\\..*,b", ["a{1,2}\\..*", "b"]],
    ["(a,b),[c,d],e", ["(a,b)", "[c,d]", "e"]],
    ["a\\,b,c", ["a\\,b", "c"]],
    ["a\\(,b", ["a\\(", "b"]],
    ["a[(],b", ["a[(]", "b"]],
    ["a[,],b", ["a[,]", "b"]],
    ["a,,b", ["a", "", "b"]],
    ["", [""]],
  ])("%j", (text, parts) => {
    expect(splitExpression(text)).toEqual(parts);
  });
});

describe("a table filter", () => {
  it.each([
    ["", "any.thing", true],
    [".*\\..*", "any.thing", true],
    ["shop\\..*", "shop.orders", true],
    ["shop\\..*", "SHOP.Orders", true],
    ["SHOP\\..*", "shop.orders", true],
    ["shop\\..*", "workshop.orders", false],
    ["shop\\.order", "shop.orders", false],
    ["shop\\..*,crm\\.c.*", "crm.customer", true],
    ["shop\\..*, crm\\.c.*", "crm.customer", false],
    ["db\\.t_[0-9]{1,2}", "db.t_12", true],
    ["db\\.t_[0-9]{1,2}", "db.t_123", false],
    ["db\\.a.b", "db.a\nb", true],
    ["db\\.(?!tmp_).*", "db.tmp_1", false],
    ["db\\.(?!tmp_).*", "db.orders", true],
    ["(?i)DB\\..*", "db.x", true],
    ["\\Adb\\.x\\Z", "db.x", true],
    ["db\\.[[:alpha:]]+", "db.abc", true],
    ["db\\.[[:alpha:]]+", "db.a1", false],
    ["db/x\\..*", "db/x.t", true],
  ])("%j on %j is %s", (regex, name, expected) => {
    expect(accepts(regex, name)).toBe(expected);
  });

  it("takes the first alternative that matches, as Canal's engine does", () => {
    // `^foo\.a|foo\.ab$`: the first alternative matches a prefix of foo.ab, and the engine looks no further.
    expect(accepts("foo\\.a|foo\\.ab", "foo.a")).toBe(true);
    expect(accepts("foo\\.a|foo\\.ab", "foo.ab")).toBe(false);
    // Parts of a list are tried longest first, each anchored.
    expect(accepts("foo\\.a,foo\\.ab", "foo.ab")).toBe(true);
  });

  it("lets the black-list win, and an empty one refuse nothing", () => {
    expect(accepts("a\\..*", "a.x", "a\\.x")).toBe(false);
    expect(accepts("a\\..*", "a.y", "a\\.x")).toBe(true);
    expect(accepts("", "mysql.slave_master_info", "mysql\\.slave_.*")).toBe(false);
    expect(accepts("", "a.y", "")).toBe(true);
  });

  it("lets what has no name pass", () => {
    expect(new TableFilter({ regex: "a\\.b", blackRegex: ".*" }).acceptsName("", "")).toBe(true);
  });

  it("answers by object from its cache, and the same", () => {
    const filter = new TableFilter({ regex: "a\\..*" });
    const inside = { schema: "a", table: "t" };
    const outside = { schema: "b", table: "t" };
    for (let i = 0; i < 3; i++) {
      expect(filter.accepts(inside)).toBe(true);
      expect(filter.accepts(outside)).toBe(false);
    }
  });

  it.each(["a(b", "*", "a[", "a\\..*,b(", "(?<x>a),(?<x>b)"])("refuses %j by name", (regex) => {
    expect(() => new TableFilter({ regex })).toThrow(SluiceError);
    expect(() => new TableFilter({ regex: "", blackRegex: regex })).toThrow(/FILTER_BAD_EXPRESSION.*black/);
  });
});
