import type { DatabaseServer } from "./database-server.ts";
import { startMysql97 } from "./mysql.ts";

export interface Pair {
  readonly master: DatabaseServer;
  readonly standby: DatabaseServer;
}

const REPLICA_ARGS = ["--skip-replica-start", "--replica-parallel-workers=0"];

/** Two MySQL 9.7, the second a replica of the first. What is to be ended is handed to `onEnd`, in order. */
export async function startMysqlPair(gtid: boolean, onEnd: (end: () => unknown) => void): Promise<Pair> {
  const start = async (serverId: number, args: readonly string[]): Promise<DatabaseServer> => {
    const server = await startMysql97({ gtid, serverId, args });
    onEnd(() => server.stop());
    return server;
  };
  const master = await start(101, []);
  const standby = await start(102, REPLICA_ARGS);
  const [status] = await master.query("SHOW BINARY LOG STATUS");
  const place = gtid
    ? "SOURCE_AUTO_POSITION = 1"
    : `SOURCE_LOG_FILE = '${String(status?.["File"])}', SOURCE_LOG_POS = ${String(status?.["Position"])}`;
  await standby.query(
    `CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = ${master.port}, SOURCE_USER = 'canal', SOURCE_PASSWORD = 'canal', GET_SOURCE_PUBLIC_KEY = 1, ${place}`,
  );
  await standby.query("START REPLICA");
  return { master, standby };
}
