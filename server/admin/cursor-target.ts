import { SluiceError } from "../../proto/error.ts";
import { parseBound } from "../cli/binlog-range.ts";
import type { CursorTarget } from "../subscription/consumers-admin.ts";

/**
 * A place as a person gives it: `now`, `oldest`, the number of an entry, `FILE:OFFSET`, a time (UTC where it names no zone) or a GTID set.
 * Throws CURSOR_TARGET_INVALID.
 */
export function parseCursorTarget(text: string): CursorTarget {
  const trimmed = text.trim();
  if (trimmed === "now" || trimmed === "oldest") return { kind: trimmed };
  if (/^\d{1,15}$/.test(trimmed)) return { kind: "seq", seq: Number(trimmed) };
  const bound = boundOf(trimmed);
  if (bound === undefined) throw new SluiceError("CURSOR_TARGET_INVALID", { to: text.slice(0, 256) });
  if (bound.kind === "time") return bound;
  if (bound.kind === "gtid") return { kind: "gtid", gtidSet: bound.set.toString() };
  return { kind: "position", journalName: bound.journalName, position: bound.position };
}

function boundOf(text: string): ReturnType<typeof parseBound> {
  try {
    return parseBound("to", text);
  } catch (error) {
    if (error instanceof SluiceError) return undefined;
    throw error;
  }
}
