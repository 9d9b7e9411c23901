import { SluiceError } from "../../proto/error.ts";
import {
  chosenConsumer,
  type ConsumerChoice,
  cursorHistory,
  expireConsumers,
  listConsumers,
  moveCursor,
  undoMove,
} from "./cursor-operator.ts";
import { readLimits } from "./consumer-limits.ts";
import { parseCursorTarget } from "./cursor-target.ts";
import type { DestinationAdmin } from "../destination-admin.ts";
import type { AdminArguments } from "../ops/admin-arguments.ts";
import { type AdminCommand, adminCommand } from "../ops/admin-command.ts";
import { parseDestinationName } from "../session/destination-name.ts";

/** Finds a destination that runs. Errors: DESTINATION_NOT_RUNNING and the like. */
type FindAdmin = (destination: string) => DestinationAdmin;

interface Meant extends ConsumerChoice {
  readonly admin: DestinationAdmin;
  /** The destination was named with a group. */
  readonly grouped: boolean;
}

/** `cursor.*` and `consumer.*` of the admin socket. All take `destination` (`example`, `example@group`) and `client`. */
export function consumerCommands(find: FindAdmin): readonly AdminCommand[] {
  const meant = (args: AdminArguments): Meant => {
    const name = args.text("destination");
    const { destination, group } = parseDestinationName(name);
    const clientId = args.optionalInteger("client", -32_768, 32_767);
    return { admin: find(destination), group, clientId, grouped: destination !== name };
  };
  const move = (name: string, action: "set" | "reset") =>
    adminCommand({
      name,
      validate: (args) => ({
        ...meant(args),
        target: parseCursorTarget(action === "set" ? args.text("to") : (args.optionalText("to") ?? "oldest")),
        dryRun: args.flag("dryRun"),
      }),
      handle: ({ admin, group, clientId, target, dryRun }, { user }) =>
        moveCursor(admin, { group, clientId }, { action, target, user, dryRun }),
    });
  const change = (
    name: string,
    act: (admin: DestinationAdmin, one: { group: string; clientId: number }) => Promise<void>,
  ) =>
    adminCommand({
      name,
      validate: meant,
      handle: async ({ admin, group, clientId }) => {
        const one = chosenConsumer(admin, { group, clientId });
        await act(admin, { group: one.group, clientId: one.clientId });
        return { group: one.group, clientId: one.clientId };
      },
    });
  const list = (name: string) =>
    adminCommand({
      name,
      validate: meant,
      handle: (one) => ({ destination: one.admin.destination, consumers: listConsumers(one.admin, narrowed(one)) }),
    });
  return [
    list("cursor.list"),
    list("consumer.list"),
    adminCommand({
      name: "cursor.show",
      validate: meant,
      handle: ({ admin, group, clientId }) => {
        const consumer = chosenConsumer(admin, { group, clientId });
        return { destination: admin.destination, consumer, history: cursorHistory(admin, consumer).slice(-5) };
      },
    }),
    move("cursor.set", "set"),
    move("cursor.reset", "reset"),
    adminCommand({
      name: "cursor.undo",
      validate: (args) => ({ ...meant(args), dryRun: args.flag("dryRun") }),
      handle: ({ admin, group, clientId, dryRun }, { user }) => undoMove(admin, { group, clientId }, { user, dryRun }),
    }),
    adminCommand({
      name: "cursor.history",
      validate: meant,
      handle: (one) => ({ destination: one.admin.destination, history: cursorHistory(one.admin, narrowed(one)) }),
    }),
    change("consumer.pause", (admin, one) => admin.consumers.pause(one)),
    change("consumer.resume", (admin, one) => admin.consumers.resume(one)),
    adminCommand({
      name: "consumer.limit",
      validate: (args) => ({ ...meant(args), limits: readLimits(args) }),
      handle: async ({ admin, group, clientId, limits }) => {
        const one = chosenConsumer(admin, { group, clientId });
        await admin.consumers.limit({ group: one.group, clientId: one.clientId }, limits);
        const { limits: now } = chosenConsumer(admin, { group: one.group, clientId: one.clientId });
        return { group: one.group, clientId: one.clientId, limits: now };
      },
    }),
    change("consumer.remove", (admin, one) => admin.consumers.remove(one)),
    adminCommand({
      name: "consumer.expire",
      validate: (args) => ({
        ...meant(args),
        idleMs: args.optionalInteger("idleMs", 0, Number.MAX_SAFE_INTEGER),
        dryRun: args.flag("dryRun"),
      }),
      handle: async ({ admin, group, clientId, idleMs, dryRun }) => {
        if (idleMs === undefined)
          throw new SluiceError("ADMIN_BAD_ARGUMENT", { argument: "idleMs", expected: "a number" });
        const order = { idleMs, dryRun, now: Date.now() };
        return { expired: await expireConsumers(admin, { group, clientId }, order), dryRun };
      },
    }),
  ];
}

/** `example` alone lists every group. */
function narrowed({ group, clientId, grouped }: Meant): Partial<ConsumerChoice> {
  return { ...(grouped ? { group } : {}), ...(clientId === undefined ? {} : { clientId }) };
}
