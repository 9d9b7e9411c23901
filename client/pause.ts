import type { BackOff } from "../proto/back-off.ts";
import { SluiceError } from "../proto/error.ts";
import { sleep } from "../proto/sleep.ts";
import type { Retry } from "./options.ts";

/**
 * Waits before the next try; the signal ends the wait. Throws what trying again can't cure, and CLIENT_RETRIES_EXHAUSTED when that was the
 * last try.
 */
export async function pauseAfter(
  error: unknown,
  backOff: BackOff,
  maxRetries: number,
  { onRetry, signal }: { readonly onRetry: ((retry: Retry) => void) | undefined; readonly signal: AbortSignal },
): Promise<void> {
  if (!(error instanceof SluiceError) || !error.retriable) throw error;
  const delayMs = backOff.next();
  if (backOff.attempt > maxRetries) {
    if (maxRetries === 0) throw error;
    throw new SluiceError("CLIENT_RETRIES_EXHAUSTED", { maxRetries, last: error.code }, { cause: error });
  }
  onRetry?.({ error, attempt: backOff.attempt, delayMs });
  await sleep(delayMs, signal);
}
