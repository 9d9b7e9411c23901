import { SluiceError } from "../../proto/error.ts";

/**
 * What was caught, if it answers what the source was asked: no right to read a table, a definition that nobody can read. Throws on what says
 * nothing of that: a connection that is lost or closed, a fault of ours.
 */
export function asRefusal(error: unknown): SluiceError {
  if (error instanceof SluiceError && !error.retriable && error.code !== "SOURCE_CLOSED") return error;
  throw error;
}
