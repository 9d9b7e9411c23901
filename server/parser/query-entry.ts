import type { QueryEvent } from "../binlog/event.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { EntryMaker } from "./entry-maker.ts";
import type { StatementHandler } from "./statement-handler.ts";
import type { TransactionWord } from "./transaction-statement.ts";

export interface QueryQuestion {
  readonly maker: EntryMaker;
  readonly statements: StatementHandler;
  readonly event: QueryEvent;
  /** What it says about transactions, if it does. */
  readonly word: TransactionWord | undefined;
  /** The transaction around it goes on behind it. */
  readonly inGroup: boolean;
  readonly signal: AbortSignal;
}

/** The entry of a QUERY event: begin or end of a transaction, or a statement's. */
export function entryOfQuery({
  maker,
  statements,
  event,
  word,
  inGroup,
  signal,
}: QueryQuestion): PipelineEntry | undefined | Promise<PipelineEntry | undefined> {
  const { header } = event;
  switch (word?.statement) {
    case "BEGIN":
      return maker.begin(header, event.threadId, []);
    case "XA START":
      return maker.begin(header, event.threadId, xaProps(word));
    case "COMMIT":
      return maker.end(header, "0", []);
    case "XA END":
      return maker.end(header, "0", xaProps(word));
    case "XA COMMIT":
      return statements.xaEnd(event, "XACOMMIT", xaProps(word));
    case "XA ROLLBACK":
      return statements.xaEnd(event, "XAROLLBACK", xaProps(word));
    case "ROLLBACK":
      // Canal has no entry for it.
      return undefined;
    case undefined:
      break;
  }
  return statements.query(event, inGroup, signal);
}

function xaProps(word: TransactionWord): readonly (readonly [string, string])[] {
  return [
    ["XA_TYPE", word.statement],
    ["XA_XID", word.xid],
  ];
}
