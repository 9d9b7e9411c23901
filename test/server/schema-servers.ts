import { afterEach, beforeAll } from "vitest";
import { type CanalClient, connect } from "../../client/index.ts";
import type { Database } from "../support/database-server.ts";
import { type ConfFixture, ServerProcess, sluiceProgram } from "../support/server-process.ts";

/** Servers and clients of the tests about table definitions. What a test starts is ended behind it, the last first. */
export class SchemaServers {
  readonly cleanups: (() => unknown)[] = [];

  /** To be called at the top of a test file. */
  constructor() {
    beforeAll(async () => {
      await sluiceProgram();
    });
    afterEach(async () => {
      for (const cleanup of this.cleanups.splice(0).toReversed()) await cleanup();
    });
  }

  async start(conf: ConfFixture): Promise<ServerProcess> {
    const server = await ServerProcess.start(conf);
    this.cleanups.push(() => server.end("SIGKILL"));
    await server.line("table definitions are read");
    return server;
  }

  async client(server: ServerProcess): Promise<CanalClient> {
    const one = await connect({ port: server.port, destination: "example", filter: "" });
    this.cleanups.push(() => one.disconnect());
    return one;
  }
}

/** Keys of a destination that follows one database. */
export function follow(mysql: Database, database: string): Record<string, string | number> {
  return {
    "canal.instance.master.address": `${mysql.host}:${mysql.port}`,
    "canal.instance.dbUsername": "canal",
    "canal.instance.dbPassword": "canal",
    "canal.instance.filter.regex": `${database}\\\\..*`,
  };
}

/** Where the log ends. */
export async function logEnd(mysql: Database): Promise<{ readonly file: string; readonly position: number }> {
  const last = (await mysql.query("SHOW BINARY LOGS")).at(-1);
  return { file: String(last?.["Log_name"]), position: Number(last?.["File_size"]) };
}

/** Rows as `table {"column":"value"}` of after (or before), in order, until there are so many; acked if wanted. */
export async function take(from: CanalClient, count: number, ack = true): Promise<string[]> {
  const rows: string[] = [];
  const deadline = Date.now() + 60_000;
  while (rows.length < count) {
    if (Date.now() > deadline) throw new Error(`${rows.length} of ${count} rows:\n${rows.join("\n")}`);
    const batch = ack ? await from.get(1000, 200) : await from.getWithoutAck(1000, 200);
    for (const row of batch.rows()) rows.push(`${row.table} ${JSON.stringify(row.after ?? row.before)}`);
  }
  // An ack has no answer: what is asked behind it is answered when it counts.
  if (ack && !(await from.getWithoutAck(1, 10)).isEmpty) await from.rollback();
  return rows;
}
