import { cursorFromJson, cursorToJson } from "../../proto/cursor-json.ts";
import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import { encodeLine, readLines } from "../history/history-lines.ts";

/** What one of the files of cursors does not say yet. */
export interface JournalPart {
  /** Identity of the file that this is newer than; it counts while that file stands. */
  readonly file: string;
  /** All cursors that have moved since that file was written, by `consumerKey`. */
  readonly cursors: ReadonlyMap<string, Cursor>;
}

/** A record of the journal, by itself enough: it has what all records before it had. A file that it does not name has nothing newer. */
export interface JournalRecord {
  /** 1 for the first since the journal was made, and so on. */
  readonly seq: number;
  readonly meta: JournalPart | undefined;
  readonly consumers: JournalPart | undefined;
}

const VERSION = 1;

/** A line of the record's CRC-32 and its JSON, which says version, number, and for each file its identity and cursors as `meta.dat` has them. */
export function encodeRecord({ seq, meta, consumers }: JournalRecord): Buffer {
  return encodeLine({ version: VERSION, seq, ...partToJson("meta", meta), ...partToJson("consumers", consumers) });
}

function partToJson(name: string, part: JournalPart | undefined) {
  if (part === undefined) return {};
  const cursors = Object.fromEntries(Array.from(part.cursors, ([key, cursor]) => [key, cursorToJson(cursor, "file")]));
  return { [name]: { file: part.file, cursors } };
}

/** `empty`: nothing was ever written there. `damaged`: a write that was torn, or bytes that have changed since. */
export type ReadRecord = JournalRecord | "empty" | "damaged";

/** Reads what begins with a record; what stands behind it is of older ones. */
export function decodeRecord(slot: Buffer): ReadRecord {
  const [line] = readLines(slot);
  if (line?.kind === "line") {
    try {
      return recordOf(JSON.parse(line.json.toString("utf8")));
    } catch (error) {
      if (error instanceof SluiceError || error instanceof SyntaxError) return "damaged";
      throw error;
    }
  }
  return slot.every((byte) => byte === 0) ? "empty" : "damaged";
}

function recordOf(json: unknown): JournalRecord {
  const { version, seq, meta, consumers } = objectOf(json);
  if (version !== VERSION || typeof seq !== "number")
    throw new SluiceError("META_CORRUPT", { key: "version", expected: String(VERSION) });
  return { seq, meta: partOf(meta), consumers: partOf(consumers) };
}

function partOf(json: unknown): JournalPart | undefined {
  if (json === undefined) return undefined;
  const { file, cursors } = objectOf(json);
  if (typeof file !== "string") throw new SluiceError("META_CORRUPT", { key: "file", expected: "a text" });
  return {
    file,
    cursors: new Map(Object.entries(objectOf(cursors)).map(([key, cursor]) => [key, cursorFromJson(cursor)])),
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new SluiceError("META_CORRUPT", { expected: "an object" });
}
