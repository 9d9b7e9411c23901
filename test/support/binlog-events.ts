import type {
  BinlogEvent,
  EventHeader,
  MariadbGtidEvent,
  QueryEvent,
  RowsEvent,
  TableMapEvent,
} from "../../server/binlog/event.ts";
import type { TableMap } from "../../server/binlog/table-map.ts";

/** Makes decoded events for the stages behind the decoder, each of 100 bytes, one behind the other in `bin.000001`. */
export class EventScript {
  journalName = "bin.000001";
  position = 4;
  flavor: "mysql" | "mariadb" = "mysql";

  /** Of the next event. */
  header(facts: Partial<EventHeader> = {}): EventHeader {
    const header: EventHeader = {
      timestamp: 1_700_000_000,
      type: 0,
      serverId: 1,
      length: 100,
      flags: 0,
      journalName: this.journalName,
      position: this.position,
      endPosition: this.position + 100,
      artificial: false,
      ...facts,
    };
    if (!header.artificial) this.position = header.endPosition;
    return header;
  }

  gtid(gtid: string, sequenceNumber = 1, lastCommitted = 0): BinlogEvent {
    return {
      kind: "gtid",
      header: this.header(),
      gtid,
      lastCommitted,
      sequenceNumber,
      immediateCommitTimestamp: undefined,
      transactionLength: undefined,
    };
  }

  mariadbGtid(gtid: string, facts: Partial<MariadbGtidEvent> = {}): MariadbGtidEvent {
    return {
      kind: "mariadb-gtid",
      header: this.header(),
      gtid,
      standalone: false,
      ddl: false,
      preparedXa: false,
      completedXa: false,
      threadId: undefined,
      ...facts,
    };
  }

  query(sql: string, facts: Partial<QueryEvent> = {}): QueryEvent {
    return {
      kind: "query",
      header: this.header(),
      threadId: 7,
      errorCode: 0,
      schema: "shop",
      sql,
      sqlMode: 0,
      clientCollation: 255,
      connectionCollation: 255,
      serverCollation: 255,
      databaseCollation: undefined,
      explicitDefaultsForTimestamp: true,
      undecodable: false,
      alterPhase: "none",
      ...facts,
    };
  }

  xid(xid = "42"): BinlogEvent {
    return { kind: "xid", header: this.header(), xid };
  }

  xaPrepare(): BinlogEvent {
    return { kind: "xa-prepare", header: this.header(), onePhase: false, xid: "X'78',X'',1" };
  }

  rowsQuery(sql: string): BinlogEvent {
    return { kind: "rows-query", header: this.header(), annotate: false, sql };
  }

  variable(variable: "LAST_INSERT_ID" | "INSERT_ID", value: string): BinlogEvent {
    return { kind: "intvar", header: this.header(), variable, value };
  }

  other(type: number, facts: { readonly unknown: boolean; readonly ignorable: boolean }): BinlogEvent {
    return { kind: "other", header: this.header({ type }), ...facts };
  }

  /** Rows of a table, and its map before them. */
  rows(map: TableMap, operation: RowsEvent["operation"], bytes: Uint8Array): readonly [TableMapEvent, RowsEvent] {
    const all = new Uint8Array((map.columnCount + 7) >> 3).fill(0xff);
    if (map.columnCount % 8 !== 0) all[all.length - 1] = (1 << (map.columnCount % 8)) - 1;
    const mapped: TableMapEvent = { kind: "table-map", header: this.header(), map };
    const images = { columnCount: map.columnCount, present: all, presentAfter: all, partialJson: false };
    const rows = { bytes, rowsStart: 0, rowsEnd: bytes.length, statementEnd: true };
    return [mapped, { kind: "rows", header: this.header(), operation, tableId: map.tableId, map, ...images, ...rows }];
  }

  rotate(nextJournalName: string, nextPosition = 4, artificial = false): BinlogEvent {
    const header = this.header(artificial ? { artificial, timestamp: 0, length: 0, position: 0, endPosition: 0 } : {});
    this.journalName = nextJournalName;
    this.position = nextPosition;
    return { kind: "rotate", header, nextJournalName, nextPosition };
  }

  heartbeat(): BinlogEvent {
    const header = this.header({ artificial: true, timestamp: 0, position: 0, endPosition: 0 });
    return { kind: "heartbeat", header, logJournalName: this.journalName, logPosition: this.position };
  }

  formatDescription(): BinlogEvent {
    return {
      kind: "format-description",
      header: this.header(),
      binlogVersion: 4,
      serverVersion: "9.7.4",
      mariadb: this.flavor === "mariadb",
      created: 0,
      checksum: "CRC32",
    };
  }
}
