import type { ConsumerLine, CursorMoved } from "../admin/cursor-operator.ts";
import type { Cursor } from "../../proto/position.ts";
import type { CursorRecord } from "../meta/cursor-history.ts";
import { type Output, printed } from "./admin.ts";
import { consumerArguments } from "./consumer-arguments.ts";
import type { ConsumerOptions, CursorVerb } from "./consumer-options.ts";
import { askOrDo } from "./offline.ts";
import { textTable } from "./text-table.ts";

/** `sluice cursor VERB DEST[@GROUP]`, asked of the running server, or done in the folder of a stopped one. Returns the exit code. */
export function cursorCommand(
  verb: CursorVerb,
  destination: string,
  options: ConsumerOptions,
  output?: Output,
): Promise<number> {
  const { to, dryRun } = options;
  const args = () => ({
    ...consumerArguments(destination, options),
    ...(verb === "set" || verb === "reset" ? { to } : {}),
    ...(verb === "set" || verb === "reset" || verb === "undo" ? { dryRun } : {}),
  });
  return printed(
    options,
    async () => askOrDo(options, `cursor.${verb}`, args()),
    (answer) => PRETTY[verb](answer),
    output,
  );
}

const PRETTY: Readonly<Record<CursorVerb, (answer: unknown) => string>> = {
  list: (answer) => consumerTable((answer as { readonly consumers: readonly ConsumerLine[] }).consumers),
  show: (answer) => {
    const { consumer, history } = answer as {
      readonly consumer: ConsumerLine;
      readonly history: readonly CursorRecord[];
    };
    return `${consumerTable([consumer])}\n${historyTable(history)}`;
  },
  set: prettyMove,
  reset: prettyMove,
  undo: prettyMove,
  history: (answer) => historyTable((answer as { readonly history: readonly CursorRecord[] }).history),
};

export function consumerTable(consumers: readonly ConsumerLine[]): string {
  return textTable(
    ["GROUP", "CLIENT", "POSITION", "ENTRY", "BEHIND", "ROWS", "SECONDS", "LIMITS", "STATE"],
    consumers.map((one) => [
      one.group === "" ? undefined : one.group,
      one.clientId,
      placeText(one.cursor),
      one.ackedSeq,
      one.lag.entries,
      one.lag.rows,
      Math.round(one.lag.ms / 1000),
      limitsText(one.limits),
      stateText(one),
    ]),
  );
}

/** "" where nothing limits. */
export function limitsText({ rowsPerSecond, bytesPerSecond }: ConsumerLine["limits"]): string {
  const rows = rowsPerSecond === undefined ? [] : [`${rowsPerSecond} rows/s`];
  const bytes = bytesPerSecond === undefined ? [] : [`${bytesPerSecond} bytes/s`];
  return [...rows, ...bytes].join(", ");
}

function stateText({ paused, leftBehind, unreadable, outstandingBatches }: ConsumerLine): string {
  if (paused) return "paused";
  if (leftBehind) return "left behind";
  if (unreadable !== undefined) return unreadable.code;
  return outstandingBatches > 0 ? `${outstandingBatches} batches out` : "";
}

function historyTable(history: readonly CursorRecord[]): string {
  return textTable(
    ["ID", "WHEN", "WHO", "WHAT", "CONSUMER", "FROM", "TO", "WHY"],
    history.map(({ id, at, user, action, consumer, from, to, why, undoes }) => [
      id,
      new Date(at).toISOString(),
      user === "" ? "server" : user,
      undoes === undefined ? action : `${action} of ${undoes}`,
      consumer === undefined ? undefined : nameOf(consumer),
      placeText(from),
      placeText(to),
      why,
    ]),
  );
}

function prettyMove(answer: unknown): string {
  const { consumer, from, to, toSeq, why, dryRun, recorded } = answer as CursorMoved;
  const verb = dryRun ? "would move" : "moved";
  const held = toSeq === undefined ? "read again from the source" : `entry ${toSeq} is next`;
  const note = dryRun || recorded ? "" : "The move could not be written into the history.\n";
  return `${nameOf(consumer)} ${verb} from ${placeText(from) ?? "nowhere"} to ${placeText(to) ?? "nowhere"}: ${why} (${held})\n${note}`;
}

function nameOf({ group, clientId }: { readonly group: string; readonly clientId: number }): string {
  return group === "" ? String(clientId) : `@${group}/${clientId}`;
}

function placeText(cursor: Cursor | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const { acked, position } = cursor;
  if (acked !== undefined) return `${acked.journalName}:${acked.position}`;
  if (position.journalName !== "") return `${position.journalName}:${position.position}`;
  return position.gtid === "" ? new Date(position.timestamp).toISOString() : position.gtid;
}
