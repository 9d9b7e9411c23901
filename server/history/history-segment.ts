import type { SchemaSnapshot } from "../parser/schema-tracker-state.ts";
import type { SegmentHead } from "../parser/table-history.ts";
import { encodeLine, linePieces, readLines } from "./history-lines.ts";

const VERSION = 1;

/** A line that says: from here on the log was read by nobody, or without the timeline. */
export const GAP = { gap: true };

/** The two lines that a segment begins with. */
export function encodeSegment(head: SegmentHead, state: SchemaSnapshot): Buffer {
  const full: SegmentHead & { readonly version: number } = { version: VERSION, ...head };
  return Buffer.concat([encodeLine(full), ...linePieces(jsonPieces(state))]);
}

/** `JSON.stringify`, a few tables at a time. */
function* jsonPieces({ version, schemas, tables, uncertain }: SchemaSnapshot): Generator<string> {
  yield `{"version":${version},"schemas":${JSON.stringify(schemas)},"tables":[`;
  for (let i = 0; i < tables.length; i += TABLES_IN_PIECE) {
    yield `${i === 0 ? "" : ","}${JSON.stringify(tables.slice(i, i + TABLES_IN_PIECE)).slice(1, -1)}`;
  }
  yield `],"uncertain":${JSON.stringify(uncertain)}}`;
}

const TABLES_IN_PIECE = 64;

export function isKnownVersion(head: SegmentHead): boolean {
  return "version" in head && head.version === VERSION;
}

/** When a segment was begun, `Date.now()`; undefined when its first line can't be read. */
export function writtenAtOf(text: Buffer): number | undefined {
  const [line] = readLines(text);
  return line?.kind === "line" ? (JSON.parse(line.json.toString()) as SegmentHead).writtenAt : undefined;
}
