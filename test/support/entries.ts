import { entryMessages } from "../../proto/protobuf.ts";
import { EntryType, EventType } from "../../proto/entry-type.ts";
import { NO_TABLE } from "../../server/pipeline-entry.ts";
import type { PipelineEntry, TableName } from "../../server/pipeline-entry.ts";

/** What a made-up entry is to say; everything else has a fixed value. */
export interface EntrySpec {
  readonly entryType?: EntryType;
  readonly eventType?: EventType | 0;
  readonly table?: TableName;
  readonly renamedFrom?: TableName;
  readonly rows?: number;
  readonly journalName?: string;
  readonly position: number;
  readonly index?: number;
  readonly timestamp?: number;
  readonly gtid?: string;
  /** Bytes of filling in its `storeValue`. */
  readonly payload?: number;
}

/** An entry whose bytes protobufjs made; a fake of what the parser gives, for rooms behind it. */
export function makeEntry(spec: EntrySpec): PipelineEntry {
  const entryType = spec.entryType ?? EntryType.ROWDATA;
  const eventType = spec.eventType ?? (entryType === EntryType.ROWDATA ? EventType.INSERT : 0);
  const table = spec.table ?? NO_TABLE;
  const journalName = spec.journalName ?? "bin.000001";
  const timestamp = spec.timestamp ?? 1_700_000_000_000;
  const gtid = spec.gtid ?? "";
  const bytes = entryMessages.Entry.encode(
    entryMessages.Entry.fromObject({
      header: {
        version: 1,
        logfileName: journalName,
        logfileOffset: spec.position,
        serverId: 1,
        executeTime: timestamp,
        schemaName: table.schema,
        tableName: table.table,
        ...(eventType === 0 ? {} : { eventType }),
        ...(gtid === "" ? {} : { gtid }),
      },
      entryType,
      storeValue: Buffer.alloc(spec.payload ?? 16, spec.position & 0xff),
    }),
  ).finish();
  return {
    ...frameOf(bytes),
    entryType,
    eventType,
    table,
    renamedFrom: spec.renamedFrom,
    rows: spec.rows ?? (entryType === EntryType.ROWDATA && eventType !== 0 && eventType <= 3 ? 1 : 0),
    journalName,
    position: spec.position,
    index: spec.index ?? 0,
    timestamp,
    serverId: 1,
    gtid,
  };
}

/** Entry bytes as they stand in a `Messages` message. */
export function frameOf(entry: Uint8Array): { readonly frame: Uint8Array; readonly entryStart: number } {
  const head = [0x12];
  let rest = entry.length;
  while (rest > 0x7f) {
    head.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  head.push(rest);
  return { frame: Buffer.concat([Buffer.from(head), entry]), entryStart: head.length };
}

/** Rows of one transaction: BEGIN, a row per table, END, at consecutive positions from `position` on. */
export function transaction(
  position: number,
  tables: readonly TableName[],
  spec: Partial<EntrySpec> = {},
): PipelineEntry[] {
  return [
    makeEntry({ ...spec, position, entryType: EntryType.TRANSACTIONBEGIN }),
    ...tables.map((table, i) => makeEntry({ ...spec, position: position + 10 * (i + 1), table })),
    makeEntry({ ...spec, position: position + 10 * (tables.length + 1), entryType: EntryType.TRANSACTIONEND }),
  ];
}

/** A name pair per name, always the same object, as the parser interns them. */
export function tableName(schema: string, table: string): TableName {
  const key = `${schema}.${table}`;
  const known = NAMES.get(key);
  if (known !== undefined) return known;
  const made = { schema, table };
  NAMES.set(key, made);
  return made;
}

const NAMES = new Map<string, TableName>();
