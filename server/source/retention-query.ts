import type { LogRetentionFacts } from "./log-retention.ts";
import type { MysqlSession } from "./mysql-session.ts";
import { column } from "./probe.ts";

const DAY = 86_400;
/** Whatever the server is: it leaves out what it does not know. */
const VARIABLES = ["binlog_expire_logs_seconds", "binlog_expire_logs_auto_purge", "expire_logs_days"];

/** How long the server keeps a binary log file, and its clock. `expire_logs_days` counts where the seconds are 0 (MySQL 8, MariaDB) or unknown. */
export async function readRetention(
  session: MysqlSession,
  signal: AbortSignal,
): Promise<Pick<LogRetentionFacts, "expireSeconds" | "now">> {
  const names = VARIABLES.map((name) => `'${name}'`).join(", ");
  const rows = await session.query(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names})`, signal);
  const values = new Map(rows.map((row) => [column(row, "Variable_name").toLowerCase(), column(row, "Value")]));
  const number = (name: string): number => Number(values.get(name) ?? 0) || 0;
  const seconds = number("binlog_expire_logs_seconds") || number("expire_logs_days") * DAY;
  const never = seconds === 0 || (values.get("binlog_expire_logs_auto_purge") ?? "ON").toUpperCase() === "OFF";
  const clock = await session.queryRow("SELECT UNIX_TIMESTAMP() AS now", signal);
  return { expireSeconds: never ? undefined : seconds, now: Number(column(clock, "now")) * 1000 };
}
