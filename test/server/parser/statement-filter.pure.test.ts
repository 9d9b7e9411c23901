import { expect, it } from "vitest";
import type { DdlResult } from "../../../server/parser/ddl/ddl-result.ts";
import type { ParserSwitches } from "../../../server/parser/parser-switches.ts";
import { DEFAULT_SWITCHES } from "../../../server/parser/parser-switches.ts";
import { filterStatement } from "../../../server/parser/statement-filter.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";

const tables = new TableFilter({ regex: "d\\.(a|b)", blackRegex: "d\\.b" });

function result(eventType: DdlResult["eventType"], table?: string, originalTable?: string): DdlResult {
  return {
    eventType,
    schema: "d",
    table,
    originalSchema: originalTable === undefined ? undefined : "d",
    originalTable,
  };
}

it.each<[string, DdlResult[], Partial<ParserSwitches>, string | undefined]>([
  ["a wanted table", [result("ALTER", "a")], {}, undefined],
  ["a black one", [result("ALTER", "b")], {}, "table"],
  ["an unwanted one", [result("CREATE", "x")], {}, "table"],
  ["one wanted of several", [result("ERASE", "x"), result("ERASE", "a")], {}, undefined],
  ["renamed into scope", [result("RENAME", "a", "x")], {}, undefined],
  ["renamed out of scope", [result("RENAME", "x", "a")], {}, undefined],
  ["renamed outside", [result("RENAME", "x", "y")], {}, "table"],
  ["no results", [], {}, "statement"],
  ["QUERY needs no name", [result("QUERY")], {}, undefined],
  ["QUERY switched off", [result("QUERY")], { queryDcl: true }, "query"],
  ["DML of an unwanted table", [result("INSERT", "x")], {}, undefined],
  ["DML switched off", [result("INSERT", "a")], { queryDml: true }, "query"],
  ["DDL where DML is switched off", [result("ALTER", "a")], { queryDml: true, queryDcl: true }, undefined],
  ["everything switched off", [result("ALTER", "a")], { queryDdl: true }, "query"],
  ["DML where everything is", [result("UPDATE", "a")], { queryDdl: true }, "query"],
  ["a name that nobody found", [result("ALTER")], {}, undefined],
])("%s", (_, results, switches, reason) => {
  expect(filterStatement(results, { ...DEFAULT_SWITCHES, ...switches }, tables)).toBe(reason);
});
