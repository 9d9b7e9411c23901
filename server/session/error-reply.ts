import { SluiceError } from "../../proto/error.ts";
import type { ErrorCode, ErrorDetails } from "../../proto/error.ts";

/** What an error packet carries. */
export interface ErrorReply {
  readonly code: 400 | 401 | 402;
  readonly text: string;
}

/** Replies with a text of their own; every other error stands inside the "channel" text. */
const OWN_TEXTS: Partial<Record<ErrorCode, (details: ErrorDetails) => ErrorReply>> = {
  REQUEST_INCOMPLETE: (details) => ({
    code: 401,
    text: `destination or clientId is null. ${value(details, "request")}: ${value(details, "echo")}`,
  }),
  BATCH_ID_MISSING: (details) => ({
    code: 402,
    text: `batchId should assign value. Ack: ${value(details, "echo")}`,
  }),
  AUTH_FAILED: (details) => ({ code: 400, text: `auth failed for user:${value(details, "username")}` }),
  PACKET_NOT_SUPPORTED: (details) => ({
    code: 400,
    text: `packet type: ${value(details, "type")} is NOT supported!`,
  }),
};

/** Class and message of the exception that a Java server raises in the same place. */
const EXCEPTIONS: Partial<Record<ErrorCode, (details: ErrorDetails) => string>> = {
  DESTINATION_NOT_RUNNING: (details) =>
    `CanalServerException: destination:${value(details, "destination")} should start first`,
  DESTINATION_UNKNOWN: (details) => `CanalServerException: can't find destination:${value(details, "destination")}`,
  CLIENT_NOT_SUBSCRIBED: (details) =>
    `CanalServerException: ClientIdentity:ClientIdentity[destination=${value(details, "destination")},` +
    `clientId=${value(details, "clientId")},filter=<null>] should subscribe first`,
  BATCH_NOT_OUTSTANDING: (details) =>
    `CanalServerException: ${details["request"] === "ack" ? "ack error ," : "rollback error,"} ` +
    `clientId:${value(details, "clientId")} batchId:${value(details, "batchId")} is not exist , please check`,
  BATCH_NOT_FIRST: (details) =>
    `CanalMetaManagerException: batchId:${value(details, "batchId")} is not the firstly:${value(details, "first")}`,
  CLIENT_ID_INVALID: (details) =>
    details["reason"] === "range"
      ? `NumberFormatException: Value out of range. Value:"${value(details, "text")}" Radix:10`
      : `NumberFormatException: For input string: "${value(details, "text")}"`,
  PACKET_UNREADABLE: (details) => `InvalidProtocolBufferException: ${unreadableText(details)}`,
};

/**
 * The error packet for whatever a request ended with: codes and sentences are Canal's (canal-protocol 2.5), stack traces are not sent.
 * `channel` names the connection. What has no code is a bug of ours and is told as such, without its own text.
 */
export function errorReply(error: unknown, channel: string): ErrorReply {
  const coded = error instanceof SluiceError ? error : new SluiceError("INTERNAL_BUG");
  const own = OWN_TEXTS[coded.code];
  if (own !== undefined) return own(coded.details);
  const exception = EXCEPTIONS[coded.code]?.(coded.details) ?? `SluiceException: ${coded.message}`;
  return { code: 400, text: `something goes wrong with channel: ${channel}, exception: ${exception}` };
}

function unreadableText(details: ErrorDetails): string {
  if (details["reason"] === "utf8") return "Protocol message had invalid UTF-8.";
  if (details["reason"] === "truncated") {
    return "While parsing a protocol message, the input ended unexpectedly in the middle of a field.";
  }
  return "Protocol message was malformed.";
}

/** Longest piece of a client's own text in a reply. */
const MAX_ECHO = 2048;

function value(details: ErrorDetails, name: string): string {
  return String(details[name] ?? "").slice(0, MAX_ECHO);
}
