import { SluiceError } from "../../proto/error.ts";
import type { SchemaReader } from "./binlog-source.ts";
import type { MetadataConnection } from "./metadata-connection.ts";
import { errnoOf } from "./mysql-error.ts";
import type { MysqlSession } from "./mysql-session.ts";
import { column, currentUser, missingPrivilege } from "./probe.ts";

/** No such table, no such schema, and a view whose tables are gone. */
const NOT_THERE = new Set([1146, 1049, 1356]);
/** Schemas that never show up in a binary log. */
const VIRTUAL_SCHEMAS = "'information_schema', 'performance_schema'";

/** Table definitions by SHOW CREATE TABLE and information_schema, each asked for when it is wanted. */
export class MysqlSchemaReader implements SchemaReader {
  readonly #connection: MetadataConnection;

  constructor(connection: MetadataConnection) {
    this.#connection = connection;
  }

  async showCreateTable(schema: string, table: string, signal: AbortSignal): Promise<string | undefined> {
    const name = `${quoted(schema)}.${quoted(table)}`;
    return this.#connection.ask(signal, async (session) => {
      try {
        const row = await session.queryRow(`SHOW CREATE TABLE ${name}`, signal);
        // A view answers with columns of other names.
        const text = column(row, "Create Table");
        return text === "" ? undefined : text;
      } catch (error) {
        if (NOT_THERE.has(errnoOf(error))) return undefined;
        if (!(error instanceof SluiceError) || error.code !== "SOURCE_PRIVILEGE_MISSING") throw error;
        // A view wants SHOW VIEW, which an account for replication rarely has, and which isn't needed.
        if (await isView(session, schema, table, signal)) return undefined;
        throw missingPrivilege(error, "SELECT", name, await currentUser(session, signal));
      }
    });
  }

  async schemaCharset(schema: string, signal: AbortSignal): Promise<string | undefined> {
    const sql = "SELECT DEFAULT_CHARACTER_SET_NAME AS charset FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?";
    const rows = await this.#connection.ask(signal, async (session) => session.query(sql, signal, [schema]));
    return rows[0]?.["charset"] ?? undefined;
  }

  async listTables(signal: AbortSignal): Promise<readonly { readonly schema: string; readonly table: string }[]> {
    const sql =
      "SELECT TABLE_SCHEMA AS s, TABLE_NAME AS t FROM information_schema.TABLES " +
      `WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA NOT IN (${VIRTUAL_SCHEMAS})`;
    const rows = await this.#connection.ask(signal, async (session) => session.query(sql, signal));
    return rows.map((row) => ({ schema: row["s"] ?? "", table: row["t"] ?? "" }));
  }
}

async function isView(session: MysqlSession, schema: string, table: string, signal: AbortSignal): Promise<boolean> {
  const sql = "SELECT TABLE_TYPE AS type FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?";
  const [row] = await session.query(sql, signal, [schema, table]);
  return row?.["type"]?.endsWith("VIEW") === true;
}

function quoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}
