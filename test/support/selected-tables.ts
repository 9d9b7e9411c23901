import type { Connection, RowDataPacket } from "mysql2/promise";
import type { FoldedRow } from "./folded-tables.ts";

interface SelectedColumn {
  readonly name: string;
  readonly type: string;
  readonly select: string;
}

/** What a server selects from a table, in the text form of entries as far as SQL can give it. */
export interface SelectedTable {
  readonly columns: readonly SelectedColumn[];
  readonly rows: readonly FoldedRow[];
}

const BYTES = /^(?:(?:tiny|medium|long)?blob|(?:var)?binary|geometry|point|linestring|polygon|multi\w+|geom\w+|vector)/;
const TEXT = /^(?:(?:tiny|medium|long)?text|(?:var)?char)/;

/** Base tables of a schema, sorted. */
export async function tablesOf(connection: Connection, schema: string): Promise<readonly string[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT table_name AS t FROM information_schema.tables WHERE table_schema = ? AND table_type LIKE '%BASE TABLE%' ORDER BY 1",
    [schema],
  );
  return rows.map((row) => String(row["t"]));
}

/** Numbers for ENUM, SET and BIT; text and bytes in hex. The connection's time zone must be the parser's. */
export async function selectTable(connection: Connection, schema: string, table: string): Promise<SelectedTable> {
  const [found] = await connection.query<RowDataPacket[]>(
    `SELECT column_name AS c, column_type AS t FROM information_schema.columns
     WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
    [schema, table],
  );
  const columns = found.map((row) => {
    const name = String(row["c"]);
    const type = String(row["t"]).toLowerCase();
    return { name, type, select: expression(`\`${name.replaceAll("`", "``")}\``, type) };
  });
  const list = columns.map(({ select }, at) => `${select} AS c${at}`).join(", ");
  const [rows] = await connection.query<RowDataPacket[][]>({
    sql: `SELECT ${list} FROM \`${schema}\`.\`${table.replaceAll("`", "``")}\``,
    rowsAsArray: true,
    typeCast: (field) => field.string("utf8"),
  });
  return {
    columns,
    rows: rows.map((row) => new Map(columns.map(({ name }, at) => [name, row[at] as unknown as string | null]))),
  };
}

function expression(name: string, type: string): string {
  if (BYTES.test(type)) return `HEX(${name})`;
  if (TEXT.test(type)) return `HEX(CONVERT(${name} USING utf8mb4))`;
  if (/^(?:enum|set|bit)/.test(type) || /zerofill/.test(type)) return `CAST(${name} AS UNSIGNED)`;
  if (type.startsWith("year")) return `LPAD(${name}, 4, '0')`;
  return name;
}

/** Differences between folded and selected rows: nothing when the tables are equal. Columns that entries never had are not compared. */
export function differences(
  folded: readonly FoldedRow[],
  selected: SelectedTable,
  leftOut: ReadonlySet<string> = new Set(),
): string[] {
  const { columns } = selected;
  const compared = columns.filter(({ name }) => !leftOut.has(name));
  const line = (row: FoldedRow, ours: boolean): string =>
    JSON.stringify(
      compared.map((column) => {
        const value = row.get(column.name);
        if (value === undefined) return "(absent)";
        if (value === null) return null;
        return ours ? ownForm(value, column.type) : serverForm(value, column.type);
      }),
    );
  const server = selected.rows.map((row) => line(row, false)).toSorted();
  const own = folded.map((row) => line(row, true)).toSorted();
  const problems: string[] = [];
  const missing = without(server, own);
  const extra = without(own, server);
  for (const [at, row] of missing.entries()) {
    if (problems.length > 4) break;
    problems.push(firstDifference(row, extra[at], compared));
  }
  if (missing.length === 0) for (const row of extra.slice(0, 3)) problems.push(`only folded: ${row.slice(0, 500)}`);
  return problems;
}

function without(rows: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const row of others) counts.set(row, (counts.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const count = counts.get(row) ?? 0;
    if (count > 0) counts.set(row, count - 1);
    return count === 0;
  });
}

function firstDifference(server: string, own: string | undefined, columns: readonly SelectedColumn[]): string {
  if (own === undefined) return `only selected: ${server.slice(0, 500)}`;
  const theirs = JSON.parse(server) as (string | null)[];
  const ours = JSON.parse(own) as (string | null)[];
  const at = columns.findIndex((_, index) => theirs[index] !== ours[index]);
  const column = columns[at];
  return (
    `${column?.name ?? "?"} ${column?.type ?? ""}: folded ${String(ours[at]).slice(0, 300)}, ` +
    `selected ${String(theirs[at]).slice(0, 300)} (row ${server.slice(0, 80)})`
  );
}

function ownForm(value: string, type: string): string {
  if (BYTES.test(type)) return Buffer.from(value, "latin1").toString("hex").toUpperCase();
  if (TEXT.test(type)) return Buffer.from(value).toString("hex").toUpperCase();
  return numberForm(value, type);
}

function serverForm(value: string, type: string): string {
  return BYTES.test(type) || TEXT.test(type) ? value : numberForm(value, type);
}

/** Floating point is written otherwise by Java; documents may differ in how numbers are written. */
function numberForm(value: string, type: string): string {
  const digits = /^(?:float|double)\(\d+,(\d+)\)/.exec(type)?.[1];
  // The server rounds the stored binary value when it prints it.
  if (digits !== undefined) return Number(value).toFixed(Number(digits));
  if (type.startsWith("float")) return sixDigits(Math.fround(Number(value)));
  if (type.startsWith("double")) return String(Number(value));
  if (type.startsWith("json")) return value === "" ? "null" : JSON.stringify(JSON.parse(value));
  return value;
}

/** Of two that are as near the server takes the even one. */
function sixDigits(value: number): string {
  const [digits = "", exponent = ""] = value.toExponential(20).split("e");
  const tie = /^-?\d\.\d{4}[02468]50*$/.test(digits);
  return String(tie ? Number(`${digits.slice(0, digits.indexOf(".") + 6)}e${exponent}`) : Number(value.toPrecision(6)));
}
