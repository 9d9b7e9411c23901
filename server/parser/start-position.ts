import type { AckedEntry, BinlogPosition, Cursor } from "../../proto/position.ts";
import { compareJournalNames, isBetweenGroups, isPlaceless } from "../../proto/position.ts";
import type { BinlogSource, DumpStart, SourceIdentity } from "../source/binlog-source.ts";
import { isSameAddress } from "./source-address.ts";

/** As a time to begin at: before everything, and nothing can be missing before it. */
export const OLDEST = 1;

/** What an operator set about the start (`canal.instance.master.*`); "" and 0 are "not set". */
export interface StartSettings {
  readonly journalName: string;
  readonly position: number;
  /** Milliseconds. */
  readonly timestamp: number;
  readonly gtid: string;
  /** `canal.instance.gtidon` */
  readonly gtidOn: boolean;
  /** `canal.instance.fallbackIntervalInSeconds` */
  readonly fallbackIntervalSeconds: number;
}

/** Why delivery starts where it starts. */
export type StartReason =
  | "saved GTID set"
  | "configured GTID set"
  | "saved position"
  | "saved position on another server, by time"
  | "another server, by GTID set"
  | "configured position"
  | "configured time"
  | "end of the log"
  | "end of the log, by canal.auto.reset.latest.pos.mode";

export interface StartChoice {
  readonly reason: StartReason;
  readonly dump: DumpStart;
  /** Everything the reader has, in GTID mode; undefined outside it. */
  readonly gtidSet: string | undefined;
  /** The last entry that all consumers have: up to it nothing is handed on again. */
  readonly acked: AckedEntry | undefined;
  /** Where the place is known to be one between two groups, everything before it is had: that cursor. */
  readonly between?: Cursor | undefined;
  /** Nothing older is wanted, by the source's clock, milliseconds; 0 where that is not known. */
  readonly since: number;
  /** Something the operator should know about this choice. */
  readonly warning: string | undefined;
}

/** A saved place, and where a log has more. */
export interface StartCursor extends Cursor {
  /** The last entry that is stored, where that is behind the cursor's: up to it everything is had, though it is read again. */
  readonly stored?: AckedEntry | undefined;
}

export interface StartQuestion {
  readonly source: BinlogSource;
  readonly identity: SourceIdentity;
  /** The smallest cursor over all consumers, or where a log goes on; undefined when there is none. */
  readonly cursor: StartCursor | undefined;
  readonly settings: StartSettings;
  readonly signal: AbortSignal;
}

const WITHOUT_SET =
  "no GTID set is known of this place, and cursors get none: a server that begins with them on another source goes by time (canal.instance.master.gtid names a set)";

/** Chooses where delivery starts, in Canal's precedence (canal-protocol 5.6). */
export async function chooseStart(question: StartQuestion): Promise<StartChoice> {
  const { settings, identity } = question;
  const chosen = await choose(question);
  if (!settings.gtidOn || !identity.gtid || chosen.gtidSet !== undefined) return chosen;
  return { ...chosen, warning: chosen.warning === undefined ? WITHOUT_SET : `${chosen.warning}; ${WITHOUT_SET}` };
}

async function choose(question: StartQuestion): Promise<StartChoice> {
  const { cursor, settings, identity } = question;
  if (settings.gtidOn && identity.gtid) {
    if (cursor !== undefined && cursor.position.gtid !== "") return await fromSavedGtid(question, cursor);
    if (settings.gtid !== "") return choice("configured GTID set", gtidDump(settings.gtid), { gtidSet: settings.gtid });
  }
  if (cursor !== undefined) return await fromCursor(question, cursor);
  if (settings.journalName !== "" || settings.timestamp > 0) return await fromSettings(question);
  return await fromEnd(question, "end of the log");
}

/** The newest position, whatever is saved or configured: what comes before it is never delivered. */
export function startAtEnd(question: StartQuestion): Promise<StartChoice> {
  return fromEnd(question, "end of the log, by canal.auto.reset.latest.pos.mode");
}

async function fromSavedGtid({ identity }: StartQuestion, cursor: StartCursor): Promise<StartChoice> {
  const { gtid } = cursor.position;
  // File names and offsets of another server say nothing here: only the set does.
  const same = await isSameAddress(cursor.sourceAddress, identity);
  return choice("saved GTID set", gtidDump(gtid), { gtidSet: gtid, ...(same ? hadOf(cursor) : {}) });
}

/**
 * A position of another server, known by its time only: what lies between that and some seconds before (`canal.instance.fallbackIntervalInSeconds`)
 * comes again, in exchange for clocks and replication that are not quite even.
 */
export async function startByTime(question: StartQuestion, timestamp: number): Promise<StartChoice> {
  const { source, settings, signal } = question;
  const wanted = timestamp - settings.fallbackIntervalSeconds * 1000;
  // Asked for first: what comes between the two questions (a standby that catches up) must not be passed over.
  const end = await source.currentPosition(signal);
  const found = await source.findByTimestamp(wanted, signal);
  if (found === undefined) {
    const warning = "everything in this server's log is older than the saved position";
    return atPosition(question, "saved position on another server, by time", end, warning);
  }
  const again = `what was written in the last ${settings.fallbackIntervalSeconds} s before the saved position comes again`;
  const late = await lateStart(question, found, wanted);
  const warning = late === undefined ? again : `${again}; ${late}`;
  return atPosition(question, "saved position on another server, by time", found, warning);
}

async function fromCursor(question: StartQuestion, cursor: StartCursor): Promise<StartChoice> {
  const { journalName, position, timestamp } = cursor.position;
  const same = await isSameAddress(cursor.sourceAddress, question.identity);
  if (!same || journalName === "") return await startByTime(question, timestamp);
  return choice("saved position", fileDump(journalName, position), hadOf(cursor));
}

/** Behind a group's end nothing comes again that would have to be passed over, but for what is stored. */
function hadOf(cursor: StartCursor): Pick<StartChoice, "acked" | "between"> {
  const { stored } = cursor;
  const acked = cursor.acked !== undefined && isPlaceless(cursor.acked) ? undefined : cursor.acked;
  return isBetweenGroups(cursor) ? { acked: stored, between: cursor } : { acked: stored ?? acked };
}

async function fromSettings(question: StartQuestion): Promise<StartChoice> {
  const { source, settings, signal } = question;
  const { journalName, timestamp } = settings;
  if (journalName !== "" && settings.position > 0) {
    return choice("configured position", fileDump(journalName, settings.position));
  }
  if (timestamp <= 0) return choice("configured position", fileDump(journalName, 4));
  const found = await source.findByTimestamp(timestamp, signal);
  if (journalName !== "" && (found === undefined || compareJournalNames(found.journalName, journalName) < 0)) {
    return choice("configured position", fileDump(journalName, 4));
  }
  if (found === undefined) {
    const end = await fromEnd(question, "configured time");
    return {
      ...end,
      warning: "everything in the log is older than canal.instance.master.timestamp: starting at its end",
    };
  }
  return atPosition(question, "configured time", found, await lateStart(question, found, timestamp));
}

async function fromEnd(question: StartQuestion, reason: StartReason): Promise<StartChoice> {
  return atPosition(question, reason, await question.source.currentPosition(question.signal), undefined);
}

function atPosition(
  { settings, identity }: StartQuestion,
  reason: StartReason,
  { journalName, position, timestamp, gtid }: BinlogPosition,
  warning: string | undefined,
): StartChoice {
  // By file, though the set is known: it says what is before this very place, and no server-side search for it is needed.
  const gtidSet = settings.gtidOn && identity.gtid && gtid !== "" ? gtid : undefined;
  return choice(reason, fileDump(journalName, position), { gtidSet, since: timestamp, warning });
}

/** A log whose first event is younger than what was asked for may have lost what lay between. */
async function lateStart(
  { source, signal }: StartQuestion,
  found: BinlogPosition,
  wanted: number,
): Promise<string | undefined> {
  if (wanted === OLDEST) return undefined;
  const oldest = (await source.listLogs(signal))[0];
  if (oldest === undefined || oldest.journalName !== found.journalName) return undefined;
  if (found.timestamp <= wanted || found.timestamp === 0) return undefined;
  return "the log may begin later than the time asked for: changes between the two, if any, are no longer there";
}

function choice(
  reason: StartReason,
  dump: DumpStart,
  rest: Partial<Pick<StartChoice, "gtidSet" | "acked" | "between" | "since" | "warning">> = {},
): StartChoice {
  const { gtidSet, acked, between, since = 0, warning } = rest;
  return { reason, dump, gtidSet, acked, between, since, warning };
}

function fileDump(journalName: string, position: number): DumpStart {
  return { kind: "file", journalName, position: Math.max(4, position) };
}

function gtidDump(gtidSet: string): DumpStart {
  return { kind: "gtid", gtidSet };
}
