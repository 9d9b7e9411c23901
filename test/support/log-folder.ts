import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tempFolder } from "./temp-folder.ts";

/** A whole sample log. */
export function sampleLog(name: string): Buffer {
  return readFileSync(new URL(`../data/binlog/${name}`, import.meta.url));
}

/** A folder with files of these contents. */
export async function logFolder(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const folder = await tempFolder("log");
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}
