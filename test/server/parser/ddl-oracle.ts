import { open } from "node:fs/promises";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { BinlogFileReader } from "../../../server/binlog/binlog-file-reader.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import type { BinlogEvent, QueryEvent } from "../../../server/binlog/event.ts";
import { canonicalCharset } from "../../../server/parser/ddl/charset-of.ts";
import { statementKind } from "../../../server/parser/ddl/statement-kind.ts";
import { resolvedTypeText } from "../../../server/parser/ddl/type-text.ts";
import { SchemaTracker } from "../../../server/parser/schema-tracker.ts";
import { checkAgainstMap } from "../../../server/parser/table-meta-check.ts";
import { metaFromMap } from "../../../server/parser/table-meta-from-map.ts";
import type { TableMeta } from "../../../server/parser/table-meta.ts";
import type { DatabaseServer } from "../../support/database-server.ts";
import type { CorpusServer } from "./ddl-corpus.ts";

/** One table as a list of lines: name, type, charset, nullable, key, generated, visible. */
type Shape = readonly string[];

/**
 * Runs statements on a real server, lets a tracker follow what the server logs, and asks the server after each one whether the tracker is
 * right: by information_schema, by SHOW CREATE TABLE, and by the table map of a row.
 */
export class DdlOracle {
  readonly problems: string[] = [];
  /** Table maps that a definition was held against. */
  mapsChecked = 0;
  /** Table maps with names, which gave a definition by themselves. */
  mapsWithNames = 0;
  /** What the server took, for a failure's sake. */
  readonly taken: string[] = [];
  readonly #said = new Set<string>();
  readonly #server: DatabaseServer;
  readonly #kind: CorpusServer;
  readonly #connection: Connection;
  readonly #admin: Connection;
  #tracker: SchemaTracker;
  #reader = new BinlogFileReader();
  #decoder = new EventDecoder({ checksum: "CRC32" });
  #journalName = "";
  #offset = 0;

  private constructor(server: DatabaseServer, kind: CorpusServer, connection: Connection, admin: Connection) {
    this.#server = server;
    this.#kind = kind;
    this.#connection = connection;
    this.#admin = admin;
    this.#tracker = this.#newTracker();
  }

  /** With empty databases `d` (the default one) and `e`, and a tracker that saw them made. */
  static async start(server: DatabaseServer, kind: CorpusServer): Promise<DdlOracle> {
    const admin = await server.connect();
    await admin.query("SET sql_mode = ''");
    await admin.query("SET sql_log_bin = 0");
    // LOCK TABLES in the corpus must not hold the judge up.
    await admin.query("SET lock_wait_timeout = 1");
    for (const schema of await userSchemas(admin)) await admin.query(`DROP DATABASE \`${schema}\``);
    const connection = await server.connect();
    const oracle = new DdlOracle(server, kind, connection, admin);
    await admin.query(kind === "9.7" ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER");
    await oracle.run("SET sql_mode = ''", 0);
    await oracle.run("CREATE DATABASE d CHARACTER SET utf8mb4", 0);
    await oracle.run("CREATE DATABASE e CHARACTER SET latin1", 0);
    await oracle.run("USE d", 0);
    return oracle;
  }

  async end(): Promise<void> {
    await this.#connection.end();
    await this.#admin.end();
  }

  #newTracker(): SchemaTracker {
    const serverVersion = { "5.6": 50_624, "9.7": 90_704, mariadb: 101_119 }[this.#kind];
    return new SchemaTracker({ flavor: this.#flavor, lowerCaseTableNames: 0, serverVersion });
  }

  get #flavor(): "mysql" | "mariadb" {
    return this.#kind === "mariadb" ? "mariadb" : "mysql";
  }

  /** Runs one statement and compares everything; tells whether the server took it. One that it may refuse is no problem if it does. */
  async run(sql: string, line: number, mayBeRefused = false): Promise<boolean> {
    const say = (problem: string): void => {
      // A wrong table stays wrong: once is enough.
      if (this.#said.has(problem)) return;
      this.#said.add(problem);
      this.problems.push(`line ${line}: ${sql.slice(0, 300)}\n    ${problem}`);
    };
    try {
      await this.#connection.query(sql);
    } catch (error) {
      if (!mayBeRefused) say(`refused: ${String(error)}`);
      return false;
    }
    this.taken.push(sql);
    const touched = await this.#follow(say);
    await this.#compare(say);
    for (const name of touched) await this.#compareTable(name, say);
    await this.#follow(say);
    return true;
  }

  /** Reads what has been logged since, and applies it; gives the names of the tables that were touched, as `schema`.`table`. */
  async #follow(say: (problem: string) => void): Promise<ReadonlySet<string>> {
    const touched = new Set<string>();
    for (const event of await this.#events()) {
      if (event.kind === "query") this.#apply(event, touched, say);
      else if (event.kind === "table-map") this.#checkMap(event.map, say);
    }
    return touched;
  }

  #apply(event: QueryEvent, touched: Set<string>, say: (problem: string) => void): void {
    const options = { sqlMode: event.sqlMode ?? 0, flavor: this.#flavor };
    if (statementKind(event.sql, options) !== "other") return;
    const result = this.#tracker.apply({
      sql: event.sql,
      schema: event.schema,
      sqlMode: event.sqlMode ?? 0,
      charsets: { server: event.serverCollation, database: event.databaseCollation },
      explicitDefaultsForTimestamp: event.explicitDefaultsForTimestamp,
    });
    for (const { schema, table } of result.uncertain) say(`${schema}.${table} is uncertain after ${event.sql}`);
    for (const { schema, table } of result.touched) touched.add(`${quote(schema)}.${quote(table)}`);
  }

  #checkMap(map: (BinlogEvent & { kind: "table-map" })["map"], say: (problem: string) => void): void {
    const meta = this.#tracker.get(map.schema, map.table);
    if (meta === undefined) {
      say(`rows of the unknown table ${map.schema}.${map.table}`);
      return;
    }
    this.mapsChecked += 1;
    const difference = checkAgainstMap(meta, map);
    if (difference !== undefined) say(`table map of ${map.table}: ${difference}`);
    const own = metaFromMap(map);
    if (own === undefined) return;
    this.mapsWithNames += 1;
    // For a table without a primary key the map names a unique key of NOT NULL columns.
    const keyless = !meta.columns.some((column) => column.isKey);
    const seesAll = map.metadata?.visible === undefined;
    const shape = (column: Column): string =>
      mapShape({
        ...column,
        isKey: !keyless && column.isKey && !isRowEnd(column),
        invisible: !seesAll && column.invisible === true,
      });
    const fromMap = own.columns.map(shape);
    const tracked = meta.columns.map(shape);
    if (fromMap.join("\n") !== tracked.join("\n")) say(`definition out of the map: ${diff(tracked, fromMap)}`);
  }

  async #events(): Promise<readonly BinlogEvent[]> {
    const [status] = await this.#admin.query<RowDataPacket[]>(
      this.#kind === "9.7" ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS",
    );
    const { File: file, Position: end } = status[0] as { File: string; Position: number };
    if (file !== this.#journalName) {
      this.#journalName = file;
      this.#offset = 0;
      this.#reader = new BinlogFileReader();
      this.#decoder = new EventDecoder({ checksum: "CRC32", journalName: file });
    }
    const bytes = Buffer.alloc(end - this.#offset);
    const handle = await open(this.#server.binlogFile(file));
    try {
      await handle.read(bytes, 0, bytes.length, this.#offset);
    } finally {
      await handle.close();
    }
    this.#offset = end;
    return this.#reader.push(bytes).map((raw) => this.#decoder.decode(raw));
  }

  /** Every table of every database, by information_schema. */
  async #compare(say: (problem: string) => void): Promise<void> {
    const server = await this.#serverTables();
    const tracked = new Map<string, TableMeta | undefined>(
      this.#tracker
        .snapshot()
        .tables.map(({ schema, table }) => [`${schema}.${table}`, this.#tracker.get(schema, table)] as const),
    );
    for (const [name, shape] of server) {
      const meta = tracked.get(name);
      if (meta === undefined) say(`${name} is not tracked`);
      else {
        const ours = meta.columns.filter((column) => !isImplicit(column.name, shape)).map(columnShape);
        if (ours.join("\n") !== shape.join("\n")) say(`${name}: ${diff(ours, shape)}`);
      }
    }
    for (const name of tracked.keys()) if (!server.has(name)) say(`${name} is tracked and does not exist`);
  }

  async #serverTables(): Promise<ReadonlyMap<string, Shape>> {
    const [keys] = await this.#admin.query<RowDataPacket[]>(
      `SELECT table_schema AS s, table_name AS t, column_name AS c FROM information_schema.statistics
       WHERE index_name = 'PRIMARY' AND table_schema NOT IN (${SYSTEM_SCHEMAS})`,
    );
    const key = new Set(keys.map((row) => JSON.stringify([row["s"], row["t"], row["c"]])));
    const [rows] = await this.#admin.query<RowDataPacket[]>(
      `SELECT c.table_schema AS s, c.table_name AS t, c.column_name AS c, c.column_type AS type, c.is_nullable AS n,
         c.character_set_name AS cs, c.extra AS extra
       FROM information_schema.columns c JOIN information_schema.tables t
         ON t.table_schema = c.table_schema AND t.table_name = c.table_name
       WHERE t.table_type IN ('BASE TABLE', 'SEQUENCE', 'SYSTEM VERSIONED') AND c.table_schema NOT IN (${SYSTEM_SCHEMAS})
       ORDER BY c.table_schema, c.table_name, c.ordinal_position`,
    );
    const tables = new Map<string, string[]>();
    for (const row of rows) {
      const name = `${String(row["s"])}.${String(row["t"])}`;
      const shape = tables.get(name) ?? [];
      tables.set(name, shape);
      const type = String(row["type"]);
      const extra = String(row["extra"]).toUpperCase();
      shape.push(
        [
          row["c"],
          serverType(type),
          row["cs"] === null ? charsetOfBinary(type) : canonicalCharset(String(row["cs"])),
          row["n"] === "YES" ? "null" : "not null",
          key.has(JSON.stringify([row["s"], row["t"], row["c"]])) ? "key" : "",
          generatedOf(extra),
          extra.includes("INVISIBLE") ? "invisible" : "",
        ].join(" | "),
      );
    }
    return tables;
  }

  /** One table by SHOW CREATE TABLE, and by the map of a row in it. */
  async #compareTable(name: string, say: (problem: string) => void): Promise<void> {
    let create: string;
    try {
      const [rows] = await this.#admin.query<RowDataPacket[]>(`SHOW CREATE TABLE ${name}`);
      if (rows[0]?.["Create Table"] === undefined) return;
      create = String(rows[0]["Create Table"]);
    } catch {
      // It does not exist any more: information_schema was asked already.
      return;
    }
    const [schema = "", table = ""] = name
      .slice(1, -1)
      .split("`.`")
      .map((part) => part.replaceAll("``", "`"));
    const tracked = this.#tracker.get(schema, table);
    const learned = this.#newTracker().learn(schema, create);
    const ours = tracked?.columns.map(columnShape) ?? [];
    const theirs = learned.columns.map(columnShape);
    if (ours.join("\n") !== theirs.join("\n")) say(`SHOW CREATE TABLE ${name}: ${diff(ours, theirs)}`);
    await this.#logRow(name);
  }

  /** A row of defaults, so that the log shows the table's map; tables that refuse one are left alone. */
  async #logRow(name: string): Promise<void> {
    try {
      await this.#admin.query("SET sql_log_bin = 1");
      await this.#admin.query(`INSERT IGNORE INTO ${name} () VALUES ()`);
    } catch {
      return;
    } finally {
      await this.#admin.query("SET sql_log_bin = 0");
    }
    await this.#admin.query(`DELETE FROM ${name}`);
  }
}

const SYSTEM_SCHEMAS = "'mysql', 'information_schema', 'performance_schema', 'sys', 'test'";

async function userSchemas(connection: Connection): Promise<readonly string[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT schema_name AS s FROM information_schema.schemata WHERE schema_name NOT IN (${SYSTEM_SCHEMAS})`,
  );
  return rows.map((row) => String(row["s"]));
}

function quote(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

type Column = TableMeta["columns"][number];

function columnShape(column: Column): string {
  return [
    column.name,
    column.type === undefined ? column.mysqlType : resolvedTypeText(column.type, column.unsigned),
    column.charset ?? "",
    column.nullable ? "null" : "not null",
    column.isKey ? "key" : "",
    column.generated ?? "",
    column.invisible === true ? "invisible" : "",
  ].join(" | ");
}

/** Types of MariaDB that the map calls BINARY. */
const ADDRESS_BYTES: Readonly<Record<string, number>> = { inet4: 4, inet6: 16, uuid: 16 };

/** What the map tells of a column. */
function mapShape(column: Column): string {
  const { type } = column;
  const binary = ADDRESS_BYTES[type?.name ?? ""];
  const charset = binary === undefined ? (column.charset ?? "") : "binary";
  let text = column.mysqlType;
  if (binary !== undefined) text = `binary(${binary})`;
  else if (type !== undefined) {
    text = resolvedTypeText({ ...type, zerofill: false, ...withoutDigits(type) }, column.unsigned);
  }
  return [column.name, text, charset, column.isKey, column.nullable, column.invisible === true].join(" | ");
}

/** In the log it belongs to the key of MariaDB's versioned tables. */
function isRowEnd(column: Column): boolean {
  return column.type?.name === "timestamp" && column.type.fsp === 6;
}

function withoutDigits(type: NonNullable<Column["type"]>): object {
  if (type.name === "float" || type.name === "double") return { length: undefined, scale: undefined };
  return type.name.endsWith("int") ? { length: undefined } : {};
}

/** MariaDB shows the columns of system versioning nowhere. */
function isImplicit(name: string, shape: Shape): boolean {
  return (name === "row_start" || name === "row_end") && !shape.some((line) => line.startsWith(`${name} |`));
}

function serverType(type: string): string {
  const shown = type.replace(/\s*\/\*M?!\d* COMPRESSED\*\//u, "").replace("geometrycollection", "geomcollection");
  if (shown.startsWith("year")) return "year";
  if (/zerofill/u.test(shown) || shown === "tinyint(1)") return shown;
  return shown.replace(/^((?:tiny|small|medium|big)?int)\(\d+\)/u, "$1");
}

function charsetOfBinary(type: string): string {
  return /^(?:(?:var)?binary|enum|set)|blob/u.test(type) ? "binary" : "";
}

function generatedOf(extra: string): string {
  if (/STORED GENERATED|PERSISTENT/u.test(extra)) return "stored";
  return /VIRTUAL/u.test(extra) ? "virtual" : "";
}

function diff(ours: Shape, theirs: Shape): string {
  const length = Math.max(ours.length, theirs.length);
  const lines: string[] = [];
  for (let at = 0; at < length; at++) {
    if (ours[at] !== theirs[at]) lines.push(`ours ${ours[at] ?? "-"}\n      server ${theirs[at] ?? "-"}`);
  }
  return lines.slice(0, 3).join("\n      ");
}
