import type { SegmentWriter } from "./segment-writer.ts";
import { lastIndex } from "./segment.ts";
import type { Segment } from "./segment.ts";

/** The segments of a log, oldest first, the active one last. */
export class SegmentList {
  #sealed: Segment[];
  #sealedBytes: number;
  active: SegmentWriter | undefined;

  constructor(sealed: readonly Segment[]) {
    this.#sealed = [...sealed];
    this.#sealedBytes = bytesOf(sealed);
  }

  get sealed(): readonly Segment[] {
    return this.#sealed;
  }

  /** Those with entries. */
  get all(): readonly Segment[] {
    return this.active === undefined || this.active.isEmpty ? this.#sealed : [...this.#sealed, this.active];
  }

  get count(): number {
    return this.#sealed.length + (this.active === undefined ? 0 : 1);
  }

  get bytes(): number {
    return this.#sealedBytes + (this.active?.size ?? 0);
  }

  get first(): number | undefined {
    return this.#sealed[0]?.header.first ?? this.active?.header.first;
  }

  /** The segment that a number lies in; undefined when none has it. */
  find(seq: number): Segment | undefined {
    if (this.active !== undefined && seq >= this.active.header.first) {
      return seq < this.active.footer.next ? this.active : undefined;
    }
    const segment = this.#sealed[lastIndex(this.#sealed, ({ header }) => header.first <= seq)];
    return segment !== undefined && seq < segment.footer.next ? segment : undefined;
  }

  /** The first segment with entries at or behind a number. */
  findFrom(seq: number): Segment | undefined {
    return this.all.find(({ footer }) => footer.next > seq);
  }

  /** The active one is sealed. */
  seal(segment: Segment): void {
    this.active = undefined;
    if (segment.footer.next > segment.header.first) this.#change([...this.#sealed, segment]);
  }

  shift(): Segment | undefined {
    const oldest = this.#sealed[0];
    this.#change(this.#sealed.slice(1));
    return oldest;
  }

  remove(segment: Segment): void {
    this.#change(this.#sealed.filter((one) => one !== segment));
  }

  add(segment: Segment): void {
    this.#change([...this.#sealed, segment].toSorted((a, b) => a.header.first - b.header.first));
  }

  #change(sealed: Segment[]): void {
    this.#sealed = sealed;
    this.#sealedBytes = bytesOf(sealed);
  }
}

function bytesOf(segments: readonly Segment[]): number {
  return segments.reduce((bytes, { size }) => bytes + size, 0);
}
