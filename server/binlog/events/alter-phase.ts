import type { QueryEvent } from "../event.ts";

export type AlterPhase = QueryEvent["alterPhase"];

const START = 2;
const COMMIT = 4;
const ROLLBACK = 8;

/** Phase of a MariaDB two-phase ALTER out of the extra GTID flags. */
export function alterPhaseOf(flags: number): AlterPhase {
  if ((flags & START) !== 0) return "start";
  if ((flags & COMMIT) !== 0) return "commit";
  if ((flags & ROLLBACK) !== 0) return "rollback";
  return "none";
}
