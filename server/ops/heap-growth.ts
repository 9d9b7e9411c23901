import { getHeapStatistics, setFlagsFromString } from "node:v8";

const MIB = 2 ** 20;
/** What a heap may grow by between two collections of all of it, buffers outside it included. The runtime never waits for more than 64 MiB of buffers. */
const ROOM_BYTES = 64 * MIB;
/** From here on the runtime's own rule gives room enough, and ours would only make a large heap larger. */
const LARGE_BYTES = 64 * MIB;
const LOOK_MS = 1000;

/**
 * Spares most collections of the whole heap. A server's heap is small, 20 MiB, and what passes through it is buffers: every byte from the source and every
 * frame, for a moment. The runtime counts them with the heap and collects all of it when both together have grown by a share of the heap alone, which
 * was every 24 MB: two collections for each 10,000 rows, a third of the server's processor time. So the share is set by what the heap is now.
 */
export class HeapGrowth {
  readonly #timer: NodeJS.Timeout;
  #percent = -1;

  constructor() {
    this.#look();
    this.#timer = setInterval(() => {
      this.#look();
    }, LOOK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const percent = growthPercent(getHeapStatistics().used_heap_size);
    if (percent === this.#percent) return;
    this.#percent = percent;
    setFlagsFromString(`--heap-growing-percent=${percent}`);
  }
}

/** How much a heap of that size may grow, in percent of it; 0 leaves it to the runtime. In steps, so that it stays the same for as long as possible. */
export function growthPercent(usedBytes: number): number {
  if (usedBytes >= LARGE_BYTES) return 0;
  return Math.round((ROOM_BYTES / Math.max(usedBytes, MIB)) * 4) * 25;
}
