import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import { plainLimits } from "./consumer-limits.ts";
import type { ConsumerLimits, CursorMove, CursorTarget } from "../subscription/consumers-admin.ts";
import type { DestinationAdmin } from "../destination-admin.ts";
import { type CursorRecord, lastMove } from "../meta/cursor-history.ts";
import type { ConsumerState } from "../subscription/state.ts";

/** Which consumer is meant; without a client id the only one of the group. */
export interface ConsumerChoice {
  readonly group: string;
  readonly clientId: number | undefined;
}

/** A consumer as operators see it. */
export interface ConsumerLine {
  readonly group: string;
  readonly clientId: number;
  readonly filter: string;
  readonly cursor: Cursor | undefined;
  /** Number of the first entry that it has not acked; undefined while what is older than the log is read again for it. */
  readonly ackedSeq: number | undefined;
  readonly lag: ConsumerState["lag"];
  readonly outstandingBatches: number;
  readonly paused: boolean;
  /** Per second; undefined: nothing limits. */
  readonly limits: ConsumerLimits;
  readonly leftBehind: boolean;
  /** What it waits for, where that is not simply for something new. */
  readonly unreadable: ConsumerState["unreadable"];
  /** `Date.now()` of its last request in this run; 0 before the first. */
  readonly lastRequestAt: number;
}

/** What a move answers: also whether the history has it. */
export type CursorMoved = CursorMove & { readonly recorded: boolean };

/** Every consumer, or those of a choice. */
export function listConsumers(admin: DestinationAdmin, choice?: Partial<ConsumerChoice>): readonly ConsumerLine[] {
  return admin
    .states()
    .filter(({ group }) => choice?.group === undefined || group === choice.group)
    .filter(({ clientId }) => choice?.clientId === undefined || clientId === choice.clientId)
    .map((state) => ({
      group: state.group,
      clientId: state.clientId,
      filter: state.filter,
      cursor: state.cursor,
      ackedSeq: state.ackedSeq,
      lag: state.lag,
      outstandingBatches: state.outstandingBatches,
      paused: state.paused,
      limits: plainLimits(state.limits),
      leftBehind: state.leftBehind,
      unreadable: state.unreadable,
      lastRequestAt: state.stats.lastRequestAt,
    }));
}

/** The one that is meant. Errors: CONSUMER_UNKNOWN, ADMIN_BAD_ARGUMENT where there are several. */
export function chosenConsumer(admin: DestinationAdmin, choice: ConsumerChoice): ConsumerLine {
  const found = listConsumers(admin, choice);
  const [only, other] = found;
  if (only === undefined) {
    const { group, clientId } = choice;
    throw new SluiceError("CONSUMER_UNKNOWN", { destination: admin.destination, group, clientId });
  }
  if (other === undefined) return only;
  const expected = `one of ${found.map(({ clientId }) => clientId).join(", ")}`;
  throw new SluiceError("ADMIN_BAD_ARGUMENT", { argument: "client", expected });
}

/** Moves a cursor and writes it into the history. Errors: those of `chosenConsumer` and of `moveCursor`. */
export async function moveCursor(
  admin: DestinationAdmin,
  choice: ConsumerChoice,
  order: {
    readonly action: "set" | "reset";
    readonly target: CursorTarget;
    readonly user: string;
    readonly dryRun: boolean;
  },
): Promise<CursorMoved> {
  const { group, clientId } = chosenConsumer(admin, choice);
  const { action, target, user, dryRun } = order;
  const move = await admin.consumers.moveCursor({ group, clientId }, target, { dryRun });
  const recorded = !dryRun && (await record(admin, move, { action, user, undoes: undefined }));
  return { ...move, recorded };
}

/** Takes the newest move of a consumer back. Errors: those of `chosenConsumer`, CURSOR_NOTHING_TO_UNDO, those of `moveCursor`. */
export async function undoMove(
  admin: DestinationAdmin,
  choice: ConsumerChoice,
  { user, dryRun }: { readonly user: string; readonly dryRun: boolean },
): Promise<CursorMoved> {
  const { group, clientId } = chosenConsumer(admin, choice);
  const last = lastMove(admin.history.records, { group, clientId });
  if (last?.from === undefined) {
    throw new SluiceError("CURSOR_NOTHING_TO_UNDO", { destination: admin.destination, group, clientId });
  }
  const target = { kind: "cursor", cursor: last.from } as const;
  const move = await admin.consumers.moveCursor({ group, clientId }, target, { dryRun });
  const recorded = !dryRun && (await record(admin, move, { action: "undo", user, undoes: last.id }));
  return { ...move, recorded };
}

/** Newest last. */
export function cursorHistory(admin: DestinationAdmin, choice: Partial<ConsumerChoice>): readonly CursorRecord[] {
  return admin.history.records.filter(
    ({ consumer }) =>
      consumer === undefined ||
      ((choice.group === undefined || consumer.group === choice.group) &&
        (choice.clientId === undefined || consumer.clientId === choice.clientId)),
  );
}

/** Removes those that have made no request for so long. One that made none in this run counts from the run's start. */
export async function expireConsumers(
  admin: DestinationAdmin,
  choice: ConsumerChoice,
  { idleMs, dryRun, now }: { readonly idleMs: number; readonly dryRun: boolean; readonly now: number },
): Promise<readonly ConsumerLine[]> {
  const expired = listConsumers(admin, choice).filter(
    ({ lastRequestAt }) => now - Math.max(lastRequestAt, admin.startedAt) >= idleMs,
  );
  if (!dryRun) for (const { group, clientId } of expired) await admin.consumers.remove({ group, clientId });
  return expired;
}

/** The move stands, whether or not it could be written down: false says that only this process knows of it. */
async function record(
  { history }: DestinationAdmin,
  { consumer, from, to, why }: CursorMove,
  order: Pick<CursorRecord, "action" | "user" | "undoes">,
): Promise<boolean> {
  try {
    await history.append({ ...order, consumer, from, to, why });
    return true;
  } catch (error) {
    if (error instanceof SluiceError) return false;
    throw error;
  }
}
