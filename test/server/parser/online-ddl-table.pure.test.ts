import { expect, it } from "vitest";
import { DEFAULT_SWITCHES } from "../../../server/parser/parser-switches.ts";
import { classifyStatement } from "../../../server/parser/ddl/classify.ts";
import { isOnlineDdlTable } from "../../../server/parser/online-ddl-table.ts";
import { filterStatement } from "../../../server/parser/statement-filter.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";

it.each([
  "_orders_gho",
  "_orders_ghc",
  "_orders_del",
  "_orders_20240131120000_del",
  "_Orders_GHO",
  "_orders_new",
  "__orders_new",
  "_orders_old",
  "_orders_chkpnt",
  "_orders_old_20240131_120000",
  "_spirit_sentinel",
  "lhmn_orders",
  "lhma_2024_01_31_12_00_00_123_orders",
  "_vt_hld_6ace8bcef73211ea87e9f875a4d24e90_20240131120000_",
  "_vt_HOLD_6ace8bcef73211ea87e9f875a4d24e90_20240131120000",
  "_6ace8bce_f732_11ea_87e9_f875a4d24e90_20240131120000_vrepl",
  "tp_1234567_ogt_orders",
  "tp_1234567_del_orders",
])("%s is a helper table", (name) => {
  expect(isOnlineDdlTable(name)).toBe(true);
});

it.each([
  "orders",
  "orders_new",
  "orders_old",
  "_orders",
  "_del",
  "__gho",
  "old",
  "tp_user_del_log",
  "lhm",
  "lhma_x",
  "_vt_x",
  "my_gho",
])("%s is an ordinary table", (name) => {
  expect(isOnlineDdlTable(name)).toBe(false);
});

const all = new TableFilter({ regex: "" });

it.each([
  ["CREATE TABLE _t_gho LIKE t", "online-ddl"],
  ["ALTER TABLE _t_gho ADD COLUMN c INT", "online-ddl"],
  ["DROP TABLE IF EXISTS _t_del", "online-ddl"],
  ["RENAME TABLE _t_gho TO _t_del", "online-ddl"],
  ["RENAME TABLE t TO _t_del, _t_gho TO t", undefined],
  ["rename /* gh-ost */ table `d`.`t` to `d`.`_t_del`, `d`.`_t_gho` to `d`.`t`", undefined],
  ["RENAME TABLE _t_gho TO t", undefined],
  ["ALTER TABLE t ADD COLUMN c INT", undefined],
  ["DROP TABLE _t_del, t", undefined],
])("%s", (sql, reason) => {
  const results = classifyStatement(sql, { defaultSchema: "d", druid: true, sqlMode: 0, flavor: "mysql" });
  expect(filterStatement(results, { ...DEFAULT_SWITCHES, onlineDdl: true }, all)).toBe(reason);
  expect(filterStatement(results, DEFAULT_SWITCHES, all)).toBeUndefined();
});
