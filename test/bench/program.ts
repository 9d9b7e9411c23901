import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { join } from "node:path";
import { jsonLines, type JsonLine } from "../support/json-lines.ts";
import { loader97, mysql97Prefix } from "../support/mysql.ts";
import { exited, spawnGuarded } from "../support/process.ts";

const run = promisify(execFile);

/** Runs one of the bench's own programs in a process of its own and gives the JSON line that it prints last. */
export async function runProgram<Answer>(name: string, args: readonly string[]): Promise<Answer> {
  const answers = await runProgramLines<Answer>(name, args);
  return answers.at(-1) as Answer;
}

/** As `runProgram`, for one that prints an answer a line. */
export async function runProgramLines<Answer>(name: string, args: readonly string[]): Promise<readonly Answer[]> {
  const path = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const { stdout } = await run(process.execPath, [path, ...args], { maxBuffer: 1 << 26 });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);
}

/** A program that says where it is with its first JSON line and goes on. One that waits to be told goes on with each `ask`, and answers. */
export async function startProgram(
  name: string,
  args: readonly string[],
): Promise<{ readonly said: JsonLine; next(): Promise<JsonLine>; ask(): Promise<JsonLine>; stop(): Promise<void> }> {
  const path = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const child = spawnGuarded([process.execPath, path, ...args], { stdio: ["pipe", "pipe", "pipe"] });
  const lines = jsonLines(child);
  return {
    said: await lines.next(),
    next: () => lines.next(),
    ask: () => {
      child.stdin?.write("\n");
      return lines.next();
    },
    stop: async () => {
      child.kill("SIGTERM");
      await exited(child);
    },
  };
}

/** Seconds and processor seconds that MySQL's own mysqlbinlog takes; its output goes nowhere. */
export async function mysqlbinlog(args: readonly string[]): Promise<{ seconds: number; processor: number }> {
  const prefix = await mysql97Prefix();
  const [loader = "", ...before] = loader97(prefix);
  const used = childrenSeconds();
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
  return { seconds: Number(process.hrtime.bigint() - started) / 1e9, processor: childrenSeconds() - used };
}

/** Processor seconds of all children of this process that have ended (proc_pid_stat(5): cutime and cstime, in hundredths). */
function childrenSeconds(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
