import { TokenReader } from "./token-reader.ts";
import type { LexOptions } from "./tokenizer.ts";

export type StatementKind =
  | "begin"
  | "commit"
  | "rollback"
  | "savepoint"
  | "rollback-to-savepoint"
  | "xa-start"
  | "xa-end"
  | "xa-prepare"
  | "xa-commit"
  | "xa-rollback"
  | "other";

/** What a statement does to the transaction it stands in; reads its first words only. Never throws. */
export function statementKind(sql: string, options: LexOptions): StatementKind {
  const reader = new TokenReader(sql, options);
  if (reader.sees("XA")) return XA_KINDS[reader.peek(1).keyword] ?? "other";
  if (reader.sees("BEGIN") || reader.sees("START", "TRANSACTION")) return "begin";
  if (reader.sees("COMMIT")) return "commit";
  if (reader.sees("SAVEPOINT")) return "savepoint";
  if (!reader.sees("ROLLBACK")) return "other";
  const isTo = reader.sees("ROLLBACK", "TO") || reader.sees("ROLLBACK", "WORK", "TO");
  return isTo ? "rollback-to-savepoint" : "rollback";
}

const XA_KINDS: Readonly<Record<string, StatementKind>> = {
  START: "xa-start",
  BEGIN: "xa-start",
  END: "xa-end",
  PREPARE: "xa-prepare",
  COMMIT: "xa-commit",
  ROLLBACK: "xa-rollback",
};
