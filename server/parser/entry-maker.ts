import type { EntryHeader, Props, Statement } from "../../proto/entry-encoder.ts";
import { encodeBegin, encodeEnd, encodeStatement } from "../../proto/entry-encoder.ts";
import type { EventType } from "../../proto/entry-type.ts";
import { EntryType } from "../../proto/entry-type.ts";
import type { AckedEntry } from "../../proto/position.ts";
import { EPOCH, type RowId } from "../../proto/row-id.ts";
import type { EventHeader } from "../binlog/event.ts";
import type { PipelineEntry, TableName } from "../pipeline-entry.ts";
import { NO_TABLE } from "../pipeline-entry.ts";
import { EntryArena, frameHead } from "./entry-arena.ts";
import type { GtidTracker } from "./gtid-tracker.ts";
import { RowIds } from "./row-ids.ts";
import type { RowsHeader } from "./row-transcoder.ts";

const NO_PROPS: Props = [];

/** Names in a statement's header; undefined where Canal's has none. */
export interface StatementNames {
  readonly schema: string | undefined;
  readonly table: string | undefined;
  /** Of a RENAME. */
  readonly originalSchema?: string | undefined;
  readonly originalTable?: string | undefined;
}

/** Where an event stands among those that share a position: the inner events of a transaction payload have its place and length. */
export interface PayloadPlace {
  readonly eventLength: number;
  /** Ordinal of the inner event: what a filter drops counts too, so that it means the same after the filter has changed. */
  readonly index: number;
}

export interface EntryMakerOptions {
  /** `sluice.instance.rowId` */
  readonly rowIds: boolean;
  /** The server's term, asked for each entry; undefined, or by undefined: entries tell of none. */
  readonly epoch: (() => string | undefined) | undefined;
}

/** Makes entries of events: header fields by canal-protocol 4.1, bytes in the arena. */
export class EntryMaker {
  readonly arena = new EntryArena();
  /** Place of the inner event that is being read; undefined outside a payload. */
  payload: PayloadPlace | undefined;
  readonly #rowIds: RowIds | undefined;
  readonly #epoch: () => string | undefined;
  #gtids: GtidTracker | undefined;
  #gtid = "";
  /** Those of GTID mode, and with the term. */
  #gtidProps: Props = NO_PROPS;
  #props: Props = NO_PROPS;
  #propsEpoch: string | undefined;

  constructor({ rowIds, epoch }: EntryMakerOptions = { rowIds: false, epoch: undefined }) {
    this.#rowIds = rowIds ? new RowIds() : undefined;
    this.#epoch = epoch ?? (() => undefined);
  }

  /** Says whose log is read from here on: a name that stays with that server. */
  useServer(server: string): void {
    this.#rowIds?.useServer(server);
  }

  /** Says what headers tell of GTIDs from here on; undefined outside GTID mode. To be called whenever the current group changes. */
  useGtids(gtids: GtidTracker | undefined): void {
    this.#gtids = gtids;
    this.#gtid = gtids?.withCurrent ?? "";
    this.#gtidProps = propsOf(gtids);
    this.#props = this.#gtidProps;
    this.#propsEpoch = undefined;
    this.#rowIds?.useGroup(gtids?.group ?? "");
  }

  begin(header: EventHeader, threadId: number, props: Props): PipelineEntry {
    encodeBegin(this.arena.out, this.#headerOf(header, "", "", undefined), threadId, props);
    return this.#seal(header, EntryType.TRANSACTIONBEGIN, 0, NO_TABLE, 0, this.#gtid);
  }

  end(header: EventHeader, transactionId: string, props: Props): PipelineEntry {
    encodeEnd(this.arena.out, this.#headerOf(header, "", "", undefined), transactionId, props);
    return this.#seal(header, EntryType.TRANSACTIONEND, 0, NO_TABLE, 0, this.#gtid);
  }

  /**
   * `inGroup`: the statement stands inside a transaction that goes on behind it (CREATE TABLE … START TRANSACTION). Then a cursor that is set on
   * it must not hold the transaction's GTID yet, or a start by GTID would leave out the rest; what the client reads in the header is Canal's.
   */
  statement(header: EventHeader, names: StatementNames, statement: Statement, inGroup: boolean): PipelineEntry {
    const { schema, table, originalSchema, originalTable } = names;
    const rowId = statement.isDdl === true ? this.#rowIds?.ddl(header) : undefined;
    encodeStatement(this.arena.out, this.#headerOf(header, schema, table, statement.eventType, rowId), statement);
    const gtid = inGroup ? (this.#gtids?.executed ?? "") : this.#gtid;
    const name = this.arena.tableName(schema ?? "", table ?? "");
    const renamedFrom =
      originalTable === undefined ? undefined : this.arena.tableName(originalSchema ?? "", originalTable);
    return this.#seal(header, EntryType.ROWDATA, statement.eventType, name, 0, gtid, renamedFrom);
  }

  /** As a statement, without GTID and its properties: Canal gives INTVAR entries none. */
  bareStatement(header: EventHeader, statement: Statement): PipelineEntry {
    const bare = { ...this.#headerOf(header, "", "", statement.eventType), props: NO_PROPS, gtid: "" };
    encodeStatement(this.arena.out, bare, statement);
    return this.#seal(header, EntryType.ROWDATA, statement.eventType, NO_TABLE, 0, this.#gtid);
  }

  /** The place of the entry of an event. */
  placeOf({ journalName, position }: EventHeader): AckedEntry {
    return { journalName, position, index: this.payload?.index ?? 0 };
  }

  /** What the row transcoder needs for the header. */
  rowsHeader(header: EventHeader): RowsHeader {
    return this.#headerOf(header, undefined, undefined, undefined, this.#rowIds?.first(header));
  }

  /** The entry whose frame the row transcoder has written into the arena. */
  rows(header: EventHeader, eventType: EventType, schema: string, table: string, rows: number): PipelineEntry {
    this.#rowIds?.take(header, rows);
    return this.#seal(header, EntryType.ROWDATA, eventType, this.arena.tableName(schema, table), rows, this.#gtid);
  }

  /** Rows of which no entry is made count for the ids of those behind them. */
  passOver(header: EventHeader, rows: number): void {
    this.#rowIds?.take(header, rows);
  }

  #propsNow(): Props {
    const epoch = this.#epoch();
    if (epoch !== this.#propsEpoch) {
      this.#propsEpoch = epoch;
      this.#props = epoch === undefined ? this.#gtidProps : [...this.#gtidProps, [EPOCH, epoch]];
    }
    return this.#props;
  }

  #headerOf(
    header: EventHeader,
    schemaName: string | undefined,
    tableName: string | undefined,
    eventType: EventType | undefined,
    rowId?: RowId,
  ): EntryHeader {
    return {
      journalName: header.journalName,
      position: header.position,
      serverId: header.serverId,
      timestamp: header.timestamp * 1000,
      eventLength: this.payload?.eventLength ?? header.length,
      schemaName,
      tableName,
      eventType,
      props: this.#propsNow(),
      rowId,
      gtid: this.#gtid,
    };
  }

  /** The facts of an entry are put into an object once: transactions of one row are all but nothing else. */
  #seal(
    header: EventHeader,
    entryType: EntryType,
    eventType: EventType | 0,
    table: TableName,
    rows: number,
    gtid: string,
    renamedFrom?: TableName,
  ): PipelineEntry {
    const frame = this.arena.takeFrame();
    return {
      frame,
      entryStart: frameHead(frame),
      entryType,
      eventType,
      table,
      renamedFrom,
      rows,
      journalName: header.journalName,
      position: header.position,
      index: this.payload?.index ?? 0,
      timestamp: header.timestamp * 1000,
      serverId: header.serverId,
      gtid,
    };
  }
}

function propsOf(gtids: GtidTracker | undefined): Props {
  const current = gtids?.current;
  if (current === undefined) return NO_PROPS;
  const props: [string, string][] = [["curtGtid", current.gtid]];
  if (current.sequenceNumber !== undefined) props.push(["curtGtidSn", String(current.sequenceNumber)]);
  if (current.lastCommitted !== undefined) props.push(["curtGtidLct", String(current.lastCommitted)]);
  return props;
}
