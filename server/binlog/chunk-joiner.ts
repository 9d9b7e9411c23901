const FIRST_ALLOCATION = 0x1_0000;

/**
 * Joins pieces into one array. Grows by doubling towards `expected`, so that a wrong length in the data costs no more memory than the data
 * that really came.
 */
export class ChunkJoiner {
  #bytes: Uint8Array = new Uint8Array(0);
  length = 0;

  append(chunk: Uint8Array, from: number, to: number, expected: number): void {
    const size = to - from;
    const needed = this.length + size;
    if (needed > this.#bytes.length) this.#grow(needed, expected);
    if (from === 0 && to === chunk.length) this.#bytes.set(chunk, this.length);
    else this.#bytes.set(chunk.subarray(from, to), this.length);
    this.length = needed;
  }

  at(index: number): number {
    return this.#bytes[index] as number;
  }

  /** What was joined; the joiner is empty afterwards. */
  finish(): Uint8Array {
    const bytes = this.#bytes.length === this.length ? this.#bytes : this.#bytes.subarray(0, this.length);
    this.#bytes = new Uint8Array(0);
    this.length = 0;
    return bytes;
  }

  #grow(needed: number, expected: number): void {
    const doubled = Math.max(needed, this.#bytes.length * 2, Math.min(expected, FIRST_ALLOCATION));
    // Straight to the expected size once a quarter of it is there: at most one more copy.
    const size = needed * 4 >= expected ? Math.max(needed, expected) : doubled;
    const grown = new Uint8Array(size);
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
  }
}
