import type { KeyDeclaration } from "../declaration.ts";

/** What holds for every consumer of a destination that an operator has set nothing else for. */
export const CONSUMER_KEYS = {
  "sluice.instance.consumer.start": {
    type: "choice",
    scope: "instance",
    file: "canal",
    default: "oldest",
    choices: ["oldest", "latest"],
    doc: "Where a consumer begins that was never seen before, in a log on the disk: with the oldest entry held, or with what comes next.",
  },
  "sluice.instance.consumer.rows": {
    type: "integer",
    scope: "instance",
    file: "canal",
    default: 0,
    min: 0,
    max: 1_000_000_000,
    unit: "rows/s",
    doc: "Most that one consumer gets, each by itself. 0: no limit.",
  },
  "sluice.instance.consumer.bytes": {
    type: "integer",
    scope: "instance",
    file: "canal",
    default: 0,
    min: 0,
    max: 1_000_000_000_000,
    unit: "bytes/s",
    doc: "The same in bytes of entries.",
  },
  "sluice.instance.consumer.expire": {
    type: "integer",
    scope: "instance",
    file: "canal",
    default: 0,
    min: 0,
    max: 876_000,
    unit: "h",
    doc: "A consumer that has made no request for so long is removed, its cursor with it, and the log says so. 0: never.",
  },
} as const satisfies Readonly<Record<string, KeyDeclaration>>;
