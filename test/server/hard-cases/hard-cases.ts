import { DDL } from "./ddl.ts";
import type { HardCase } from "./hard-case.ts";
import { LOG } from "./log.ts";
import { VALUES } from "./values.ts";

/** The two hundred cases that broke other readers, by number. */
export const HARD_CASES: ReadonlyMap<number, HardCase> = new Map(
  [VALUES, LOG, DDL].flatMap((part) => Object.entries(part).map(([number, one]) => [Number(number), one] as const)),
);
