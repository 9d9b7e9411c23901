import type { KeyDeclaration } from "../declaration.ts";

/** What entries tell beyond Canal's. */
export const DELIVERY_KEYS = {
  "sluice.instance.rowId": {
    type: "boolean",
    scope: "instance",
    file: "canal",
    default: true,
    doc: "Each row has an id that is the same on every delivery, by which a consumer can drop repeats (property sluice.rowId of the header). false: entries\nare Canal's, byte for byte.",
  },
} as const satisfies Readonly<Record<string, KeyDeclaration>>;
