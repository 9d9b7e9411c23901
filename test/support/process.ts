import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { existsSync } from "node:fs";

/** Sets the kernel's parent-death signal, so that even a SIGKILL of the test runner leaves no server behind. */
const SETPRIV = ["/usr/bin/setpriv", "/bin/setpriv"].find((path) => existsSync(path));

const children = new Set<ChildProcess>();
const cleanups: (() => void)[] = [];
let watching = false;

/** Starts a program that ends with this process, whichever way this process ends. */
export function spawnGuarded(command: readonly string[], options: SpawnOptions): ChildProcess {
  const [program, ...args] = SETPRIV === undefined ? command : [SETPRIV, "--pdeathsig", "KILL", ...command];
  if (program === undefined) throw new Error("no program to start");
  watchExit();
  const child = spawn(program, args, { ...options, detached: false });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** Runs synchronously when this process ends by itself or by SIGINT, SIGTERM, SIGHUP; after the guarded children were killed. */
export function onExit(cleanup: () => void): void {
  watchExit();
  cleanups.push(cleanup);
}

/** Resolves when the child has ended. */
export async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once("exit", () => {
      resolve();
    });
  });
}

function watchExit(): void {
  if (watching) return;
  watching = true;
  process.once("exit", endAll);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      endAll();
      // With nobody else listening the signal does what it would have done without us.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}

function endAll(): void {
  for (const child of children) child.kill("SIGKILL");
  for (const cleanup of cleanups.splice(0)) cleanup();
}
