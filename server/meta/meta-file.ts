import { cursorFromJson, cursorToJson } from "../../proto/cursor-json.ts";
import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";

/** One consumer as `meta.dat` has it. */
export interface MetaRecord {
  readonly clientId: number;
  readonly filter: string;
  readonly cursor: Cursor | undefined;
}

/** The text of `meta.dat` in Canal's form (canal-protocol 9.2), without white space, as Java writes it. */
export function formatMetaFile(destination: string, records: readonly MetaRecord[]): string {
  const clientDatas = records.map(({ clientId, filter, cursor }) => ({
    clientIdentity: { clientId, destination, filter },
    ...(cursor === undefined ? {} : { cursor: cursorToJson(cursor, "file") }),
  }));
  return JSON.stringify({ clientDatas, destination });
}

export interface ParsedMetaFile {
  readonly records: readonly MetaRecord[];
  /** Client ids whose record names another destination: Java overlooks those, and so do we. */
  readonly foreign: readonly number[];
}

/** Reads the text of `meta.dat`, Java's or ours. Throws META_CORRUPT for everything that is not one. */
export function parseMetaFile(destination: string, text: string): ParsedMetaFile {
  const root = objectOf(parseJson(text), "root");
  const datas = root["clientDatas"] ?? [];
  if (!Array.isArray(datas)) throw new SluiceError("META_CORRUPT", { key: "clientDatas", expected: "an array" });
  const records = new Map<number, MetaRecord>();
  const foreign: number[] = [];
  for (const data of datas as readonly unknown[]) {
    const entry = objectOf(data, "clientDatas[]");
    const identity = objectOf(entry["clientIdentity"], "clientIdentity");
    const clientId = identity["clientId"];
    const filter = identity["filter"] ?? "";
    if (typeof clientId !== "number" || !Number.isInteger(clientId)) {
      throw new SluiceError("META_CORRUPT", { key: "clientId", expected: "an integer" });
    }
    if (typeof filter !== "string") throw new SluiceError("META_CORRUPT", { key: "filter", expected: "a text" });
    if ((identity["destination"] ?? destination) !== destination) {
      foreign.push(clientId);
      continue;
    }
    const cursor = entry["cursor"] ?? undefined;
    records.set(clientId, { clientId, filter, cursor: cursor === undefined ? undefined : cursorFromJson(cursor) });
  }
  return { records: [...records.values()], foreign };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SluiceError("META_CORRUPT", { expected: "JSON", bytes: Buffer.byteLength(text) }, { cause });
  }
}

function objectOf(value: unknown, key: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SluiceError("META_CORRUPT", { key, expected: "an object" });
  }
  return value as Readonly<Record<string, unknown>>;
}
