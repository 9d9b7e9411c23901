import { mkdir, open, readFile, realpath, rename } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

/** A small file that is replaced as a whole: after a crash at any moment it holds the old bytes or the new ones, never a mixture. */
export interface DurableFile {
  /** Undefined when there is no file. */
  read(): Promise<Buffer | undefined>;
  /** The bytes are on the disk, under the file's name, when it resolves. Not to be called again before that. */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** The file at `path`; its folder is made when it is missing. A symbolic link is followed, not replaced. */
export function durableFile(path: string): DurableFile {
  // Found out once and again after every failure: each look costs as much as a small write.
  let place: Place | undefined;
  const forget = async (): Promise<void> => {
    const known = place;
    place = undefined;
    await known?.folder.close();
  };
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
      try {
        place ??= await findPlace(path);
        await writeAndSync(place.temporary, bytes);
        await rename(place.temporary, place.target);
        // Makes the rename itself durable.
        await place.folder.sync();
      } catch (error) {
        await forget();
        throw error;
      }
    },
    close: forget,
  };
}

interface Place {
  readonly target: string;
  readonly temporary: string;
  readonly folder: FileHandle;
}

async function findPlace(path: string): Promise<Place> {
  const target = await resolved(path);
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  return { target, temporary: `${target}.tmp`, folder: await open(folder, "r") };
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
