import { SluiceError } from "../error.ts";
import type { WatchOptions } from "./coordinator.ts";
import type { Watch } from "./watch.ts";

const RECHECK_MS = 5000;

export interface Watched<T> {
  /** Reads, having set the watch with the same request or before it. */
  readonly look: () => Promise<{ readonly value: T; readonly watch: Watch }>;
  readonly isSame: (a: T, b: T) => boolean;
}

/**
 * ZooKeeper's one-shot watches as a stream of values: read and watch, give out if it is another one, wait, again. A watch lives as long as its
 * connection, so after a cut everything is simply read anew: nothing that happened meanwhile can be missed, except states in between. And it
 * is read again every now and then, so that no fault of a watch can hide a change for ever.
 */
export async function* watching<T>(
  { signal, recheckMs = RECHECK_MS }: WatchOptions,
  life: AbortSignal,
  watched: Watched<T>,
): AsyncGenerator<T, void, void> {
  const stop = AbortSignal.any([signal, life]);
  let given: { readonly value: T } | undefined;
  while (!stop.aborted) {
    let watch: Watch;
    try {
      const seen = await watched.look();
      const { value } = seen;
      watch = seen.watch;
      if (stop.aborted) return;
      if (given === undefined || !watched.isSame(given.value, value)) {
        given = { value };
        yield value;
        if (stop.aborted) return;
      }
    } catch (error) {
      if (stop.aborted) return;
      if (!(error instanceof SluiceError) || !error.retriable) throw error;
      continue;
    }
    await watch.fired(stop, recheckMs);
  }
}
