import type { Batch } from "../../client/index.ts";
import { flatMessage } from "../../proto/flat-message.ts";
import { jsonLine } from "./tail-json.ts";
import type { TailFormat } from "./tail-options.ts";
import { PrettyChanges } from "./tail-pretty.ts";

/** What decides about colours. */
interface Terminal {
  readonly stdout: { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The lines of a batch, one after another as they are asked for. */
export type ChangeLines = (batch: Batch) => Generator<string>;

export function changeLines(format: TailFormat, { stdout, env }: Terminal): ChangeLines {
  if (format === "flat") return flatLines;
  const pretty = new PrettyChanges(stdout.isTTY === true && (env["NO_COLOR"] ?? "") === "");
  return function* lines(batch) {
    for (const change of batch.changes()) yield format === "json" ? jsonLine(change) : pretty.line(change);
  };
}

function* flatLines(batch: Batch): Generator<string> {
  for (const entry of batch.entries()) {
    const flat = flatMessage(entry, batch.id, Date.now());
    if (flat !== undefined) yield flat;
  }
}
