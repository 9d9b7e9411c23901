import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "./cache.ts";
import { onExit } from "./process.ts";

const NAME = /^sluice-(\d+)-/;
const made = new Set<string>();
let swept = false;

/** A new folder under the system's temporary one; removed at the latest when this process ends. */
export async function tempFolder(purpose: string): Promise<string> {
  if (!swept) {
    swept = true;
    sweepLeftOvers();
    onExit(() => {
      for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    });
  }
  const folder = await mkdtemp(join(tmpdir(), `sluice-${process.pid}-${purpose}-`));
  made.add(folder);
  return folder;
}

export async function removeTempFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  made.delete(folder);
}

/** A process killed with SIGKILL leaves its folders, and the small disks mounted on them; whoever comes next removes them. */
function sweepLeftOvers(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = NAME.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) removeLeftOver(join(tmpdir(), name));
  }
}

function removeLeftOver(folder: string): void {
  try {
    if (isMounted(folder)) execFileSync("/bin/umount", ["-l", folder], { stdio: "ignore" });
  } catch (error) {
    // Another process may sweep at the same time.
    if (isMounted(folder)) throw error;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Whether it is a disk of its own: with another device than the folder it stands in. */
function isMounted(folder: string): boolean {
  const device = statSync(folder, { throwIfNoEntry: false })?.dev;
  return device !== undefined && device !== statSync(tmpdir()).dev;
}
