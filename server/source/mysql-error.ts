import { SluiceError } from "../../proto/error.ts";
import type { ErrorCode, ErrorDetails } from "../../proto/error.ts";

/** Where something failed; goes into the details. Holds no secret. */
export interface SourceAddress {
  readonly host: string;
  readonly port: number;
}

/** Server error numbers that mean the same wherever they come (binlog.md 1.2, 1.4, 3). */
const BY_ERRNO: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [1040, "SOURCE_TOO_MANY_CONNECTIONS"],
  [1203, "SOURCE_TOO_MANY_CONNECTIONS"],
  [1226, "SOURCE_TOO_MANY_CONNECTIONS"],
  [1129, "SOURCE_HOST_REFUSED"],
  [1130, "SOURCE_HOST_REFUSED"],
  [1044, "SOURCE_ACCESS_DENIED"],
  [1045, "SOURCE_ACCESS_DENIED"],
  [1698, "SOURCE_ACCESS_DENIED"],
  [1820, "SOURCE_ACCESS_DENIED"],
  [1862, "SOURCE_ACCESS_DENIED"],
  [3118, "SOURCE_ACCESS_DENIED"],
  [4151, "SOURCE_ACCESS_DENIED"],
  [1251, "SOURCE_AUTH_UNSUPPORTED"],
  [1524, "SOURCE_AUTH_UNSUPPORTED"],
  [3159, "SOURCE_TLS_REQUIRED"],
  [1053, "SOURCE_SHUTDOWN"],
  [3169, "SOURCE_CONNECTION_LOST"],
  [1927, "SOURCE_CONNECTION_LOST"],
  [1158, "SOURCE_CONNECTION_LOST"],
  [1159, "SOURCE_CONNECTION_LOST"],
  [1160, "SOURCE_CONNECTION_LOST"],
  [1161, "SOURCE_CONNECTION_LOST"],
  [4031, "SOURCE_CONNECTION_LOST"],
  [1142, "SOURCE_PRIVILEGE_MISSING"],
  [1143, "SOURCE_PRIVILEGE_MISSING"],
  [1227, "SOURCE_PRIVILEGE_MISSING"],
]);

/** Codes that mysql2 and Node give to what is no answer of the server. */
const BY_NAME: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ["HANDSHAKE_NO_SSL_SUPPORT", "SOURCE_TLS_UNAVAILABLE"],
  ["HANDSHAKE_SSL_ERROR", "SOURCE_TLS_FAILED"],
  ["AUTH_SWITCH_PLUGIN_ERROR", "SOURCE_AUTH_UNSUPPORTED"],
  ["MYSQL_CLEAR_PASSWORD_NOT_ENABLED", "SOURCE_AUTH_UNSUPPORTED"],
  ["HANDSHAKE_UNKNOWN_ERROR", "SOURCE_BAD_STREAM"],
  ["ETIMEDOUT", "SOURCE_TIMEOUT"],
  ["PROTOCOL_SEQUENCE_TIMEOUT", "SOURCE_TIMEOUT"],
  ["PROTOCOL_CONNECTION_LOST", "SOURCE_CONNECTION_LOST"],
  ["ECONNRESET", "SOURCE_CONNECTION_LOST"],
  ["EPIPE", "SOURCE_CONNECTION_LOST"],
]);

/** Code for an error number of the server, if it has one of its own. */
export function codeOfErrno(errno: number): ErrorCode | undefined {
  return BY_ERRNO.get(errno);
}

/** An error of mysql2 or of the socket as a coded one; what is coded already passes. */
export function sourceError(
  error: unknown,
  address: SourceAddress,
  fallback: ErrorCode,
  details: ErrorDetails = {},
): SluiceError {
  if (error instanceof SluiceError) return error;
  const { errno, name, text } = readError(error);
  const code =
    (errno === undefined ? undefined : BY_ERRNO.get(errno)) ?? (name === undefined ? undefined : BY_NAME.get(name));
  return new SluiceError(
    code ?? fallback,
    { address: address.host, port: address.port, ...details, errno, reason: text },
    { cause: error },
  );
}

/** The server's error number of a failure, 0 when it is none of the server's. */
export function errnoOf(error: unknown): number {
  if (error instanceof SluiceError) return typeof error.details["errno"] === "number" ? error.details["errno"] : 0;
  return readError(error).errno ?? 0;
}

function readError(error: unknown): { errno: number | undefined; name: string | undefined; text: string } {
  if (!(error instanceof Error)) return { errno: undefined, name: undefined, text: String(error) };
  const name = "code" in error && typeof error.code === "string" ? error.code : undefined;
  // Node gives system errors a negative errno; the server's are positive.
  const errno = "errno" in error && typeof error.errno === "number" && error.errno > 0 ? error.errno : undefined;
  const text = "sqlMessage" in error && typeof error.sqlMessage === "string" ? error.sqlMessage : error.message;
  return { errno, name: name ?? error.message, text };
}
