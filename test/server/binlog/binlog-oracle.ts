import type { RowDataPacket } from "mysql2/promise";
import type { BinlogEvent } from "../../../server/binlog/event.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { eventTypeName } from "../../../server/binlog/event-type.ts";
import { silentLogger } from "../../../server/logger.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import type { Database } from "../../support/database-server.ts";

/** An event as `SHOW BINLOG EVENTS` lists it. */
export interface ListedEvent {
  /** Start, end, server id and the type's name (its letters and digits, lower case). */
  readonly place: string;
  readonly info: string;
}

/** The type's name as `SHOW BINLOG EVENTS` spells it, where it is not ours. */
const LISTED_NAMES: Readonly<Record<string, string>> = {
  formatdescription: "formatdesc",
  partialupdaterows: "updaterowspartial",
  gtidtagged: "gtidtaggedlogevent",
};

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/gu, "");
}

/** What we read of an event, in the form of the list. One inside a payload stands in the list where the payload ends. */
function asListed(event: BinlogEvent, inner: boolean): ListedEvent {
  const { position, endPosition, serverId, type } = event.header;
  const name = plain(eventTypeName(type) ?? String(type)).replace(/^mariadb/u, "");
  const start = inner ? endPosition : position;
  return { place: `${start}-${endPosition} of ${serverId}: ${LISTED_NAMES[name] ?? name}`, info: infoOf(event) };
}

/** What the list's text must hold; "" where it holds nothing that we decode. */
function infoOf(event: BinlogEvent): string {
  switch (event.kind) {
    case "gtid":
      return event.gtid === "" ? "" : `'${event.gtid}'`;
    case "mariadb-gtid":
      return `GTID ${event.gtid}`;
    case "query":
      return event.sql;
    case "rows-query":
      return event.sql;
    case "xid":
      return `xid=${event.xid} `;
    case "xa-prepare":
      return event.xid;
    case "table-map":
      return `table_id: ${event.map.tableId} (${event.map.schema}.${event.map.table})`;
    case "rows":
      return `table_id: ${event.tableId}${event.statementEnd ? " flags: STMT_END_F" : ""}`;
    case "intvar":
      return `${event.variable}=${event.value}`;
    case "rand":
      return `rand_seed1=${event.seed1},rand_seed2=${event.seed2}`;
    case "user-var":
      return `@\`${event.name}\``;
    case "format-description":
    case "rotate":
    case "gtid-list":
    case "heartbeat":
    case "incident":
    case "transaction-payload":
    case "other":
      return "";
    default:
      return event satisfies never;
  }
}

interface Row extends RowDataPacket {
  readonly Pos: number;
  readonly Event_type: string;
  readonly Server_id: number;
  readonly End_log_pos: number;
  readonly Info: string;
}

/** What the server itself lists from `position` on. */
export async function listEvents(server: Database, journalName: string, position: number): Promise<ListedEvent[]> {
  const connection = await server.connect();
  try {
    const [rows] = await connection.query<Row[]>(`SHOW BINLOG EVENTS IN '${journalName}' FROM ${position}`);
    return rows.map((row) => ({
      place: `${row.Pos}-${row.End_log_pos} of ${row.Server_id}: ${plain(row.Event_type)}`,
      info: row.Info,
    }));
  } finally {
    await connection.end();
  }
}

interface SentFile {
  readonly journalName: string;
  readonly position: number;
  readonly events: ListedEvent[];
}

interface Sent {
  /** One, or more if the server's log was rotated meanwhile. */
  readonly files: readonly SentFile[];
  readonly kinds: ReadonlySet<BinlogEvent["kind"]>;
}

/** Runs `work` and gives every event of the log that the server then sends, until `last`; inner events behind their payload. */
export async function eventsOf(
  server: Database,
  work: () => Promise<void>,
  last: (event: BinlogEvent) => boolean,
): Promise<Sent> {
  const { host, port, user, password } = server;
  const source = new MysqlSource({ host, port, user, password }, silentLogger);
  const signal = new AbortController().signal;
  try {
    const { journalName, position } = await source.currentPosition(signal);
    await work();
    const feed = await source.open({ kind: "file", journalName, position }, signal);
    const decoder = new EventDecoder({ checksum: feed.checksum });
    const files: SentFile[] = [];
    const kinds = new Set<BinlogEvent["kind"]>();
    const take = (event: BinlogEvent, inner: boolean): void => {
      kinds.add(event.kind);
      files.at(-1)?.events.push(asListed(event, inner));
    };
    for await (const batch of feed) {
      for (const raw of batch) {
        const event = decoder.decode(raw);
        if (event.kind === "rotate" && event.header.artificial && event.nextJournalName !== files.at(-1)?.journalName) {
          files.push({ journalName: event.nextJournalName, position: event.nextPosition, events: [] });
        }
        if (!event.header.artificial) take(event, false);
        if (event.kind === "transaction-payload") for (const inner of decoder.expand(event)) take(inner, true);
        if (last(event)) return { files, kinds };
      }
    }
    throw new Error("the feed ended early");
  } finally {
    await source.close();
  }
}
