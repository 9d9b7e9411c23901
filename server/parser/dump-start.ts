import type { AckedEntry } from "../../proto/position.ts";
import type { DumpStart, SourceIdentity } from "../source/binlog-source.ts";
import type { EventHandler } from "./event-handler.ts";
import type { LogPlace } from "./group-tracker.ts";

const FILE_START = 4;

/** One dump that is to be opened. */
export interface Begin {
  readonly dump: DumpStart;
  readonly gtidSet: string | undefined;
  /** The last entry that must not be handed on again. */
  readonly handed: AckedEntry | undefined;
  /** It belongs to the first group of the dump. */
  readonly handedInFirstGroup: boolean;
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

export function isSameServer(a: SourceIdentity, b: SourceIdentity): boolean {
  return a.serverUuid === b.serverUuid && a.serverId === b.serverId && a.flavor === b.flavor;
}
