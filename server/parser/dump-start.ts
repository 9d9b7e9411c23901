import type { AckedEntry, Cursor } from "../../proto/position.ts";
import type { DumpStart, SourceIdentity } from "../source/binlog-source.ts";
import { SluiceError } from "../../proto/error.ts";
import { asBinlogError } from "../binlog/error.ts";
import type { EventHandler } from "./event-handler.ts";
import { GtidTracker } from "./gtid-tracker.ts";
import type { LogPlace } from "./group-tracker.ts";
import type { StartReason } from "./start-position.ts";

const FILE_START = 4;

/** One dump that is to be opened. */
export interface Begin {
  readonly dump: DumpStart;
  readonly gtidSet: string | undefined;
  /** The last entry that must not be handed on again. */
  readonly handed: AckedEntry | undefined;
  /** It belongs to the first group of the dump. */
  readonly handedInFirstGroup: boolean;
  /** The dump begins between two groups, and this says behind which. */
  readonly between?: Cursor | undefined;
  /** What must happen to table definitions before; undefined: they go on as they are. */
  readonly schema?: SchemaStart | undefined;
}

/** Why reading does not simply go on: definitions are to be those of the place. */
export interface SchemaStart {
  /** `resume`: at a place that was read before. `moved`: the definitions stay, the server is another. */
  readonly reason: StartReason | "resume" | "moved";
  readonly cursor: Cursor | undefined;
  /** Log time of the place in milliseconds, 0 when unknown. */
  readonly since: number;
  /** Where the place is not that of the dump. */
  readonly place?: LogPlace;
}

export const NOTHING_HANDED = { handed: undefined, handedInFirstGroup: false };

/** By GTID set, the dump begins with the interrupted group, if there is one. By file, it begins at its place. */
export function resumeAt(handler: EventHandler): Begin {
  const { resume, gtids, replayTo: handed, replayInFirstGroup: handedInFirstGroup } = handler;
  const gtidSet = gtids?.executed;
  const dump: DumpStart = gtidSet === undefined ? { kind: "file", ...resume } : { kind: "gtid", gtidSet };
  return { dump, gtidSet, handed, handedInFirstGroup };
}

export function placeOf(dump: DumpStart): LogPlace {
  if (dump.kind === "file") return { journalName: dump.journalName, position: dump.position };
  return { journalName: dump.journalName ?? "", position: FILE_START };
}

/** A name for a server that nobody changes: its UUID, else its id, which an operator may. */
export function serverName(identity: SourceIdentity): string {
  return identity.serverUuid === "" ? `server-${identity.serverId}` : identity.serverUuid;
}

/** What follows the executed set in GTID mode. Error: SOURCE_GTID_SET_INVALID. */
export function trackerOf(gtidSet: string, { flavor }: SourceIdentity): GtidTracker {
  try {
    return new GtidTracker(flavor, gtidSet);
  } catch (cause) {
    throw new SluiceError("SOURCE_GTID_SET_INVALID", { gtidSet }, { cause: asBinlogError(cause) });
  }
}

export function isSameServer(a: SourceIdentity, b: SourceIdentity): boolean {
  return a.serverUuid === b.serverUuid && a.serverId === b.serverId && a.flavor === b.flavor;
}
