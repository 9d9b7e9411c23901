import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { silentLogger } from "../../server/logger.ts";
import { FileMetaManager } from "../../server/meta/file-meta-manager.ts";
import { parseMetaFile } from "../../server/meta/meta-file.ts";

/** The text of `meta.dat` as soon as it says all that the journal of cursors beside it does: within a second, when nothing is acked. */
export async function wholeMetaFile(destination: string, directory: string): Promise<string> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const text = await readFile(join(directory, "meta.dat"), "utf8");
    const known = new FileMetaManager({ destination, directory, logger: silentLogger, untouched: true });
    await known.load();
    const { records } = parseMetaFile(destination, text);
    if (
      records.every(({ clientId, cursor }) => isDeepStrictEqual(cursor, known.cursor({ group: "", clientId }))) &&
      text === (await readFile(join(directory, "meta.dat"), "utf8"))
    )
      return text;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`the file of cursors in ${directory} stays behind its journal`);
}
