import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Coordinator } from "../../proto/coordination/coordinator.ts";

/** Of a node's data. ZooKeeper takes 1 MiB as shipped. */
export const PART_BYTES = 128 * 1024;

export const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Each term's nodes have names of their own. */
export function partName(epoch: string, number: number): string {
  return `${epoch}-${String(number).padStart(8, "0")}`;
}

/** What was packed and cut into nodes below a path; undefined where one is gone or what is there is damaged: whoever asks has to tell of it. */
export async function readParts(
  coordinator: Coordinator,
  path: string,
  names: readonly string[],
): Promise<Buffer | undefined> {
  const nodes = await Promise.all(names.map((name) => coordinator.get(`${path}/${name}`)));
  const data = nodes.flatMap((node) => node?.data ?? []);
  if (data.length < names.length) return undefined;
  try {
    return await unpack(Buffer.concat(data));
  } catch {
    return undefined;
  }
}
