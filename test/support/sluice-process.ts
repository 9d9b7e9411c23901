import type { ChildProcess } from "node:child_process";
import { exited, spawnGuarded } from "./process.ts";
import { sluiceProgram } from "./server-process.ts";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `sluice` with these arguments, all its ends piped. */
export async function spawnSluice(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  const command = [process.execPath, await sluiceProgram(), ...args];
  return spawnGuarded(command, { stdio: ["pipe", "pipe", "pipe"], env: { PATH: process.env["PATH"], ...env } });
}

/** Runs `sluice` to its end. */
export async function runSluice(
  args: readonly string[],
  { input, env }: { readonly input?: Uint8Array; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  const child = await spawnSluice(args, env);
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  // It may end before it has read everything.
  child.stdin?.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "ECONNRESET") throw error;
  });
  child.stdin?.end(input ?? Buffer.alloc(0));
  const closed = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
  });
  await exited(child);
  await closed;
  return { code: child.exitCode, stdout: text(stdout), stderr: text(stderr) };
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8");
}
