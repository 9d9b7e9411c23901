import { mkdir, mkdtemp, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const LOCK_STALE_MS = 60_000;
const LOCK_TOUCH_MS = 10_000;

/** Folder outside the clone where unpacked servers and initialised data folders are kept between runs. */
function cacheFolder(): string {
  const own = process.env["SLUICE_CACHE"];
  if (own !== undefined && own !== "") return own;
  const xdg = process.env["XDG_CACHE_HOME"];
  return join(xdg !== undefined && xdg !== "" ? xdg : join(homedir(), ".cache"), "sluice");
}

/**
 * Folder `name` of the cache, made by `build` when it is not there yet. Two processes never build the same one: the second waits for the
 * first. A build goes to a folder beside it and is renamed when complete, so a folder that exists is whole.
 */
export async function cached(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const target = join(cacheFolder(), name);
  if (await exists(target)) return target;
  await mkdir(cacheFolder(), { recursive: true });
  return withLock(`${target}.lock`, async () => {
    if (await exists(target)) return target;
    const building = await mkdtemp(`${target}.building-`);
    try {
      await build(building);
      await rename(building, target);
    } finally {
      await rm(building, { recursive: true, force: true });
    }
    return target;
  });
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return false;
    throw error;
  }
}

/** The lock file is touched while it is held; one that nobody touches was left by a killed process. */
async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await tryLock(path))) await sleep(100);
  const touching = setInterval(() => {
    utimes(path, new Date(), new Date()).catch((error: unknown) => {
      process.emitWarning(`cannot touch ${path}: ${String(error)}`);
    });
  }, LOCK_TOUCH_MS);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    await rm(path, { force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
  }
  if (await isLeftOver(path)) await rm(path, { force: true });
  return false;
}

async function isLeftOver(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > LOCK_STALE_MS) return true;
    const owner = Number(await readFile(path, "utf8"));
    return owner > 0 && !isAlive(owner);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return false;
    throw error;
  }
}

/** Whether a process with this id runs (one of another user counts). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === "EPERM";
  }
}

export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
