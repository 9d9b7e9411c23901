import { createConnection } from "mysql2/promise";
import type { Connection } from "mysql2/promise";
import { startMysql97 } from "../support/mysql.ts";
import { startMysqldOnPath } from "./mysqld-on-path.ts";

export interface DemoSource {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Account that the server follows as. */
  readonly replica: { readonly user: string; readonly password: string };
  readonly where: string;
  connect(): Promise<Connection>;
  stop(): Promise<void>;
}

/** `MYSQL_URL` when it is set, else a throw-away server: of the `mysqld` on the PATH, else MySQL 9.7, fetched. */
export async function findSource(say: (line: string) => void): Promise<DemoSource> {
  const url = process.env["MYSQL_URL"];
  if (url !== undefined && url !== "") return running(new URL(url));
  const found = await startMysqldOnPath();
  if (found === undefined)
    say("starting a throw-away MySQL 9.7 (the first time on a machine it is fetched, about 70 MB) …");
  const server = found?.server ?? (await startMysql97());
  return {
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    replica: { user: "canal", password: "canal" },
    where: `a throw-away MySQL on port ${server.port}${found === undefined ? "" : ` (${found.version})`}`,
    connect: () => server.connect(),
    stop: () => server.stop(),
  };
}

function running(url: URL): DemoSource {
  const address = {
    host: url.hostname,
    port: url.port === "" ? 3306 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
  return {
    ...address,
    replica: { user: address.user, password: address.password },
    where: `${address.host}:${address.port} (MYSQL_URL)`,
    connect: () => createConnection({ ...address, supportBigNumbers: true }),
    stop: () => Promise.resolve(),
  };
}
