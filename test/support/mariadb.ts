import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { cached } from "./cache.ts";
import { DatabaseServer } from "./database-server.ts";
import type { DatabaseLaunch, DatabaseOptions } from "./database-server.ts";
import { debianPackages, loaderOf } from "./debian.ts";

/** What `mariadb-install-db` feeds to the bootstrap, in its order. */
const SYSTEM_TABLES = [
  "mysql_system_tables.sql",
  "mysql_performance_tables.sql",
  "mysql_system_tables_data.sql",
  "fill_help_tables.sql",
  "maria_add_gis_sp_bootstrap.sql",
];

const ACCOUNTS = [
  "FLUSH PRIVILEGES;",
  "CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY '';",
  "GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;",
  "CREATE USER canal@'%' IDENTIFIED BY 'canal';",
  "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT, BINLOG MONITOR ON *.* TO canal@'%';",
];

/** Starts a throw-away MariaDB 10.11. GTIDs are always in its log; `gtid` has no meaning here. */
export async function startMariadb(options: DatabaseOptions = {}): Promise<DatabaseServer> {
  const prefix = await debianPackages({
    folder: "mariadb1011",
    suite: "bookworm",
    packages: ["mariadb-server-core", "mariadb-client-core"],
  });
  const template = await cached("mariadb1011-data-1", async (folder) => {
    await bootstrap(prefix, join(folder, "data"));
  });
  const { tls } = options;
  const launch: DatabaseLaunch = {
    flavor: "mariadb",
    command: [
      ...server(prefix),
      "--bind-address=127.0.0.1",
      "--skip-name-resolve",
      "--log-bin=bin",
      "--binlog-format=ROW",
      "--innodb-flush-log-at-trx-commit=2",
      "--max-allowed-packet=256M",
      "--secure-file-priv=",
      `--server-id=${options.serverId ?? randomInt(1, 0x7fff_ffff)}`,
      ...(tls === undefined ? [] : [`--ssl-ca=${tls.ca}`, `--ssl-cert=${tls.cert}`, `--ssl-key=${tls.key}`]),
      ...(options.args ?? []),
    ],
    async prepare(dataDir) {
      await cp(join(template, "data"), dataDir, { recursive: true });
    },
  };
  return DatabaseServer.start(launch);
}

function server(prefix: string): readonly string[] {
  return [
    ...loaderOf(prefix),
    join(prefix, "usr/sbin/mariadbd"),
    "--no-defaults",
    ...(process.getuid?.() === 0 ? ["--user=root"] : []),
    `--basedir=${join(prefix, "usr")}`,
    `--lc-messages-dir=${join(prefix, "usr/share/mysql")}`,
    `--character-sets-dir=${join(prefix, "usr/share/mysql/charsets")}`,
    `--plugin-dir=${join(prefix, "usr/lib/mysql/plugin")}`,
    "--innodb-buffer-pool-size=32M",
    "--innodb-log-file-size=16M",
  ];
}

async function bootstrap(prefix: string, dataDir: string): Promise<void> {
  await mkdir(join(dataDir, "mysql"), { recursive: true });
  const parts = ["CREATE DATABASE IF NOT EXISTS mysql;", "USE mysql;", "SET @auth_root_socket=NULL;"];
  for (const name of SYSTEM_TABLES) parts.push(await readFile(join(prefix, "usr/share/mysql", name), "utf8"));
  const [program, ...args] = [...server(prefix), "--bootstrap", "--skip-log-bin", `--datadir=${dataDir}`];
  if (program === undefined) throw new Error("no loader");
  const child = spawn(program, args, { stdio: ["pipe", "ignore", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  child.stdin.end([...parts, ...ACCOUNTS].join("\n"));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`mariadbd --bootstrap ended with ${String(code)}:\n${errors.slice(-4000)}`);
}
