import { SluiceError } from "../../proto/error.ts";
import type { ConsumerLine } from "../admin/cursor-operator.ts";
import { type Output, printed } from "./admin.ts";
import { consumerArguments } from "./consumer-arguments.ts";
import type { ConsumerOptions, ConsumerVerb } from "./consumer-options.ts";
import { askOrDo } from "./offline.ts";
import { consumerTable, limitsText } from "./cursor.ts";

/** `sluice consumer VERB DEST[@GROUP]`. Returns the exit code. */
export function consumerCommand(
  verb: ConsumerVerb,
  destination: string,
  options: ConsumerOptions,
  output?: Output,
): Promise<number> {
  const { idle, dryRun, rows, bytes } = options;
  const args = () => ({
    ...consumerArguments(destination, options),
    ...(verb === "expire" ? { idleMs: idleMs(idle), dryRun } : {}),
    ...(verb === "limit" ? { rows, bytes } : {}),
  });
  return printed(
    options,
    async () => askOrDo(options, `consumer.${verb}`, args()),
    (answer) => pretty(verb, answer),
    output,
  );
}

function pretty(verb: ConsumerVerb, answer: unknown): string {
  if (verb === "list") return consumerTable((answer as { readonly consumers: readonly ConsumerLine[] }).consumers);
  if (verb === "expire") {
    const { expired, dryRun } = answer as { readonly expired: readonly ConsumerLine[]; readonly dryRun: boolean };
    return `${consumerTable(expired)}${expired.length} consumers ${dryRun ? "would be" : "were"} removed\n`;
  }
  const { group, clientId, limits } = answer as Pick<ConsumerLine, "group" | "clientId" | "limits">;
  const done = verb === "limit" ? limitsText(limits) || "no limits" : DONE[verb];
  return `${group === "" ? "" : `@${group}/`}${clientId}: ${done}\n`;
}

const DONE = { pause: "paused", resume: "goes on", remove: "removed" } as const;

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `15m`, `12h`, `7d`. Throws CLIENT_BAD_OPTION. */
function idleMs(text: string | undefined): number {
  const [, amount, unit = ""] = /^(\d{1,9})([smhd])$/.exec(text ?? "") ?? [];
  const ms = UNITS[unit];
  if (amount !== undefined && ms !== undefined) return Number(amount) * ms;
  throw new SluiceError("CLIENT_BAD_OPTION", {
    option: "idle",
    takes: "a time such as 90s, 15m, 12h or 7d",
    got: text,
  });
}
