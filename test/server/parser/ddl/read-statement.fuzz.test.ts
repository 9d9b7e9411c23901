import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifyStatement } from "../../../../server/parser/ddl/classify.ts";
import { readStatements } from "../../../../server/parser/ddl/read-statement.ts";
import { statementKind } from "../../../../server/parser/ddl/statement-kind.ts";
import { SchemaTracker } from "../../../../server/parser/schema-tracker.ts";
import { corpusText } from "../ddl-corpus.ts";

describe("any text", () => {
  const corpus = corpusText();
  const words = [...new Set(corpus.split(/(\s+|[(),.;`'"])/u))].filter(
    (word) => word.trim() !== "" && word.length < 30,
  );
  const lines = corpus.split("\n").filter((line) => line.length > 10);
  const flavor = fc.constantFrom("mysql" as const, "mariadb" as const);
  const sqlMode = fc.constantFrom(0, 0x4, 0x100000, 0x200);
  const soup = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join(" "));
  const cut = fc
    .tuple(
      fc.constantFrom(...lines),
      fc.nat(400),
      fc.nat(20),
      fc.constantFrom("", "(", ")", "'", "`", ",", "/*", "\0", "日"),
    )
    .map(([line, at, length, put]) => line.slice(0, at % line.length) + put + line.slice((at % line.length) + length));
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 100 }), soup, cut);

  it("is read without an exception, classed and followed", () => {
    const statements = new Set<string>();
    const known = "CREATE TABLE a (id INT PRIMARY KEY, s VARCHAR(10), e ENUM('x','y')) DEFAULT CHARSET=latin1";
    fc.assert(
      fc.property(text, flavor, sqlMode, (sql, flavor, sqlMode) => {
        const options = { flavor, sqlMode };
        for (const { kind } of readStatements(sql, options)) statements.add(kind);
        statementKind(sql, options);
        for (const druid of [true, false]) classifyStatement(sql, { ...options, defaultSchema: "d", druid });
        const tracker = new SchemaTracker({ flavor, lowerCaseTableNames: 0 });
        tracker.learn("d", known);
        const before = tracker.get("d", "a");
        const { touched, uncertain } = tracker.apply({
          sql,
          schema: "d",
          sqlMode,
          charsets: { server: 255 },
          explicitDefaultsForTimestamp: true,
        });
        // Whatever happened to a table, the result names it.
        if (tracker.get("d", "a") !== before) expect(touched).toContainEqual({ schema: "d", table: "a" });
        for (const { schema, table } of uncertain) expect(tracker.get(schema, table)).toBeUndefined();
      }),
      { numRuns: 4000 },
    );
    // The texts reach most kinds of statements.
    expect(statements.size).toBeGreaterThan(10);
  });
});
