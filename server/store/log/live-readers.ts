/** A reader that has taken nothing for so long is not waited for. Milliseconds. */
const IDLE_MS = 1000;
/** Bytes a millisecond that a reader must take to be waited for: 8 MB/s, beyond what a source writes all day. */
const PACE = 8000;
/** How far it may fall behind that pace, milliseconds. */
const PACE_GRACE_MS = 1000;
/** How long it may be waited for, in all, while another reader has read everything and wants more; milliseconds. */
const BESIDE_GRACE_MS = 500;

/** Where one reader stands in memory. */
export interface LivePlace {
  /** The number it read last out of memory; -1 before the first. */
  seq: number;
  usedAt: number;
  /** Was given up: it counts again when it has read the newest entry. */
  late: boolean;
  /** From when on its pace counts, and how many bytes came before; undefined while nothing has waited for it. */
  pace: { since: number; bytes: number } | undefined;
  besideMs: number;
}

export interface LiveReadersOptions {
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
  /** Bytes of all frames before an entry in memory. */
  readonly bytesBefore: (seq: number) => number;
  /** Once a put waits, so many bytes must be free before it goes on: groups stay worth their sync. */
  readonly stepBytes: number;
  /** What a put waits for may be gone: it is to look again. */
  readonly onMoved: () => void;
}

/**
 * For whom a put waits before the oldest entry in memory goes: for a reader that has come no further and is reading. One that is pushed out goes on by
 * pages of the files, each copied, summed and decoded once more by the processor that must read the source too: it would be slower than before
 * and not come back.
 *
 * A slow reader must not stop the source, as it does with a store in memory, nor may others feel it. So whoever takes less than 8 MB/s is given up, and so
 * is whoever has been waited for half a second in all while another had read everything. A reader that was given up, and what it was waited for, count
 * anew when it has come to the end by itself.
 */
export class LiveReaders {
  waitedMs = 0;
  readonly #options: LiveReadersOptions;
  readonly #places = new Set<LivePlace>();
  /** Of the readers that count none stands before this number. */
  #clear = Infinity;
  /** The clock at the last look: good enough for who is reading at all. */
  #now: number;
  /** What a put waits for, since it looked last. */
  #wait: { readonly since: number; readonly place: LivePlace; readonly beside: boolean } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #moving = false;

  constructor(options: LiveReadersOptions) {
    this.#options = options;
    this.#now = options.clock();
  }

  join(): LivePlace {
    const place: LivePlace = { seq: -1, usedAt: 0, late: false, pace: undefined, besideMs: 0 };
    this.#places.add(place);
    return place;
  }

  leave(place: LivePlace): void {
    this.#places.delete(place);
    this.moved();
  }

  /** A reader has got an entry out of memory; `newest` is the last one that it could get. */
  read(place: LivePlace, seq: number, newest: number): void {
    if (seq >= newest) {
      place.late = false;
      place.pace = undefined;
      place.besideMs = 0;
    } else if (place.late) return;
    place.seq = seq;
    place.usedAt = this.#now;
    if (seq < this.#clear) this.#clear = seq;
    else this.moved();
  }

  /** Something has changed for a put that may be waiting: it looks again once the present work is done. */
  moved(): void {
    if (this.#wait === undefined || this.#moving) return;
    this.#moving = true;
    setImmediate(() => {
      this.#moving = false;
      if (this.#wait !== undefined) this.#options.onMoved();
    });
  }

  /** To be called while entries come. */
  tick(): void {
    this.#now = this.#options.clock();
  }

  /** Whether to wait before the entry `first`, the oldest in memory, goes; `newest` is the last that can be read. Then `onMoved` is called, some time. */
  holds(first: number, newest: number): boolean {
    if (this.#wait === undefined && first < this.#clear) return false;
    this.tick();
    this.#charge();
    for (;;) {
      const { slowest, beside } = this.#look(first, newest);
      if (slowest === undefined || !this.#isNear(slowest, first)) break;
      const left = this.#leftFor(slowest, beside);
      if (left > 0) {
        this.#wait = { since: this.#now, place: slowest, beside };
        this.#timer ??= setTimeout(() => {
          this.#timer = undefined;
          this.moved();
        }, left);
        return true;
      }
      slowest.late = true;
    }
    this.#wait = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return false;
  }

  /** Whether somebody reads out of memory. */
  isServing(): boolean {
    for (const { late, usedAt } of this.#places) if (!late && this.#now - usedAt < IDLE_MS) return true;
    return false;
  }

  close(): void {
    this.#places.clear();
    clearTimeout(this.#timer);
  }

  /** The reader that is furthest behind of those that count and have something left to read, and whether another has nothing left. */
  #look(first: number, newest: number): { readonly slowest: LivePlace | undefined; readonly beside: boolean } {
    let slowest: LivePlace | undefined;
    let beside = false;
    for (const place of this.#places) {
      const { seq, usedAt, late } = place;
      if (late || seq < first || this.#now - usedAt >= IDLE_MS) continue;
      if (seq >= newest) beside = true;
      else if (slowest === undefined || seq < slowest.seq) slowest = place;
    }
    this.#clear = slowest?.seq ?? newest;
    return { slowest, beside };
  }

  #isNear({ seq }: LivePlace, first: number): boolean {
    if (seq === first || this.#wait === undefined) return seq === first;
    const { bytesBefore, stepBytes } = this.#options;
    return bytesBefore(seq) - bytesBefore(first) < stepBytes;
  }

  /** Counts the time that a put has waited since the last look. */
  #charge(): void {
    if (this.#wait === undefined) return;
    const { since, place, beside } = this.#wait;
    const waited = this.#now - since;
    this.waitedMs += waited;
    if (beside) place.besideMs += waited;
  }

  /** Milliseconds that a reader may still be waited for. */
  #leftFor(place: LivePlace, beside: boolean): number {
    const bytes = this.#options.bytesBefore(place.seq);
    const { pace } = place;
    let left = PACE_GRACE_MS;
    if (pace !== undefined) left += (bytes - pace.bytes) / PACE - (this.#now - pace.since);
    if (pace === undefined || left >= PACE_GRACE_MS) {
      // Being faster earns nothing for later.
      place.pace = { since: this.#now, bytes };
      left = PACE_GRACE_MS;
    }
    return Math.min(left, beside ? BESIDE_GRACE_MS - place.besideMs : Infinity);
  }
}
