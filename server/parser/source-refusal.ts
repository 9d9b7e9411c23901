import { SluiceError } from "../../proto/error.ts";

/**
 * What was caught, if it answers the question about one table: no right to read it, a definition that nobody can read. Throws on what says
 * nothing of the table: a connection that is lost or closed, a fault of ours.
 */
export function asRefusal(error: unknown): SluiceError {
  if (error instanceof SluiceError && !error.retriable && error.code !== "SOURCE_CLOSED") return error;
  throw error;
}
