import { mkdir, open, readFile, realpath, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** A small file that is replaced as a whole: after a crash at any moment it holds the old bytes or the new ones, never a mixture. */
export interface DurableFile {
  /** Undefined when there is no file. */
  read(): Promise<Buffer | undefined>;
  /** The bytes are on the disk, under the file's name, when it resolves. */
  write(bytes: Uint8Array): Promise<void>;
}

/** The file at `path`; its folder is made when it is missing. A symbolic link is followed, not replaced. */
export function durableFile(path: string): DurableFile {
  return {
    read: async () => {
      try {
        return await readFile(path);
      } catch (error) {
        if (errnoOf(error) === "ENOENT") return undefined;
        throw error;
      }
    },
    write: async (bytes) => {
      const target = await resolved(path);
      const folder = dirname(target);
      await mkdir(folder, { recursive: true });
      const temporary = `${target}.tmp`;
      await writeAndSync(temporary, bytes);
      await rename(temporary, target);
      await syncFolder(folder);
    },
  };
}

/** `code` of a system error, "" for others. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

async function resolved(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return path;
    throw error;
  }
}

async function writeAndSync(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the rename itself durable. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
