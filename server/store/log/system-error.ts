import { SluiceError } from "../../../proto/error.ts";

/** `code` of a system's error, "" for others. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** A coded error stays what it is. */
export function readFailed(error: unknown, path: string): SluiceError {
  if (error instanceof SluiceError) return error;
  return new SluiceError("STORE_READ_FAILED", { path, errno: errnoOf(error) }, { cause: error });
}

export function writeFailed(error: unknown, path: string): SluiceError {
  if (error instanceof SluiceError) return error;
  return new SluiceError("STORE_WRITE_FAILED", { path, errno: errnoOf(error) }, { cause: error });
}
