import type { SourceIdentity } from "../source/binlog-source.ts";
import type { KernelCounts } from "./kernel-rows.ts";
import type { HeldTable } from "./hold-back.ts";
import type { StartReason } from "./start-position.ts";
import type { SetAsideTable } from "./table-resolver.ts";

type ParserPhase =
  /** Not started, or stopped. */
  | "stopped"
  | "connecting"
  | "running"
  /** The log is over: files that nobody writes any more were read to their end. */
  | "finished"
  /** Waits until `retryAt`, then tries again: the error may go away by itself. */
  | "waiting"
  /** As waiting, but somebody has to do something about the error first. */
  | "failed";

interface ParserFailure {
  readonly code: string;
  /** What happened, where, and what to do about it. */
  readonly message: string;
  readonly at: number;
  readonly retriable: boolean;
}

/**
 * What a parser says of itself, as plain numbers that are read whenever somebody wants to know. Times are `Date.now()`, log times
 * milliseconds of the source's clock, counters run since the parser was made.
 */
export interface ParserStats extends KernelCounts {
  phase: ParserPhase;
  /** When the next try is due, in the phases waiting and failed. */
  retryAt: number | undefined;
  /** Of the last failure; stays until the stream runs again and has got further. */
  failure: ParserFailure | undefined;
  /** Connections that broke or could not be made. */
  failures: number;
  identity: SourceIdentity | undefined;
  startReason: StartReason | undefined;
  /** End of the last event read. */
  journalName: string;
  position: number;
  /** Executed GTID set in GTID mode, else "". */
  gtidSet: string;
  /** Log time of the last event that has one. */
  eventTimestamp: number;
  /** When something came from the source last, heartbeats included; 0 before. */
  lastReceivedAt: number;
  /** When the source said last that it has nothing more to send. */
  caughtUpAt: number;
  receivedBytes: number;
  events: number;
  /** Ends of transactions handed to the sink. */
  transactions: number;
  /** Rows handed to the sink. */
  rows: number;
  /** Statements that changed table definitions. */
  ddl: number;
  /** Milliseconds in which the parser waited for the sink. */
  blockedMs: number;
  /** Since when it does so right now. */
  blockedSince: number | undefined;
}

export interface ParserStatus extends Readonly<ParserStats> {
  /** Milliseconds between now and the newest event read; 0 when the source has nothing more. Undefined before the first event. */
  readonly delayMs: number | undefined;
  readonly setAsideTables: readonly SetAsideTable[];
  /** Rows that wait for a definition of their table. */
  readonly heldTables: readonly HeldTable[];
  /** Bytes of the files that they lie in, and how many there may be; undefined where none are held back. */
  readonly hold: { readonly bytes: number; readonly budgetBytes: number } | undefined;
}

export function newParserStats(): ParserStats {
  return {
    phase: "stopped",
    retryAt: undefined,
    failure: undefined,
    failures: 0,
    identity: undefined,
    startReason: undefined,
    journalName: "",
    position: 0,
    gtidSet: "",
    eventTimestamp: 0,
    lastReceivedAt: 0,
    caughtUpAt: 0,
    receivedBytes: 0,
    events: 0,
    transactions: 0,
    rows: 0,
    kernelEvents: 0,
    scriptEvents: 0,
    ddl: 0,
    blockedMs: 0,
    blockedSince: undefined,
  };
}

/** How far behind the source's clock the parser is; nothing is behind when the source has nothing more to send. */
export function delayOf(stats: ParserStats, now: number): number | undefined {
  if (stats.eventTimestamp === 0 && stats.caughtUpAt === 0) return undefined;
  if (stats.phase === "running" && stats.caughtUpAt > 0 && stats.blockedSince === undefined) return 0;
  return stats.eventTimestamp === 0 ? undefined : Math.max(0, now - stats.eventTimestamp);
}
