import { readFileSync } from "node:fs";
import { SluiceError } from "../../proto/error.ts";
import type { HeldTable } from "../parser/hold-back.ts";
import type { SchemaDecision, TableReport } from "../parser/schema-operator.ts";
import { type AdminOptions, adminCommandLine, askServer, type Output, printed } from "./admin.ts";
import { openConf } from "./conf-options.ts";
import { readSchemaFiles } from "./schema-files.ts";
import { textTable } from "./text-table.ts";

export interface SchemaSetOptions extends AdminOptions {
  /** File with the CREATE TABLE; - is standard input. */
  readonly file: string;
  /** Only the rows that wait are read by it. */
  readonly held?: boolean;
}

/** `sluice schema show`: what is known of tables in trouble, or of one. Without a running server it reads the files. Returns the exit code. */
export function schemaShow(
  destination: string,
  table: string | undefined,
  options: AdminOptions,
  output?: Output,
): Promise<number> {
  const ask = async (): Promise<unknown> => {
    try {
      return await askServer(options, "schema.show", { destination, table });
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== "ADMIN_NOT_RUNNING") throw error;
      return await readSchemaFiles(openConf(options), destination, table);
    }
  };
  return printed(options, ask, (answer) => prettyReports(answer as readonly TableReport[]), output);
}

/** `sluice schema set`: reads a table's rows by the CREATE TABLE of a file. */
export function schemaSet(
  destination: string,
  table: string,
  options: SchemaSetOptions,
  output?: Output,
): Promise<number> {
  const { file, held } = options;
  const args = () => ({ destination, table, create: readFileSync(file === "-" ? 0 : file, "utf8"), held });
  return adminCommandLine(options, "schema.set", args, prettyDecision, output);
}

/** `sluice schema reset`: takes the definition that the source has now. */
export function schemaReset(
  destination: string,
  table: string,
  options: AdminOptions,
  output?: Output,
): Promise<number> {
  return adminCommandLine(options, "schema.reset", () => ({ destination, table }), prettyDecision, output);
}

/** `sluice schema drop`: does away with rows that wait. */
export function schemaDrop(
  destination: string,
  table: string,
  options: AdminOptions,
  output?: Output,
): Promise<number> {
  return adminCommandLine(options, "schema.drop", () => ({ destination, table }), prettyDrop, output);
}

function prettyDrop(answer: unknown): string {
  return `${(answer as { readonly dropped: number }).dropped} rows are dropped\n`;
}

function prettyDecision(answer: unknown): string {
  const { delivered, held } = answer as SchemaDecision;
  return `${delivered} rows that waited are delivered (at the latest behind the next transaction), ${held} wait on\n`;
}

function prettyReports(reports: readonly TableReport[]): string {
  if (reports.length === 0) return "no table is in trouble\n";
  return reports.map(prettyReport).join("\n");
}

function prettyReport({ schema, table, definition, uncertain, setAside, held }: TableReport): string {
  const state = definition !== undefined ? "known" : uncertain ? "uncertain" : "not known";
  const why = setAside === undefined ? "" : `: ${setAside.reason}`;
  const columns = (definition?.columns ?? []).map(({ name, mysqlType, isKey, charset, nullable }) => [
    `  ${name}`,
    mysqlType,
    isKey ? "key" : "",
    nullable ? "" : "not null",
    charset ?? "",
  ]);
  const list = columns.length === 0 ? "" : textTable(["  COLUMN", "TYPE", "", "", "CHARSET"], columns);
  return `${schema}.${table} is ${state}${why}\n${list}${held.map(prettyHeld).join("")}`;
}

function prettyHeld({ rows, lostRows, first, last, closed, reason, since }: HeldTable): string {
  const range =
    first === undefined || last === undefined
      ? ""
      : ` from ${first.journalName}:${first.position} to ${last.journalName}:${last.position}`;
  const who =
    closed === undefined
      ? ""
      : `; changed by a statement at ${closed.journalName}:${closed.position}, so only the operator can tell`;
  const lost = lostRows === 0 ? "" : `; ${lostRows} more found no room`;
  return `  ${rows} rows wait since ${new Date(since).toISOString()}${range}: ${reason}${who}${lost}\n`;
}
