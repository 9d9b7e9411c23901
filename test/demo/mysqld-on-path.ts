import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { DatabaseServer } from "../support/database-server.ts";

/** A throw-away server from the machine's own `mysqld`; undefined when there is none, or only MariaDB's. */
export async function startMysqldOnPath(): Promise<{ server: DatabaseServer; version: string } | undefined> {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/mysql/bin"];
  const program = folders.map((folder) => join(folder, "mysqld")).find((path) => existsSync(path));
  if (program === undefined) return undefined;
  const version = spawnSync(program, ["--no-defaults", "--version"], { encoding: "utf8" }).stdout.trim();
  if (version === "" || /mariadb/i.test(version)) return undefined;
  const asRoot = process.getuid?.() === 0 ? ["--user=root"] : [];
  const server = await DatabaseServer.start({
    flavor: "mysql97",
    command: [
      program,
      "--no-defaults",
      ...asRoot,
      "--bind-address=127.0.0.1",
      "--server-id=4711",
      "--log-bin=bin",
      "--binlog-format=ROW",
    ],
    prepare: async (dataDir) => {
      await promisify(execFile)(program, ["--no-defaults", ...asRoot, "--initialize-insecure", `--datadir=${dataDir}`]);
    },
  });
  await server.query("CREATE USER canal@'%' IDENTIFIED BY 'canal'");
  await server.query("GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO canal@'%'");
  return { server, version };
}
