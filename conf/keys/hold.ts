import type { KeyDeclaration } from "../declaration.ts";

/** Rows that wait for a definition of their table. */
export const HOLD_KEYS = {
  "sluice.instance.hold.size": {
    type: "integer",
    scope: "instance",
    file: "canal",
    default: 268_435_456,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    unit: "bytes",
    doc: "Room for rows whose table has no definition that fits them: they are kept in files <destination>-held-<number>.rows beside the timeline of\ntable definitions and delivered when one is known (sluice schema). What finds no room is set aside, counted. 0: nothing is kept.\nWith memory-instance.xml nothing is kept unless the timeline is.",
  },
} as const satisfies Readonly<Record<string, KeyDeclaration>>;
