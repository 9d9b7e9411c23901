import type { ClusterStatus } from "../ha/election-status.ts";
import { clusterHealth, electionHealth } from "./cluster-health.ts";
import type { ClusterHealth, ElectionHealth } from "./cluster-health.ts";
import type { Answer } from "./http.ts";
import type { HeldTable } from "../parser/hold-back.ts";
import type { HealthReason } from "./health-reason.ts";
import type { InstanceStatus, StageStatus } from "./instance-status.ts";
import { consumerReasons, consumerWarnings } from "./consumer-health.ts";
import { logReasons, logWarnings } from "./log-health.ts";
import { followedHealth, sourceWarnings } from "./source-health.ts";
import type { FollowedHealth } from "./source-health.ts";

/** Room for a consumer that is merely slower than the source: only a wait this long counts as "not advancing". Milliseconds. */
const STUCK_AFTER_MS = 30_000;

export interface DestinationHealth {
  readonly destination: string;
  readonly healthy: boolean;
  /** `advancing`, `idle` (the source has nothing more), `lazy`, `standby`; where it is not healthy what it does instead. */
  readonly state: string;
  /** Why it is not healthy. */
  readonly reasons: readonly HealthReason[];
  /** What is wrong though the stream goes on: tables set aside, a changed file that can't be used. */
  readonly warnings: readonly HealthReason[];
  readonly position: { readonly journalName: string; readonly position: number; readonly gtidSet: string } | undefined;
  /** Undefined where no server is followed. */
  readonly followed: FollowedHealth | undefined;
  /** Milliseconds behind the source; undefined when nothing is known. */
  readonly delayMs: number | undefined;
  /** Undefined for a server alone. */
  readonly election: ElectionHealth | undefined;
}

export interface Health {
  readonly healthy: boolean;
  readonly destinations: readonly DestinationHealth[];
  /** Undefined for a server alone. */
  readonly cluster: ClusterHealth | undefined;
}

/**
 * Healthy means: every destination advances, truly has nothing to do, or stands by; and in a cluster, that this server could lead. A server
 * without destinations is healthy.
 */
export function healthOf(instances: readonly InstanceStatus[], now = Date.now(), status?: ClusterStatus): Health {
  const destinations = instances.map((instance) => destinationHealth(instance, now));
  const cluster = status && clusterHealth(status);
  const healthy = destinations.every((one) => one.healthy) && cluster?.healthy !== false;
  return { healthy, destinations, cluster };
}

export function healthAnswer(health: Health): Answer {
  return {
    status: health.healthy ? 200 : 503,
    contentType: "application/json; charset=utf-8",
    body: `${JSON.stringify(health, undefined, 2)}\n`,
  };
}

function destinationHealth(instance: InstanceStatus, now: number): DestinationHealth {
  const { destination, phase, failure, reloadFailure, stages } = instance;
  const election = instance.election && electionHealth(instance.election);
  const changed = reloadFailure === undefined ? [] : [{ code: reloadFailure.code, message: reloadFailure.message }];
  if (stages === undefined || phase !== "running") {
    const reasons = failure === undefined ? [] : [{ code: failure.code, message: failure.message }];
    const none = { position: undefined, followed: undefined, delayMs: undefined, election };
    const waits = phase === "lazy" || (phase === "standby" && reasons.length === 0);
    return { destination, healthy: waits, state: phase, reasons, warnings: changed, ...none };
  }
  const { parser } = stages;
  const reasons = [
    ...sourceReasons(stages),
    ...stuckReasons(stages, now),
    ...cursorReasons(stages),
    ...logReasons(stages),
    ...consumerReasons(stages),
  ];
  const { journalName, position, gtidSet } = parser;
  return {
    destination,
    healthy: reasons.length === 0,
    state: reasons.length > 0 ? stateOf(stages) : parser.delayMs === 0 ? "idle" : "advancing",
    reasons,
    warnings: [
      ...changed,
      ...sourceWarnings(stages),
      ...tableWarnings(parser),
      ...sharingWarnings(stages),
      ...logWarnings(stages),
      ...consumerWarnings(stages),
    ],
    followed: followedHealth(stages),
    position: journalName === "" && gtidSet === "" ? undefined : { journalName, position, gtidSet },
    delayMs: parser.delayMs,
    election,
  };
}

function stateOf({ parser }: StageStatus): string {
  return parser.phase === "running" ? "stuck" : parser.phase;
}

function sourceReasons({ parser }: StageStatus): HealthReason[] {
  if (parser.phase === "running" || parser.phase === "finished") return [];
  const { failure } = parser;
  if (failure !== undefined) return [{ code: failure.code, message: failure.message }];
  return [{ code: "NOT_FOLLOWING", message: `the source is not being followed yet: ${parser.phase}` }];
}

/** A full store is healthy while somebody empties it. */
function stuckReasons({ parser, store, consumers }: StageStatus, now: number): HealthReason[] {
  const since = parser.blockedSince;
  if (since === undefined || now - since < STUCK_AFTER_MS) return [];
  const slowest = consumers.toSorted(
    (a, b) => b.lagEntries - a.lagEntries || b.outstandingBatches - a.outstandingBatches,
  )[0];
  const who =
    slowest === undefined
      ? "no client has subscribed yet"
      : `client ${slowest.clientId} has ${slowest.lagEntries} entries to fetch and ${slowest.outstandingBatches} batches to ack`;
  const seconds = Math.round((now - since) / 1000);
  return [
    {
      code: "STORE_FULL",
      message: `all ${store.budgetBytes} bytes of the store are in use since ${seconds} s: ${who}`,
    },
  ];
}

function cursorReasons({ cursors }: StageStatus): HealthReason[] {
  if (cursors?.failingSince === undefined) return [];
  const { lastError } = cursors;
  return [{ code: "META_WRITE_FAILED", message: lastError instanceof Error ? lastError.message : String(lastError) }];
}

function sharingWarnings({ sharingFailures }: StageStatus): HealthReason[] {
  return sharingFailures.map(({ code, message }) => ({ code, message }));
}

function tableWarnings({ setAsideTables, heldTables }: StageStatus["parser"]): HealthReason[] {
  return [
    ...setAsideTables.map((table) => {
      const since = new Date(table.since).toISOString();
      const waiting = heldTables.filter(({ schema, table: name }) => schema === table.schema && name === table.table);
      const rows = waiting.reduce((sum, held) => sum + held.rows, 0);
      const held = waiting.length === 0 ? "" : ` (${rows} rows of it are held back)`;
      return {
        code: table.code,
        message: `${table.schema}.${table.table} is set aside since ${since}: ${table.reason}${held}`,
      };
    }),
    ...heldTables.filter(({ closed }) => closed !== undefined).map(closedWarning),
    ...heldTables.filter(({ lostRows }) => lostRows > 0).map(fullWarning),
  ];
}

function closedWarning({ schema, table, rows, first, last, reason }: HeldTable): HealthReason {
  const range = first === undefined || last === undefined ? "" : ` from ${placeText(first)} to ${placeText(last)}`;
  const message = `${rows} rows of ${schema}.${table}${range} wait for a definition that only the operator can give: ${reason}`;
  return { code: "PARSER_ROWS_HELD", message };
}

function fullWarning({ schema, table, lostRows }: HeldTable): HealthReason {
  const message = `${lostRows} rows of ${schema}.${table} were set aside: there was no room to hold them back`;
  return { code: "PARSER_HOLD_FULL", message };
}

function placeText({ journalName, position }: { readonly journalName: string; readonly position: number }): string {
  return `${journalName}:${position}`;
}
