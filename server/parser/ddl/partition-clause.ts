import type { TokenReader } from "./token-reader.ts";

/** An ALTER TABLE ends with these, without a comma before them. */
export function seesPartitioning(reader: TokenReader): boolean {
  return reader.sees("PARTITION", "BY") || reader.sees("REMOVE", "PARTITIONING");
}

const COMMANDS: ReadonlySet<string> = new Set([
  "ANALYZE",
  "CHECK",
  "COALESCE",
  "DISCARD",
  "EXCHANGE",
  "IMPORT",
  "OPTIMIZE",
  "REBUILD",
  "REORGANIZE",
  "REPAIR",
  "TRUNCATE",
]);

export function seesPartitionCommand(reader: TokenReader): boolean {
  return reader.seesAny(COMMANDS) && reader.peek(1).keyword === "PARTITION";
}

/** Partition clauses of an ALTER TABLE hold commas of their own and end the statement. */
export function skipPartitionClause(reader: TokenReader): void {
  reader.skipToEnd();
}
