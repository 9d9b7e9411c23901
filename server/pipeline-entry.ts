import type { EntryType, EventType } from "../proto/entry-type.ts";

/**
 * One protobuf `Entry` on its way from the parser to the subscribers, with what the pipeline must know about it beside the bytes, so that
 * nothing downstream decodes them again. Immutable once it has left the parser.
 */
export interface PipelineEntry {
  /**
   * The bytes as they stand inside a `Messages` message: tag 0x12, varint length, `Entry`. Entries encoded one after another lie
   * one after another in the same ArrayBuffer as far as possible, so that a batch is a handful of slices.
   */
  readonly frame: Uint8Array;
  /** Where in `frame` the `Entry` itself begins. `frame.length - entryStart` is Canal's size of the entry. */
  readonly entryStart: number;
  readonly entryType: EntryType;
  /** Event type of the header; 0 where the header has none (transaction begin and end). */
  readonly eventType: EventType | 0;
  /** Name pair of the header, "" where it has none. One object per table for as long as possible: usable as a cache key. */
  readonly table: TableName;
  /** Of a RENAME: the table's name before. A consumer's filter that knows either name lets the entry pass. */
  readonly renamedFrom?: TableName | undefined;
  /** Rows in this entry; 0 for everything that is not a row change. */
  readonly rows: number;
  readonly journalName: string;
  /** Start offset of the binlog event (`Header.logfileOffset`). */
  readonly position: number;
  /** Ordinal among the entries made from events that share `position`; 0 outside compressed transactions. */
  readonly index: number;
  /** `Header.executeTime`, milliseconds. */
  readonly timestamp: number;
  readonly serverId: number;
  /** `Header.gtid`: executed set including this transaction; "" outside GTID mode. */
  readonly gtid: string;
}

export interface TableName {
  readonly schema: string;
  readonly table: string;
}

/** The name of entries that have none. */
export const NO_TABLE: TableName = { schema: "", table: "" };
