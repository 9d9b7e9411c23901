import { SluiceError } from "./error.ts";
import type { AckedEntry, BinlogPosition, Cursor } from "./position.ts";

/*
 * Cursors as Canal keeps them (canal-protocol 6.2, 9.2): `identity` and `postion` (sic), keys in alphabetical order, null values left out.
 * Our own key is `sluice`, the last acked entry itself; Java readers overlook keys they do not know.
 */

const LOG_POSITION = "com.alibaba.otter.canal.protocol.position.LogPosition";

/** Type of what goes into a JSON text; keys are written in the order given here. */
export interface CursorJson {
  readonly "@type"?: string;
  readonly identity: {
    readonly slaveId: -1;
    readonly sourceAddress: { readonly address: string; readonly port: number };
  };
  readonly postion: {
    readonly gtid: string;
    readonly included: false;
    readonly journalName: string;
    readonly position: number;
    readonly serverId: number;
    readonly timestamp: number;
  };
  readonly sluice?: {
    readonly epoch?: string;
    readonly index?: number;
    readonly journalName?: string;
    readonly position?: number;
    readonly seq?: number;
  };
}

/**
 * ZooKeeper's form begins with `@type`, which Java needs there; the one in `meta.dat` has none. `epoch` is the term of the cluster's active server
 * that writes, decimal.
 */
export function cursorToJson(cursor: Cursor, form: "zookeeper" | "file", epoch?: string): CursorJson {
  const { sourceAddress, position, acked } = cursor;
  return {
    ...(form === "zookeeper" ? { "@type": LOG_POSITION } : {}),
    identity: { slaveId: -1, sourceAddress: { address: sourceAddress.address, port: sourceAddress.port } },
    postion: {
      gtid: position.gtid,
      included: false,
      journalName: position.journalName,
      position: position.position,
      serverId: position.serverId,
      timestamp: position.timestamp,
    },
    ...(acked === undefined && epoch === undefined
      ? {}
      : {
          sluice: {
            ...(epoch === undefined ? {} : { epoch }),
            ...(acked === undefined ? {} : ackedToJson(acked)),
          },
        }),
  };
}

function ackedToJson({ index, journalName, position, seq }: AckedEntry) {
  return { index, journalName, position, ...(seq === undefined ? {} : { seq }) };
}

/**
 * Reads a parsed cursor of either form: any order, unknown keys, absent fields as Java reads them. Throws META_CORRUPT for everything that
 * is not a cursor, so that a broken one never reads as "start anew".
 */
export function cursorFromJson(value: unknown): Cursor {
  const cursor = record(value, "cursor");
  const address = record(record(cursor["identity"] ?? {}, "identity")["sourceAddress"] ?? {}, "sourceAddress");
  return {
    sourceAddress: { address: text(address, "address"), port: integer(address, "port") },
    position: binlogPosition(cursor["postion"]),
    acked: cursor["sluice"] === undefined ? undefined : ackedEntry(cursor["sluice"]),
  };
}

function binlogPosition(value: unknown): BinlogPosition {
  const position = record(value, "postion");
  return {
    journalName: text(position, "journalName"),
    position: integer(position, "position"),
    timestamp: integer(position, "timestamp"),
    serverId: integer(position, "serverId"),
    gtid: text(position, "gtid"),
  };
}

/** The term in which a parsed cursor was written; undefined for one that Java wrote, or a server alone. */
export function epochOfCursor(value: unknown): string | undefined {
  const epoch = record(record(value, "cursor")["sluice"] ?? {}, "sluice")["epoch"];
  return typeof epoch === "string" && /^\d{1,19}$/.test(epoch) ? epoch : undefined;
}

function ackedEntry(value: unknown): AckedEntry | undefined {
  const acked = record(value, "sluice");
  if (acked["journalName"] === undefined && acked["epoch"] !== undefined) return undefined;
  return {
    journalName: text(acked, "journalName"),
    position: integer(acked, "position"),
    index: integer(acked, "index"),
    ...(acked["seq"] === undefined ? {} : { seq: integer(acked, "seq") }),
  };
}

type JsonRecord = Readonly<Record<string, unknown>>;

function record(value: unknown, key: string): JsonRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw corrupt(key, "an object");
  return value as JsonRecord;
}

function text(from: JsonRecord, key: string): string {
  const value = from[key] ?? "";
  if (typeof value !== "string") throw corrupt(key, "a text");
  return value;
}

function integer(from: JsonRecord, key: string): number {
  const value = from[key] ?? 0;
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw corrupt(key, "an integer");
  return value;
}

function corrupt(key: string, expected: string): SluiceError {
  return new SluiceError("META_CORRUPT", { key, expected });
}
