import type { Plain } from "./canal-sample.ts";

/** One field in which two entries differ; the side that lacks it is undefined. */
export interface Difference {
  /** Canal's entry, or ours where Canal has none. */
  readonly entry: PlainEntry;
  /** As `rowChange.rowDatas[].afterColumns[].value`; "entry" when one side lacks the whole entry. */
  readonly path: string;
  readonly ours: Leaf;
  readonly canal: Leaf;
  /** The column that the field belongs to, as Canal has it. */
  readonly column: Record<string, Plain> | undefined;
}

/** A value; as JSON where one side has more than a value and the other nothing. */
type Leaf = string | number | boolean | undefined;

export type PlainEntry = Record<string, Plain>;

/** An entry's place: file, offset, kind, and ordinal among those (entries of a compressed transaction share their offset). */
export function keyEntries<T>(entries: readonly T[], plain: (entry: T) => PlainEntry): Map<string, T> {
  const byKey = new Map<string, T>();
  for (const entry of entries) {
    const { header, entryType } = plain(entry);
    const { logfileName, logfileOffset } = header as Record<string, Plain>;
    for (let ordinal = 0; ; ordinal++) {
      const key = [logfileName, logfileOffset, entryType, ordinal].map(leafOf).join(" ");
      if (byKey.has(key)) continue;
      byKey.set(key, entry);
      break;
    }
  }
  return byKey;
}

export function compareEntries(ours: PlainEntry | undefined, canal: PlainEntry | undefined): Difference[] {
  const entry = canal ?? ours ?? {};
  if (ours === undefined || canal === undefined) {
    return [{ entry, path: "entry", ours: leafOf(ours), canal: leafOf(canal), column: undefined }];
  }
  const found: Difference[] = [];
  walk(ours, canal, "", undefined);
  return found;

  function walk(a: Plain | undefined, b: Plain | undefined, path: string, column: Difference["column"]): void {
    if (Array.isArray(a) && Array.isArray(b)) {
      const isColumns = path.endsWith("Columns");
      for (let i = 0; i < Math.max(a.length, b.length); i++) {
        walk(a[i], b[i], `${path}[]`, isColumns ? (b[i] as Difference["column"]) : column);
      }
    } else if (isRecord(a) && isRecord(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
        walk(a[key], b[key], path === "" ? key : `${path}.${key}`, column);
      }
    } else if (a !== b) found.push({ entry, path, ours: leafOf(a), canal: leafOf(b), column });
  }
}

function isRecord(value: Plain | undefined): value is Record<string, Plain> {
  return typeof value === "object" && !Array.isArray(value);
}

function leafOf(value: Plain | undefined): Leaf {
  return typeof value === "object" ? JSON.stringify(value) : value;
}
