import { SluiceError } from "../../proto/error.ts";
import type { SourceFlavor, SourceIdentity } from "./binlog-source.ts";
import { errnoOf } from "./mysql-error.ts";
import type { MysqlSession, TextRow } from "./mysql-session.ts";
import type { ResolvedOptions } from "./mysql-source-options.ts";

/** What is asked for in one statement that no server refuses for a name it does not know. */
const VARIABLES = [
  "version",
  "version_comment",
  "server_id",
  "server_uuid",
  "log_bin",
  "binlog_format",
  "binlog_row_image",
  "gtid_mode",
  "lower_case_table_names",
];

const UNKNOWN_STATEMENT = new Set([1064, 1149, 1235]);

export interface ProbedServer {
  readonly identity: SourceIdentity;
  readonly logBin: boolean;
}

/** What the server says of itself. Needs no privilege. */
export async function probe(session: MysqlSession, signal: AbortSignal): Promise<ProbedServer> {
  const names = VARIABLES.map((name) => `'${name}'`).join(", ");
  const rows = await session.query(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names})`, signal);
  const values = new Map(rows.map((row) => [column(row, "Variable_name").toLowerCase(), column(row, "Value")]));
  const text = (name: string): string => values.get(name) ?? "";
  const version = text("version");
  const flavor = flavorOf(version, text("version_comment"));
  const gtidMode = text("gtid_mode").toUpperCase();
  return {
    logBin: text("log_bin").toUpperCase() === "ON" || text("log_bin") === "1",
    identity: {
      flavor,
      version,
      address: session.address.host,
      port: session.address.port,
      serverId: Number(text("server_id")) || 0,
      serverUuid: text("server_uuid"),
      binlogFormat: text("binlog_format").toUpperCase(),
      binlogRowImage: text("binlog_row_image").toUpperCase(),
      gtid: flavor === "mariadb" || gtidMode === "ON" || gtidMode === "ON_PERMISSIVE",
      lowerCaseTableNames: Number(text("lower_case_table_names")) || 0,
    },
  };
}

/** Whether this server can be followed with these settings; each refusal names the statement that helps. */
export function assertUsable({ identity, logBin }: ProbedServer, options: ResolvedOptions): void {
  const where = { address: identity.address, port: identity.port };
  if (!logBin) throw new SluiceError("SOURCE_LOG_OFF", where);
  const { binlogFormat, binlogRowImage } = identity;
  if (binlogFormat !== "" && !options.binlogFormats.includes(binlogFormat)) {
    const allowed = options.binlogFormats.join(",");
    const statement = `SET GLOBAL binlog_format = '${options.binlogFormats[0] ?? "ROW"}'`;
    throw new SluiceError("SOURCE_FORMAT_NOT_ALLOWED", { ...where, binlogFormat, allowed, statement });
  }
  // 5.5 and earlier have no such variable and always log full rows.
  if (binlogRowImage !== "" && !options.rowImages.includes(binlogRowImage)) {
    const allowed = options.rowImages.join(",");
    const statement = `SET GLOBAL binlog_row_image = '${options.rowImages[0] ?? "FULL"}'`;
    throw new SluiceError("SOURCE_ROW_IMAGE_NOT_ALLOWED", { ...where, binlogRowImage, allowed, statement });
  }
}

/** End of the log: `File`, `Position` and, on MySQL, `Executed_Gtid_Set`. The newer spelling first; which one works is found by asking. */
export async function showLogStatus(session: MysqlSession, user: string, signal: AbortSignal): Promise<TextRow> {
  return withPrivilege(session, user, "REPLICATION CLIENT", signal, async () => {
    let rows: readonly TextRow[];
    try {
      rows = await session.query("SHOW BINARY LOG STATUS", signal);
    } catch (error) {
      if (!UNKNOWN_STATEMENT.has(errnoOf(error))) throw error;
      rows = await session.query("SHOW MASTER STATUS", signal);
    }
    const [row] = rows;
    if (row === undefined) {
      throw new SluiceError("SOURCE_LOG_OFF", { address: session.address.host, port: session.address.port });
    }
    return row;
  });
}

/** Runs the statement; where a privilege is missing, the error names the GRANT with the account as the server knows it. */
export async function withPrivilege<T>(
  session: MysqlSession,
  user: string,
  privilege: string,
  signal: AbortSignal,
  statement: () => Promise<T>,
): Promise<T> {
  try {
    return await statement();
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== "SOURCE_PRIVILEGE_MISSING") throw error;
    const account = session.usable ? await currentUser(session, signal) : `'${user}'@'%'`;
    throw missingPrivilege(error, privilege, "*.*", account);
  }
}

export function missingPrivilege(error: SluiceError, privilege: string, scope: string, account: string): SluiceError {
  const statement = `GRANT ${privilege} ON ${scope} TO ${account}`;
  return new SluiceError("SOURCE_PRIVILEGE_MISSING", { ...error.details, statement }, { cause: error });
}

/** The account of the session as a GRANT takes it: `'canal'@'%'`. */
export async function currentUser(session: MysqlSession, signal: AbortSignal): Promise<string> {
  const row = await session.queryRow("SELECT CURRENT_USER() AS account", signal);
  const account = column(row, "account");
  const at = account.lastIndexOf("@");
  return `'${account.slice(0, at)}'@'${account.slice(at + 1)}'`;
}

/** A column's text whatever the case of its name; "" for NULL and for a column that is not there. */
export function column(row: TextRow, name: string): string {
  const wanted = name.toLowerCase();
  const key = Object.keys(row).find((candidate) => candidate.toLowerCase() === wanted);
  return key === undefined ? "" : (row[key] ?? "");
}

function flavorOf(version: string, comment: string): SourceFlavor {
  const text = `${version} ${comment}`;
  if (/oceanbase/i.test(text)) return "oceanbase";
  return /mariadb/i.test(text) ? "mariadb" : "mysql";
}
