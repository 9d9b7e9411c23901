import type { PipelineEntry } from "../../pipeline-entry.ts";
import type { BlockStart, BlockWriter } from "./block-writer.ts";
import type { LogFile } from "./log-folder.ts";
import { BLOCK_BYTES, BLOCK_HEAD_BYTES, MAX_BLOCK_ENTRIES } from "./log-format.ts";
import { placeOfEntry } from "./mark-keeper.ts";
import { encodeFooter } from "./segment-file.ts";
import { POINT_BYTES } from "./segment.ts";
import type { IndexPoint, Mark, Segment, SegmentFooter, SegmentHeader } from "./segment.ts";

/** Stands behind the last block. */
const CLOSING = Buffer.alloc(BLOCK_HEAD_BYTES);

interface Laid {
  readonly from: number;
  readonly to: number;
  readonly headAt: number;
  readonly headEnd: number;
  readonly offset: number;
  readonly before: BlockStart;
}

/**
 * A segment that grows. What was written counts only when `advance` says so; until then the same entries can be written again to the same
 * place, as often as it takes.
 */
export class SegmentWriter implements Segment {
  readonly name: string;
  readonly nonce: number;
  readonly header: SegmentHeader;
  readonly dataStart: number;
  readonly file: LogFile;
  readonly #blocks: BlockWriter;
  readonly #isResumable: (entry: PipelineEntry) => boolean;
  readonly #points: IndexPoint[] = [];
  #next: number;
  #dataEnd: number;
  #mark: Mark;
  #start: BlockStart;
  #sealed: SegmentFooter | undefined;
  /** What the last `write` laid out. */
  #laid: readonly Laid[] = [];
  #after: { readonly start: BlockStart; readonly end: number } | undefined;

  constructor(options: {
    readonly name: string;
    readonly nonce: number;
    readonly header: SegmentHeader;
    readonly dataStart: number;
    readonly file: LogFile;
    readonly blocks: BlockWriter;
    readonly isResumable: (entry: PipelineEntry) => boolean;
  }) {
    this.name = options.name;
    this.nonce = options.nonce;
    this.header = options.header;
    this.dataStart = options.dataStart;
    this.file = options.file;
    this.#blocks = options.blocks;
    this.#isResumable = options.isResumable;
    const { begin, first } = options.header;
    this.#next = first;
    this.#dataEnd = options.dataStart;
    this.#mark = begin;
    this.#start = { nonce: options.nonce, first: 0, rows: begin.rows, bytes: begin.bytes, newest: begin.newest };
  }

  get footer(): SegmentFooter {
    return (
      this.#sealed ?? { next: this.#next, dataEnd: this.#dataEnd, sealedAt: 0, end: this.#mark, points: this.#points }
    );
  }

  get size(): number {
    return this.#dataEnd;
  }

  get isEmpty(): boolean {
    return this.#next === this.header.first;
  }

  /** Leaves numbers out: what would have them is damaged elsewhere. */
  skipTo(seq: number): void {
    this.#next = seq;
    this.#start = { ...this.#start, first: seq - this.header.first };
  }

  /** What is known behind the last entry, where not all before it was written. */
  endAt(mark: Mark): void {
    this.#mark = mark;
  }

  /** Writes entries behind those that count, as blocks. Bytes written. */
  async write(entries: readonly PipelineEntry[]): Promise<number> {
    const parts = this.#layOut(entries);
    await this.file.write(parts, this.#dataEnd);
    return (this.#after?.end ?? this.#dataEnd) - this.#dataEnd;
  }

  /** Lets what the last `write` wrote count. */
  advance(entries: readonly PipelineEntry[]): void {
    const { first } = this.header;
    for (const { from, offset, before } of this.#laid) {
      if (this.#points.length > 0 && offset - (this.#points.at(-1)?.offset ?? 0) < POINT_BYTES) continue;
      const { journalName, position } = entries[from] as PipelineEntry;
      const { rows, bytes, newest } = before;
      this.#points.push({ seq: first + before.first, offset, rows, bytes, newest, journalName, position });
    }
    if (this.#after === undefined) return;
    const { start, end } = this.#after;
    this.#mark = this.#markBehind(entries, start);
    this.#start = start;
    this.#next = first + start.first;
    this.#dataEnd = end;
    this.#laid = [];
    this.#after = undefined;
  }

  /** Writes the footer: nothing may be added any more. May be called again when it fails. */
  async seal(sealedAt: number, sync: boolean): Promise<void> {
    const footer = { ...this.footer, points: [...this.#points], sealedAt };
    const bytes = encodeFooter(footer, this.nonce);
    await this.file.truncate(this.#dataEnd);
    await this.file.write([bytes], this.#dataEnd);
    if (sync) await this.file.sync();
    this.#sealed = footer;
  }

  /** The bytes on the disk once sealed. */
  sealedSegment(): Segment {
    const { name, nonce, header, dataStart, footer } = this;
    return { name, nonce, header, dataStart, footer, size: footer.dataEnd + encodeFooter(footer, nonce).length };
  }

  #layOut(entries: readonly PipelineEntry[]): Uint8Array[] {
    const { out } = this.#blocks;
    out.reset();
    const laid: Laid[] = [];
    let start = this.#start;
    let offset = this.#dataEnd;
    for (let from = 0; from < entries.length;) {
      let to = from;
      let frames = 0;
      while (to < entries.length && to - from < MAX_BLOCK_ENTRIES && frames < BLOCK_BYTES) {
        frames += (entries[to++] as PipelineEntry).frame.length;
      }
      const headAt = out.at;
      const before = start;
      start = this.#blocks.write(entries, from, to, start);
      laid.push({ from, to, headAt, headEnd: out.at, offset, before });
      offset += out.at - headAt + frames;
      from = to;
    }
    this.#laid = laid;
    this.#after = { start, end: offset };
    const parts: Uint8Array[] = [];
    for (const { from, to, headAt, headEnd } of laid) {
      parts.push(out.bytes.subarray(headAt, headEnd));
      addFrames(parts, entries, from, to);
    }
    parts.push(CLOSING);
    return parts;
  }

  #markBehind(entries: readonly PipelineEntry[], { rows, bytes, newest }: BlockStart): Mark {
    const { first, source } = this.header;
    const firstSeq = first + this.#start.first;
    const lastAt = entries.length - 1;
    const last = entries[lastAt] as PipelineEntry;
    const resumeAt = entries.findLastIndex(this.#isResumable);
    const resume = entries[resumeAt];
    return {
      last: placeOfEntry(firstSeq + lastAt, last, source),
      resume: resume === undefined ? this.#mark.resume : placeOfEntry(firstSeq + resumeAt, resume, source),
      rows,
      bytes,
      newest,
      gtid: entries.findLast(({ gtid }) => gtid !== "")?.gtid ?? this.#mark.gtid,
    };
  }
}

/** Frames that lie one behind the other in memory are one part. */
function addFrames(parts: Uint8Array[], entries: readonly PipelineEntry[], from: number, to: number): void {
  let buffer: ArrayBufferLike | undefined;
  let start = 0;
  let end = 0;
  for (let i = from; i < to; i++) {
    const { frame } = entries[i] as PipelineEntry;
    if (frame.buffer === buffer && frame.byteOffset === end) {
      end += frame.length;
      continue;
    }
    if (buffer !== undefined) parts.push(new Uint8Array(buffer, start, end - start));
    ({ buffer } = frame);
    start = frame.byteOffset;
    end = start + frame.length;
  }
  if (buffer !== undefined) parts.push(new Uint8Array(buffer, start, end - start));
}
