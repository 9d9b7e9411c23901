import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { link, mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SluiceError } from "../proto/error.ts";

const LOCK_FILE = ".sluice.lock";
const BEAT_MS = 2000;
/** A holder whose process can't be looked at (another host, another container) is taken for dead after so many missed beats. */
const MISSED_BEATS = 4;
/** A guard that stands for so many turns was left by a process that was killed. */
const GUARD_TURNS = 100;
const GUARD_MS = 50;

interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** Boot and start time of the process, so that a process id used again is not taken for the old one; "" where unknown. */
  readonly started: string;
}

/**
 * One server at a time may use a data folder: a lock file that names its holder and is touched while the holder lives. Node has no flock, so
 * a dead holder is told by its process (same host) or by an untouched file (elsewhere); no clocks are compared.
 */
export class DataLock {
  readonly #file: string;
  readonly #holder: Holder;
  #beat: NodeJS.Timeout | undefined;

  private constructor(file: string, holder: Holder) {
    this.#file = file;
    this.#holder = holder;
  }

  /**
   * Takes the lock of a folder, making the folder if needed. `onLost` is told when another process has taken the lock (this one was
   * stopped for long): the caller must stop at once. Errors: CONF_DATA_DIR_LOCKED, CONF_DATA_DIR_UNUSABLE.
   */
  static async take(folder: string, onLost: (error: SluiceError) => void, beatMs = BEAT_MS): Promise<DataLock> {
    try {
      return await DataLock.#take(folder, onLost, beatMs);
    } catch (error) {
      if (error instanceof SluiceError) throw error;
      const reason = error instanceof Error && "code" in error ? String(error.code) : undefined;
      throw new SluiceError("CONF_DATA_DIR_UNUSABLE", { folder, reason }, { cause: error });
    }
  }

  static async #take(folder: string, onLost: (error: SluiceError) => void, beatMs: number): Promise<DataLock> {
    await mkdir(folder, { recursive: true });
    const file = join(folder, LOCK_FILE);
    const holder: Holder = { token: randomUUID(), pid: process.pid, host: hostname(), started: startOf(process.pid) };
    const own = `${file}.${holder.token}`;
    await writeFile(own, JSON.stringify(holder));
    try {
      while (!(await tryLink(own, file))) await removeDead(file, beatMs);
    } finally {
      await rm(own, { force: true });
    }
    const lock = new DataLock(file, holder);
    lock.#keepTouching(onLost, beatMs);
    return lock;
  }

  async release(): Promise<void> {
    clearInterval(this.#beat);
    const current = await readHolder(this.#file);
    if (current?.token === this.#holder.token) await rm(this.#file, { force: true });
  }

  #keepTouching(onLost: (error: SluiceError) => void, beatMs: number): void {
    this.#beat = setInterval(() => {
      this.#touch().catch((error: unknown) => {
        clearInterval(this.#beat);
        onLost(new SluiceError("CONF_DATA_DIR_LOCKED", { file: this.#file }, { cause: error }));
      });
    }, beatMs);
    this.#beat.unref();
  }

  async #touch(): Promise<void> {
    const current = await readHolder(this.#file);
    if (current?.token !== this.#holder.token) throw lockedBy(this.#file, current);
    const now = new Date();
    await utimes(this.#file, now, now);
  }
}

async function tryLink(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/**
 * Removes the lock of a dead holder, or throws CONF_DATA_DIR_LOCKED. Takers that judge one lock dead at the same time take turns by a guard
 * folder and look again: whoever comes second may find the first one's new lock.
 */
async function removeDead(file: string, beatMs: number): Promise<void> {
  const holder = await readHolder(file);
  if (holder === undefined && !existsSync(file)) return;
  const alive = holder?.host === hostname() ? isRunning(holder) : await isTouched(file, beatMs);
  if (alive) throw lockedBy(file, holder);
  const guard = `${file}.removing`;
  for (let turn = 0; !(await tryMkdir(guard)); turn++) {
    if (turn >= GUARD_TURNS) await rm(guard, { recursive: true, force: true });
    await sleep(GUARD_MS);
  }
  try {
    const current = await readHolder(file);
    if (current?.token === holder?.token) await rm(file, { force: true });
  } finally {
    await rm(guard, { recursive: true, force: true });
  }
}

async function tryMkdir(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function isTouched(file: string, beatMs: number): Promise<boolean> {
  const before = await modified(file);
  for (let beat = 0; beat < MISSED_BEATS; beat++) {
    await sleep(beatMs);
    if ((await modified(file)) !== before) return true;
  }
  return false;
}

async function modified(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isRunning(holder: Holder): boolean {
  if (holder.pid === process.pid && holder.started === startOf(process.pid)) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (hasCode(error, "ESRCH")) return false;
    if (!hasCode(error, "EPERM")) throw error;
  }
  return holder.started === "" || holder.started === startOf(holder.pid);
}

/** What tells two processes of one id apart, from Linux's /proc; "" elsewhere. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return `${boot}/${fields[19] ?? ""}`;
  } catch (error) {
    if (error instanceof Error && "code" in error) return "";
    throw error;
  }
}

/** Undefined when there is no lock file, or none that can be understood. */
async function readHolder(file: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
  try {
    const { token, pid, host, started } = JSON.parse(text) as Partial<Record<keyof Holder, unknown>>;
    if (typeof token !== "string" || typeof pid !== "number" || typeof host !== "string") return undefined;
    return { token, pid, host, started: typeof started === "string" ? started : "" };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function lockedBy(file: string, holder: Holder | undefined): SluiceError {
  const named = holder === undefined ? "unknown" : `process ${holder.pid} on ${holder.host}`;
  return new SluiceError("CONF_DATA_DIR_LOCKED", { file, holder: named });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
