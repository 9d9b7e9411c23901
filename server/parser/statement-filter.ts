import type { FilterReason } from "../ledger/ledger.ts";
import type { DdlResult } from "./ddl/ddl-result.ts";
import { isOnlineDdlTable } from "./online-ddl-table.ts";
import type { ParserSwitches } from "./parser-switches.ts";

/** What the parser asks of the table filters. */
export interface TableNameFilter {
  acceptsName(schema: string, table: string): boolean;
}

/**
 * Whether a statement becomes an entry (canal-protocol 4.6, "Filtering of the results"): undefined when it does, else why not. It does when
 * one of the things that it does is wanted.
 */
export function filterStatement(
  results: readonly DdlResult[],
  switches: ParserSwitches,
  tables: TableNameFilter,
): FilterReason | undefined {
  if (results.length === 0) return "statement";
  const reasons = results.map((result) => filterResult(result, switches, tables));
  const survives = reasons.includes(undefined);
  if (!survives) return reasons[0];
  return switches.queryDdl ? "query" : undefined;
}

function filterResult(result: DdlResult, switches: ParserSwitches, tables: TableNameFilter): FilterReason | undefined {
  const { eventType } = result;
  if (eventType === "QUERY") return switches.queryDcl ? "query" : undefined;
  if (eventType === "INSERT" || eventType === "UPDATE" || eventType === "DELETE") {
    return switches.queryDml ? "query" : undefined;
  }
  if (!isWanted(result, tables)) return "table";
  return switches.onlineDdl && isHelper(result) ? "online-ddl" : undefined;
}

/** The cut-over is no helper's statement: it gives the table its new columns. */
function isHelper({ table, originalTable }: DdlResult): boolean {
  if (table === undefined || !isOnlineDdlTable(table)) return false;
  return originalTable === undefined || isOnlineDdlTable(originalTable);
}

/** Of a RENAME the table must be wanted under one of its names, or its followers would not learn where it went or came from. */
function isWanted(result: DdlResult, tables: TableNameFilter): boolean {
  const { schema, table, originalSchema, originalTable } = result;
  if (table === undefined) return true;
  if (tables.acceptsName(schema ?? "", table)) return true;
  return originalTable !== undefined && tables.acceptsName(originalSchema ?? "", originalTable);
}
