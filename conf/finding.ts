import { type ErrorCode, type ErrorDetails, rowOf, SluiceError } from "../proto/error.ts";
import type { Origin } from "./settings.ts";

/** One thing to say about a configuration. Errors keep their scope (server or destination) from starting, warnings do not. */
export interface Finding extends Origin {
  readonly severity: "error" | "warning";
  readonly code: ErrorCode;
  readonly key: string | undefined;
  readonly details: ErrorDetails;
}

export function finding(
  severity: Finding["severity"],
  code: ErrorCode,
  origin: Origin,
  details: ErrorDetails & { readonly key?: string },
): Finding {
  return { severity, code, file: origin.file, line: origin.line, key: details.key, details };
}

/** Makes a finding of a coded error; anything else is thrown on. */
export function findingOf(error: unknown, origin: Origin, key: string | undefined): Finding {
  if (!(error instanceof SluiceError)) throw error;
  return finding("error", error.code, origin, key === undefined ? error.details : { key, ...error.details });
}

/** `file:line: error CODE: text (name=value). help` */
export function formatFinding({ severity, code, file, line, details }: Finding): string {
  const row = rowOf(code);
  const shown = Object.entries(details)
    .filter(([name, value]) => value !== undefined && name !== "file" && name !== "line")
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(", ");
  const place = line > 0 ? `${file}:${line}` : file;
  return `${place}: ${severity} ${code}: ${row.text}${shown === "" ? "" : ` (${shown})`}. ${row.help}`;
}
