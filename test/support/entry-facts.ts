import type { EntryReader } from "../../proto/entry-reader.ts";
import type { ColumnsReader } from "../../proto/entry-reader-columns.ts";
import { EntryType, EventType } from "../../proto/entry-type.ts";
import type { sluice } from "../../proto/generated/entry.js";
import { entryMessages } from "../../proto/protobuf.ts";

const { Entry, RowChange, TransactionBegin, TransactionEnd } = entryMessages;

/** Everything a reader says of an entry, as plain values. */
export function readAll(entry: EntryReader): unknown {
  return {
    entryType: entry.entryType,
    header: {
      version: entry.version,
      logfileName: entry.logfileName,
      logfileOffset: entry.logfileOffset,
      serverId: entry.serverId,
      serverenCode: entry.serverenCode,
      executeTime: entry.executeTime,
      sourceType: entry.sourceType,
      schemaName: entry.schemaName,
      tableName: entry.tableName,
      eventLength: entry.eventLength,
      eventType: entry.eventType,
      props: entry.props,
      gtid: entry.gtid,
    },
    transaction: readTransaction(entry),
    rowChange: readRowChange(entry),
  };
}

function readTransaction(entry: EntryReader): unknown {
  const { transaction } = entry;
  if (transaction === undefined) return undefined;
  const { threadId, transactionId, executeTime, props } = transaction;
  return { threadId, transactionId, executeTime, props };
}

function readRowChange(entry: EntryReader): unknown {
  const change = entry.rowChange;
  if (change === undefined) return undefined;
  return {
    tableId: change.tableId,
    eventType: change.eventType,
    isDdl: change.isDdl,
    sql: change.sql,
    ddlSchemaName: change.ddlSchemaName,
    props: change.props,
    rows: [...change.rows()].map((row) => ({ before: readColumns(row.before), after: readColumns(row.after) })),
  };
}

function readColumns(columns: ColumnsReader | null): unknown[] {
  return Array.from({ length: columns?.length ?? 0 }, (_, place) =>
    columns === null
      ? undefined
      : {
          index: columns.index(place),
          sqlType: columns.sqlType(place),
          name: columns.name(place),
          isKey: columns.isKey(place),
          updated: columns.isUpdated(place),
          isNull: columns.isNull(place),
          text: columns.text(place),
          mysqlType: columns.mysqlType(place),
        },
  );
}

/** The same by protobufjs, with Java's defaults. */
export function protobufAll(bytes: Uint8Array): unknown {
  const entry = Entry.decode(bytes);
  const header = entry.header ?? {};
  const store = entry.storeValue ?? new Uint8Array();
  const entryType: number = entry.entryType ?? entryMessages.EntryType.ROWDATA;
  return {
    entryType,
    header: {
      version: header.version ?? 1,
      logfileName: header.logfileName ?? "",
      logfileOffset: int(header.logfileOffset),
      serverId: int(header.serverId),
      serverenCode: header.serverenCode ?? "",
      executeTime: int(header.executeTime),
      sourceType: header.sourceType ?? 2,
      schemaName: header.schemaName ?? "",
      tableName: header.tableName ?? "",
      eventLength: int(header.eventLength),
      eventType: header.eventType ?? EventType.UPDATE,
      props: (header.props ?? []).map(pair),
      gtid: header.gtid ?? "",
    },
    transaction: protobufTransaction(entryType, store),
    rowChange: entryType === EntryType.ROWDATA ? protobufRowChange(store) : undefined,
  };
}

function protobufTransaction(entryType: number, store: Uint8Array): unknown {
  if (entryType === EntryType.TRANSACTIONBEGIN) {
    const begin = TransactionBegin.decode(store);
    return {
      threadId: int(begin.threadId),
      transactionId: begin.transactionId ?? "",
      executeTime: int(begin.executeTime),
      props: begin.props.map(pair),
    };
  }
  if (entryType !== EntryType.TRANSACTIONEND) return undefined;
  const end = TransactionEnd.decode(store);
  return {
    threadId: 0,
    transactionId: end.transactionId ?? "",
    executeTime: int(end.executeTime),
    props: end.props.map(pair),
  };
}

function protobufRowChange(store: Uint8Array): unknown {
  const change = RowChange.decode(store);
  return {
    tableId: int(change.tableId),
    eventType: change.eventType ?? EventType.UPDATE,
    isDdl: change.isDdl ?? false,
    sql: change.sql ?? "",
    ddlSchemaName: change.ddlSchemaName ?? "",
    props: change.props.map(pair),
    rows: change.rowDatas.map((row) => ({
      before: (row.beforeColumns ?? []).map(protobufColumn),
      after: (row.afterColumns ?? []).map(protobufColumn),
    })),
  };
}

function protobufColumn(column: sluice.entry.Column.$Properties): unknown {
  return {
    index: column.index ?? 0,
    sqlType: column.sqlType ?? 0,
    name: column.name ?? "",
    isKey: column.isKey ?? false,
    updated: column.updated ?? false,
    isNull: column.isNull ?? false,
    text: column.isNull === true ? null : (column.value ?? ""),
    mysqlType: column.mysqlType ?? "",
  };
}

/** protobufjs has a Long for an absent 64-bit field. */
function int(value: unknown): number {
  return Number(value ?? 0);
}

function pair(value: sluice.entry.Pair.$Properties): unknown {
  return { key: value.key ?? "", value: value.value ?? "" };
}
