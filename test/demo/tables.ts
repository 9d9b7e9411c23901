import type { Connection, RowDataPacket } from "mysql2/promise";
import type { Watch } from "./watch.ts";
import { SCHEMA } from "./workload.ts";

/** Whether the rows folded from the stream are those of the table; `whole` also compares that there are no others. */
export async function equalTable(connection: Connection, watch: Watch, name: string, whole = true): Promise<boolean> {
  const folded = watch.table(name);
  const [columns] = await connection.query<RowDataPacket[]>(
    "SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position",
    [SCHEMA, name],
  );
  // ENUM travels as its number, TIMESTAMP in the instance's zone: ask for both in that form.
  const list = columns.map(({ name: column, type }) =>
    type === "enum" ? `CAST(${column}+0 AS CHAR) ${column}` : `CAST(${column} AS CHAR) ${column}`,
  );
  await connection.query("SET time_zone = '+00:00'");
  const [rows] = await connection.query<RowDataPacket[]>(`SELECT ${list.join(",")} FROM ${SCHEMA}.${name}`);
  const known = rows.filter((row) => whole || folded.has(String(row["id"])));
  if (folded.size !== known.length) return false;
  return known.every((row) => {
    const seen = folded.get(String(row["id"]));
    // A column that the ALTER added is absent in rows that were not touched since: they have its default.
    return (
      seen !== undefined &&
      Object.entries(row).every(
        ([column, value]) => seen[column] === value || (seen[column] === undefined && column === "channel"),
      )
    );
  });
}
