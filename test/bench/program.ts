import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { join } from "node:path";
import { loader97, mysql97Prefix } from "../support/mysql.ts";

const run = promisify(execFile);

/** Runs one of the bench's own programs in a process of its own and gives the JSON line that it prints last. */
export async function runProgram<Answer>(name: string, args: readonly string[]): Promise<Answer> {
  const path = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const { stdout } = await run(process.execPath, [path, ...args], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Answer;
}

/** Seconds that MySQL's own mysqlbinlog takes; its output goes nowhere. */
export async function mysqlbinlogSeconds(args: readonly string[]): Promise<number> {
  const prefix = await mysql97Prefix();
  const [loader = "", ...before] = loader97(prefix);
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(
    loader,
    [...before, join(prefix, "usr/bin/mysqlbinlog"), "--no-defaults", ...args],
    {
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`mysqlbinlog: ${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e9;
}
