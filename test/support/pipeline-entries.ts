import { EntryType, EventType } from "../../proto/entry-type.ts";
import type { PipelineEntry, TableName } from "../../server/pipeline-entry.ts";
import { NO_TABLE } from "../../server/pipeline-entry.ts";

const SOME_TABLE: TableName = { schema: "shop", table: "orders" };

/** An entry whose bytes are no protobuf: for stages that look only at what travels beside the bytes. */
export function makeEntry(facts: Partial<PipelineEntry> & { readonly size?: number }): PipelineEntry {
  const { size = 10, ...rest } = facts;
  return {
    frame: new Uint8Array(size),
    entryStart: 2,
    entryType: EntryType.ROWDATA,
    eventType: EventType.INSERT,
    table: SOME_TABLE,
    rows: 1,
    journalName: "bin.000001",
    position: 4,
    index: 0,
    timestamp: 1_700_000_000_000,
    serverId: 1,
    gtid: "",
    ...rest,
  };
}

export const makeBegin = (facts: Partial<PipelineEntry> = {}): PipelineEntry =>
  makeEntry({ entryType: EntryType.TRANSACTIONBEGIN, eventType: 0, table: NO_TABLE, rows: 0, ...facts });

export const makeEnd = (facts: Partial<PipelineEntry> = {}): PipelineEntry =>
  makeEntry({ entryType: EntryType.TRANSACTIONEND, eventType: 0, table: NO_TABLE, rows: 0, ...facts });

/** One letter per entry: B begin, E end, r row change, d DDL, q other query. */
export function spell(entries: readonly PipelineEntry[]): string {
  return entries.map(letterOf).join("");
}

function letterOf(entry: PipelineEntry): string {
  if (entry.entryType === EntryType.TRANSACTIONBEGIN) return "B";
  if (entry.entryType === EntryType.TRANSACTIONEND) return "E";
  if (entry.eventType === EventType.QUERY) return "q";
  return entry.rows > 0 ? "r" : "d";
}

/** The entries that such a text spells. */
export function fromSpelling(text: string, facts: Partial<PipelineEntry> = {}): PipelineEntry[] {
  return text.split("").map((letter) => {
    if (letter === "B") return makeBegin(facts);
    if (letter === "E") return makeEnd(facts);
    if (letter === "q") return makeEntry({ eventType: EventType.QUERY, rows: 0, ...facts });
    if (letter === "d") return makeEntry({ eventType: EventType.ALTER, rows: 0, ...facts });
    return makeEntry(facts);
  });
}
