import { type ErrorCode, type ErrorDetails, ERRORS, SluiceError } from "../../proto/error.ts";

/*
 * The admin socket's language: one JSON object a line. A request names a command; the answer to it carries the same id. Requests of one
 * connection are answered one after another.
 */

/** Longest request, in bytes without its line end. */
export const MAX_REQUEST_BYTES = 65_536;

export interface AdminRequest {
  /** Given back with the answer. */
  readonly id: number;
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Name of the asking user, as the asking program has it. */
  readonly user: string;
}

export type AdminAnswer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly error: { readonly code: string; readonly message: string; readonly details: ErrorDetails };
    };

/** Errors: ADMIN_REQUEST_MALFORMED. */
export function parseRequest(line: string): AdminRequest {
  const value = parseObject(line);
  if (value === undefined) throw new SluiceError("ADMIN_REQUEST_MALFORMED", { expected: "one JSON object a line" });
  const { command, args = {}, id = 0, user = "" } = value;
  if (typeof command !== "string") throw malformed("command", "a text");
  if (!isRecord(args)) throw malformed("args", "an object");
  if (typeof id !== "number" || !Number.isSafeInteger(id)) throw malformed("id", "a whole number");
  if (typeof user !== "string" || user.length > 256) throw malformed("user", "a text of at most 256 characters");
  return { id, command, args, user };
}

/** Reads an answer. Errors: the error that is in it; ADMIN_ANSWER_UNREADABLE. */
export function parseAnswer(line: string): unknown {
  const value = parseObject(line);
  if (value?.["ok"] === true) return value["result"];
  const error = value?.["error"];
  if (value?.["ok"] !== false || !isRecord(error)) throw new SluiceError("ADMIN_ANSWER_UNREADABLE");
  const { code, message, details } = error;
  if (typeof code === "string" && isErrorCode(code))
    throw new SluiceError(code, isRecord(details) ? plain(details) : {});
  // A newer server's code: its own words are all there is.
  throw new SluiceError("ADMIN_ANSWER_UNREADABLE", { said: String(message).slice(0, 1000) });
}

/** What is answered when a command fails; of an error without a code only that there was one. */
export function failedAnswer(id: number, error: unknown): AdminAnswer {
  const coded =
    error instanceof SluiceError ? error : new SluiceError("INTERNAL_BUG", { broken: "see the server's log" });
  return { id, ok: false, error: { code: coded.code, message: coded.message, details: coded.details } };
}

/** The value has been through JSON: bigints are texts. */
export function formatLine(value: AdminAnswer | AdminRequest): string {
  return `${JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? one.toString() : one))}\n`;
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

function plain(details: Readonly<Record<string, unknown>>): ErrorDetails {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === "number" || typeof value === "boolean" ? value : String(value),
    ]),
  );
}

function malformed(key: string, expected: string): SluiceError {
  return new SluiceError("ADMIN_REQUEST_MALFORMED", { key, expected });
}
