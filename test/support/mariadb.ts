import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { cached } from "./cache.ts";
import { DatabaseServer } from "./database-server.ts";
import type { DatabaseLaunch, DatabaseOptions } from "./database-server.ts";
import { debianPackages, loaderOf } from "./debian.ts";

/** Debian's suites with the version that they have, and where that keeps what `mariadb-install-db` feeds to the bootstrap, in its order. */
const VERSIONS = {
  "10.11": {
    suite: "bookworm",
    share: "usr/share/mysql",
    tables: ["mysql_system_tables", "mysql_performance_tables", "mysql_system_tables_data"],
  },
  "11.8": {
    suite: "trixie",
    share: "usr/share/mariadb",
    tables: ["mariadb_system_tables", "mariadb_performance_tables", "mariadb_system_tables_data"],
  },
} as const;

type Version = keyof typeof VERSIONS;

const ACCOUNTS = [
  "FLUSH PRIVILEGES;",
  "CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY '';",
  "GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;",
  "CREATE USER canal@'%' IDENTIFIED BY 'canal';",
  "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT, BINLOG MONITOR ON *.* TO canal@'%';",
];

/**
 * Starts a throw-away MariaDB: 10.11, or what `MARIADB_VERSION` says (11.8, for runs by hand). GTIDs are always in its log; `gtid` has no
 * meaning here.
 */
export async function startMariadb(options: DatabaseOptions = {}): Promise<DatabaseServer> {
  const version: Version = process.env["MARIADB_VERSION"] === "11.8" ? "11.8" : "10.11";
  const name = `mariadb${version.replace(".", "")}`;
  const prefix = await debianPackages({
    folder: name,
    suite: VERSIONS[version].suite,
    packages: ["mariadb-server-core", "mariadb-client-core"],
  });
  const template = await cached(`${name}-data-1`, async (folder) => {
    await bootstrap(version, prefix, join(folder, "data"));
  });
  const { tls } = options;
  const launch: DatabaseLaunch = {
    flavor: "mariadb",
    command: [
      ...server(version, prefix),
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

function server(version: Version, prefix: string): readonly string[] {
  const { share } = VERSIONS[version];
  return [
    ...loaderOf(prefix),
    join(prefix, "usr/sbin/mariadbd"),
    "--no-defaults",
    ...(process.getuid?.() === 0 ? ["--user=root"] : []),
    `--basedir=${join(prefix, "usr")}`,
    `--lc-messages-dir=${join(prefix, share)}`,
    `--character-sets-dir=${join(prefix, share, "charsets")}`,
    `--plugin-dir=${join(prefix, "usr/lib/mysql/plugin")}`,
    "--innodb-buffer-pool-size=32M",
    "--innodb-log-file-size=16M",
  ];
}

async function bootstrap(version: Version, prefix: string, dataDir: string): Promise<void> {
  await mkdir(join(dataDir, "mysql"), { recursive: true });
  const parts = ["CREATE DATABASE IF NOT EXISTS mysql;", "USE mysql;", "SET @auth_root_socket=NULL;"];
  const { share, tables } = VERSIONS[version];
  for (const name of [...tables, "fill_help_tables", "maria_add_gis_sp_bootstrap"]) {
    parts.push(await readFile(join(prefix, share, `${name}.sql`), "utf8"));
  }
  const [program, ...args] = [...server(version, prefix), "--bootstrap", "--skip-log-bin", `--datadir=${dataDir}`];
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
