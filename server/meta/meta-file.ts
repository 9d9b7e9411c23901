import { cursorFromJson, cursorToJson } from "../../proto/cursor-json.ts";
import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import type { ConsumerId } from "./consumer-id.ts";
import { NO_SETTINGS } from "./meta-manager.ts";
import type { ConsumerSettings } from "./meta-manager.ts";

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

/** One consumer as our own file beside it has it: of a group, or with settings. */
export interface ConsumerRecord extends ConsumerId {
  /** Undefined: not registered here. Canal's own clients are registered in `meta.dat`. */
  readonly filter: string | undefined;
  readonly cursor: Cursor | undefined;
  readonly settings: ConsumerSettings;
}

/** The text of `consumers.dat`, which Java knows nothing of. */
export function formatConsumersFile(destination: string, records: readonly ConsumerRecord[]): string {
  const consumers = records.map(({ group, clientId, filter, cursor, settings }) => ({
    group,
    clientId,
    ...(filter === undefined ? {} : { filter }),
    ...(cursor === undefined ? {} : { cursor: cursorToJson(cursor, "file") }),
    ...(settings === NO_SETTINGS ? {} : { settings }),
  }));
  return JSON.stringify({ consumers, destination });
}

/** Throws META_CORRUPT for everything that is not one. */
export function parseConsumersFile(text: string): readonly ConsumerRecord[] {
  const datas = objectOf(parseJson(text), "root")["consumers"] ?? [];
  if (!Array.isArray(datas)) throw new SluiceError("META_CORRUPT", { key: "consumers", expected: "an array" });
  return (datas as readonly unknown[]).map((data) => {
    const { group, clientId, filter, cursor, settings } = objectOf(data, "consumers[]");
    if (typeof group !== "string") throw new SluiceError("META_CORRUPT", { key: "group", expected: "a text" });
    if (typeof clientId !== "number" || !Number.isInteger(clientId)) {
      throw new SluiceError("META_CORRUPT", { key: "clientId", expected: "an integer" });
    }
    if (filter !== undefined && typeof filter !== "string") {
      throw new SluiceError("META_CORRUPT", { key: "filter", expected: "a text" });
    }
    return {
      group,
      clientId,
      filter,
      cursor: cursor === undefined ? undefined : cursorFromJson(cursor),
      settings: settings === undefined ? NO_SETTINGS : settingsFrom(objectOf(settings, "settings")),
    };
  });
}

/** Throws META_CORRUPT. */
export function parseSettings(text: string): ConsumerSettings {
  return settingsFrom(objectOf(parseJson(text), "settings"));
}

function settingsFrom(json: Readonly<Record<string, unknown>>): ConsumerSettings {
  const { paused, rowsPerSecond, bytesPerSecond, seenAt } = json;
  return {
    paused: paused === true,
    rowsPerSecond: numberOf(rowsPerSecond, "rowsPerSecond"),
    bytesPerSecond: numberOf(bytesPerSecond, "bytesPerSecond"),
    seenAt: numberOf(seenAt, "seenAt") ?? 0,
  };
}

function numberOf(value: unknown, key: string): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !(value >= 0)) throw new SluiceError("META_CORRUPT", { key, expected: "a number" });
  return value;
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
