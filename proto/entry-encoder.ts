import type { BackWriter } from "./back-writer.ts";
import { EntryType, SourceType, type EventType } from "./entry-type.ts";
import { putRowId, type RowId } from "./row-id.ts";

/** Pairs of key and value, in the order in which they stand on the wire. */
export type Props = readonly (readonly [string, string])[];

/** What `Entry.header` says (canal-protocol 4.1). */
export interface EntryHeader {
  readonly journalName: string;
  /** Where the event begins in its file. */
  readonly position: number;
  readonly serverId: number;
  /** Milliseconds. */
  readonly timestamp: number;
  readonly eventLength: number;
  /** Undefined = absent; "" is on the wire. */
  readonly schemaName: string | undefined;
  readonly tableName: string | undefined;
  readonly eventType: EventType | undefined;
  readonly props: Props;
  /** Behind the other properties; undefined = absent. */
  readonly rowId?: RowId | undefined;
  /** Executed set including this transaction; "" = absent. */
  readonly gtid: string;
}

export interface Statement {
  readonly eventType: EventType;
  /** Undefined = absent. */
  readonly isDdl?: boolean | undefined;
  readonly sql: string;
  readonly ddlSchemaName?: string | undefined;
  readonly props?: Props | undefined;
}

const NO_PROPS: Props = [];
/** Tag of `Messages.messages`: every function here writes one whole frame, tag and length before the `Entry`. */
const FRAME = 0x12;

/** Serialized once: `serverenCode` is always UTF-8. */
const SERVER_ENCODE = Buffer.from("2a055554462d38", "hex");

export function encodeBegin(out: BackWriter, header: EntryHeader, threadId: number, props: Props = NO_PROPS): void {
  const end = out.length;
  out.int(threadId);
  out.byte(0x20);
  putProps(out, 0x1a, props);
  encodeEntryAround(out, end, header, EntryType.TRANSACTIONBEGIN);
}

export function encodeEnd(out: BackWriter, header: EntryHeader, transactionId: string, props: Props = NO_PROPS): void {
  const end = out.length;
  putProps(out, 0x1a, props);
  out.textField(0x12, transactionId);
  encodeEntryAround(out, end, header, EntryType.TRANSACTIONEND);
}

/** A statement: DDL, statement-format DML, the query behind rows, XA commit and rollback. */
export function encodeStatement(out: BackWriter, header: EntryHeader, statement: Statement): void {
  const end = out.length;
  if (statement.ddlSchemaName !== undefined) out.textField(0x72, statement.ddlSchemaName);
  putProps(out, 0x6a, statement.props ?? NO_PROPS);
  out.textField(0x5a, statement.sql);
  if (statement.isDdl !== undefined) {
    out.byte(statement.isDdl ? 1 : 0);
    out.byte(0x50);
  }
  out.byte(statement.eventType);
  out.byte(0x10);
  encodeEntryAround(out, end, header, EntryType.ROWDATA);
}

/**
 * Puts the rest of a row change before its `rowDatas`, which were written last and end where `out.length` was `end`: the other fields of
 * `RowChange`, the header, the frame.
 */
export function encodeRowsEnvelope(
  out: BackWriter,
  end: number,
  header: EntryHeader,
  tableId: number,
  eventType: EventType,
): void {
  out.reserve(16);
  const { bytes } = out;
  bytes[--out.pos] = 0;
  bytes[--out.pos] = 0x50;
  bytes[--out.pos] = eventType;
  bytes[--out.pos] = 0x10;
  out.varint(tableId);
  out.byte(0x08);
  encodeEntryAround(out, end, header, EntryType.ROWDATA);
}

/** The store value ends where `out.length` was `end`; entry type, header and frame come before it. */
function encodeEntryAround(out: BackWriter, end: number, header: EntryHeader, entryType: EntryType): void {
  out.varint(out.length - end);
  out.byte(0x1a);
  out.byte(entryType);
  out.byte(0x10);
  putHeader(out, header);
  out.varint(out.length - end);
  out.byte(FRAME);
}

function putHeader(out: BackWriter, header: EntryHeader): void {
  const end = out.length;
  if (header.gtid !== "") out.textField(0x6a, header.gtid);
  if (header.rowId !== undefined) putRowId(out, 0x62, header.rowId);
  putProps(out, 0x62, header.props);
  if (header.eventType !== undefined) {
    out.byte(header.eventType);
    out.byte(0x58);
  }
  out.int(header.eventLength);
  out.byte(0x50);
  if (header.tableName !== undefined) out.textField(0x4a, header.tableName);
  if (header.schemaName !== undefined) out.textField(0x42, header.schemaName);
  out.byte(SourceType.MYSQL);
  out.byte(0x38);
  out.int(header.timestamp);
  out.byte(0x30);
  out.raw(SERVER_ENCODE);
  out.int(header.serverId);
  out.byte(0x20);
  out.int(header.position);
  out.byte(0x18);
  out.textField(0x12, header.journalName);
  out.byte(1);
  out.byte(0x08);
  out.varint(out.length - end);
  out.byte(0x0a);
}

function putProps(out: BackWriter, tag: number, props: Props): void {
  for (let i = props.length - 1; i >= 0; i--) {
    const pair = props[i];
    if (pair === undefined) continue;
    const end = out.length;
    out.textField(0x12, pair[1]);
    out.textField(0x0a, pair[0]);
    out.varint(out.length - end);
    out.byte(tag);
  }
}
