import { SluiceError } from "../../proto/error.ts";
import type { ErrorCode } from "../../proto/error.ts";

export function isCoded(error: unknown, code: ErrorCode): boolean {
  return error instanceof SluiceError && error.code === code;
}
