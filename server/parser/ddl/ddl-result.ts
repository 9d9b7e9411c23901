import type { EventTypeName } from "../../../proto/entry-type.ts";

/** One thing that a statement does to one table or database (canal-protocol 4.6). The entry's header takes the first of a list. */
export interface DdlResult {
  readonly eventType: EventTypeName;
  /** Undefined where Canal's header has none. */
  readonly schema: string | undefined;
  readonly table: string | undefined;
  /** Name before, for RENAME. */
  readonly originalSchema: string | undefined;
  readonly originalTable: string | undefined;
}

export function ddlResult(eventType: EventTypeName, schema: string | undefined, table: string | undefined): DdlResult {
  return { eventType, schema, table, originalSchema: undefined, originalTable: undefined };
}

/** A text that can't be read goes to the clients as QUERY without names. Compare by identity. */
export const UNREADABLE: readonly DdlResult[] = [ddlResult("QUERY", undefined, undefined)];
