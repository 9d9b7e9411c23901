import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { durableFile } from "../meta/durable-file.ts";

/** A name for a server's files of a destination, kept beside them: files that are lost lose their name. */
export async function writerName(directory: string, destination: string): Promise<string> {
  const file = durableFile(join(directory, `${destination}-schema.writer`));
  try {
    const known = await file.read();
    if (known !== undefined) return known.toString();
    const name = randomUUID();
    await file.write(Buffer.from(name));
    return name;
  } finally {
    await file.close();
  }
}
