import type { EntryReader } from "../proto/entry-reader.ts";
import type { ColumnsReader, RowObject } from "../proto/entry-reader-columns.ts";
import type { RowChangeReader } from "../proto/entry-reader-row-change.ts";
import type { RowReader } from "../proto/entry-reader-row.ts";
import { type EventTypeName, eventTypeName } from "../proto/entry-type.ts";
import type { Int64 } from "../proto/protobuf.ts";
import { rowIdAt } from "../proto/row-id.ts";

/** What can happen to a subscribed table: a changed row, or a statement. */
export type Change<Row extends object = RowObject> = RowEvent<Row> | StatementEvent;

/** What a row and a statement have in common: where they come from. */
abstract class Event {
  readonly entry: EntryReader;
  protected readonly change: RowChangeReader;

  constructor(entry: EntryReader, change: RowChangeReader) {
    this.entry = entry;
    this.change = change;
  }

  /**
   * The same on every delivery, after restarts of the server and, in GTID mode, on every server of the topology: what a consumer drops repeats
   * by. Undefined for statements that are no DDL, and where the server gives none (Canal, `sluice.instance.rowId = false`).
   */
  abstract get id(): string | undefined;

  get schema(): string {
    return this.entry.schemaName;
  }

  get table(): string {
    return this.entry.tableName;
  }

  /** INSERT, UPDATE, DELETE, or what kind of statement it is (CREATE, ALTER, QUERY …). */
  get type(): EventTypeName {
    return eventTypeName(this.change.eventType);
  }

  /** Binlog file and the start offset of the event in it. */
  get file(): string {
    return this.entry.logfileName;
  }

  get offset(): Int64 {
    return this.entry.logfileOffset;
  }

  /** Milliseconds, with the precision of a second. */
  get timestamp(): Int64 {
    return this.entry.executeTime;
  }

  /** Executed GTID set including this transaction; "" unless the server is in GTID mode. */
  get gtid(): string {
    return this.entry.gtid;
  }
}

/**
 * One changed row. `before` and `after` are plain objects from column name to text or null, decoded at the first look and kept; give the row's
 * type to have them typed. Numbers, dates and decimals are text, exactly as the server sent them. Where speed counts or column types are
 * wanted, `beforeColumns` and `afterColumns` decode a column at a time.
 */
export class RowEvent<Row extends object = RowObject> extends Event {
  readonly kind = "row";
  private readonly row: RowReader;
  private beforeRow: Row | null | undefined;
  private afterRow: Row | null | undefined;

  private readonly first: string | undefined;
  private readonly place: number;

  /** `first`: id of the entry's first row; `place`: the row's place in the entry. */
  constructor(entry: EntryReader, change: RowChangeReader, row: RowReader, first: string | undefined, place: number) {
    super(entry, change);
    this.row = row;
    this.first = first;
    this.place = place;
  }

  get id(): string | undefined {
    return this.first === undefined ? undefined : rowIdAt(this.first, this.place);
  }

  /** The row before an UPDATE or DELETE; null for an INSERT. Columns that the source does not log (binlog_row_image) are missing. */
  get before(): Row | null {
    if (this.beforeRow === undefined) this.beforeRow = (this.row.before?.toObject() as Row | undefined) ?? null;
    return this.beforeRow;
  }

  /** The row after an INSERT or UPDATE; null for a DELETE. */
  get after(): Row | null {
    if (this.afterRow === undefined) this.afterRow = (this.row.after?.toObject() as Row | undefined) ?? null;
    return this.afterRow;
  }

  /** Names of the columns that changed: all of an INSERT, none of a DELETE. */
  get updated(): string[] {
    return this.row.updated;
  }

  get beforeColumns(): ColumnsReader | null {
    return this.row.before;
  }

  get afterColumns(): ColumnsReader | null {
    return this.row.after;
  }
}

/** A statement: DDL (`isDdl`), XA commit and rollback, and where the source logs them, the texts of queries. */
export class StatementEvent extends Event {
  readonly kind = "statement";

  get id(): string | undefined {
    return this.entry.rowId;
  }

  get isDdl(): boolean {
    return this.change.isDdl;
  }

  get sql(): string {
    return this.change.sql;
  }

  /** Default database of the connection that ran it. */
  get ddlSchema(): string {
    return this.change.ddlSchemaName;
  }
}
