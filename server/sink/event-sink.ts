import type { PipelineEntry } from "../pipeline-entry.ts";

/** What the parser hands its chunks to. Chunks come in source order; a transaction may come in several (canal-protocol 5.2). */
export interface EventSink {
  /**
   * Takes a whole chunk. Returns undefined when it went in at once, else a promise that resolves when there was room for all of it: the
   * parser must not hand on the next chunk before. Rejects only when `signal` is aborted or the store is broken.
   */
  sink(chunk: readonly PipelineEntry[], signal: AbortSignal): Promise<void> | undefined;
}
