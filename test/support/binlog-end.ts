import type { Database } from "./database-server.ts";

/** Where the server's binary log ends now: the place to begin at for whoever wants only what comes. */
export async function binlogEnd(database: Database): Promise<{ journal: string; position: number }> {
  const statement = database.flavor === "mysql97" ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
  const [row] = await database.query(statement);
  if (row === undefined) throw new Error(`${database.flavor} has no binary log`);
  return { journal: String(row["File"]), position: Number(row["Position"]) };
}
