import { ADMIN_ERRORS } from "./error/admin.ts";
import { BINLOG_ERRORS } from "./error/binlog.ts";
import { CLIENT_ERRORS } from "./error/client.ts";
import { CLUSTER_ERRORS } from "./error/cluster.ts";
import { CONF_ERRORS } from "./error/conf.ts";
import { COORDINATION_ERRORS } from "./error/coordination.ts";
import { INTERNAL_ERRORS } from "./error/internal.ts";
import { PARSER_ERRORS } from "./error/parser.ts";
import { SESSION_ERRORS } from "./error/session.ts";
import { SOURCE_ERRORS } from "./error/source.ts";
import { STORE_ERRORS } from "./error/store.ts";
import type { ErrorRow } from "./error/table.ts";

/** Every coded error of the project. Never match on a text: match on the code. */
export const ERRORS = {
  ...ADMIN_ERRORS,
  ...BINLOG_ERRORS,
  ...CLIENT_ERRORS,
  ...CLUSTER_ERRORS,
  ...CONF_ERRORS,
  ...COORDINATION_ERRORS,
  ...INTERNAL_ERRORS,
  ...PARSER_ERRORS,
  ...SESSION_ERRORS,
  ...SOURCE_ERRORS,
  ...STORE_ERRORS,
} as const;

export type ErrorCode = keyof typeof ERRORS;

export type ErrorDetails = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * An error with a row in the table. `details` name the place and the values (file, offset, key, table …), never a secret.
 * The message is `CODE: text (name=value, …). help`.
 */
export class SluiceError extends Error {
  override readonly name = "SluiceError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(describe(code, details), options);
    this.code = code;
    this.details = details;
  }

  get retriable(): boolean {
    return rowOf(this.code).retriable;
  }

  get help(): string {
    return rowOf(this.code).help;
  }
}

export function rowOf(code: ErrorCode): ErrorRow {
  const table: Readonly<Record<string, ErrorRow>> = ERRORS;
  return table[code] ?? { retriable: false, text: code, help: "" };
}

function describe(code: ErrorCode, details: ErrorDetails): string {
  const row = rowOf(code);
  const shown = Object.entries(details)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(", ");
  return `${code}: ${row.text}${shown === "" ? "" : ` (${shown})`}. ${row.help}`;
}
