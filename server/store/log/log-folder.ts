import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";

/** A file of the log. Errors are those of the system, with their `code`. */
export interface LogFile {
  /** All of the bytes, one behind the other, from `at` on. */
  write(parts: readonly Uint8Array[], at: number): Promise<void>;
  /** Fills the buffer from `at` on; resolves with how many bytes there were. */
  read(into: Uint8Array, at: number): Promise<number>;
  size(): Promise<number>;
  truncate(size: number): Promise<void>;
  /** Content is on the disk when it resolves. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The folder of a log: what tests put a failing disk in place of. */
export interface LogFolder {
  readonly path: string;
  /** Makes the folder when it is missing. */
  list(): Promise<readonly string[]>;
  open(name: string, mode: "read" | "write" | "create"): Promise<LogFile>;
  rename(from: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Names are on the disk when it resolves. */
  sync(): Promise<void>;
}

/** Most parts of one system call, below every system's limit. */
const MOST_PARTS = 512;
const FLAGS = { read: "r", write: "r+", create: "w+" } as const;

/** A folder of the file system. */
export function logFolder(path: string): LogFolder {
  return {
    path,
    list: async () => {
      await mkdir(path, { recursive: true });
      return readdir(path);
    },
    open: async (name, mode) => new SystemFile(await open(join(path, name), FLAGS[mode])),
    rename: (from, to) => rename(join(path, from), join(path, to)),
    remove: (name) => rm(join(path, name), { force: true }),
    sync: async () => {
      const folder = await open(path, "r");
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    },
  };
}

class SystemFile implements LogFile {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async write(parts: readonly Uint8Array[], at: number): Promise<void> {
    let offset = at;
    let index = 0;
    let done = 0;
    while (index < parts.length) {
      const some = parts.slice(index, index + MOST_PARTS);
      if (done > 0) some[0] = (some[0] as Uint8Array).subarray(done);
      let { bytesWritten } = await this.#file.writev(some, offset);
      offset += bytesWritten;
      bytesWritten += done;
      done = 0;
      // The system may take less than all.
      while (index < parts.length && bytesWritten >= (parts[index] as Uint8Array).length) {
        bytesWritten -= (parts[index] as Uint8Array).length;
        index++;
      }
      done = bytesWritten;
    }
  }

  async read(into: Uint8Array, at: number): Promise<number> {
    let filled = 0;
    while (filled < into.length) {
      const { bytesRead } = await this.#file.read(into, filled, into.length - filled, at + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  async size(): Promise<number> {
    return (await this.#file.stat()).size;
  }

  truncate(size: number): Promise<void> {
    return this.#file.truncate(size);
  }

  sync(): Promise<void> {
    return this.#file.datasync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
