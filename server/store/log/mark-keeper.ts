import type { PipelineEntry } from "../../pipeline-entry.ts";
import type { LogPlace, LogSource } from "../log-store.ts";
import type { BlockHead } from "./block-head.ts";
import type { Mark } from "./segment.ts";

/** Keeps what is known of everything before a place, as blocks pass. */
export class MarkKeeper {
  #mark: Mark;
  readonly #source: LogSource | undefined;

  constructor(begin: Mark, source: LogSource | undefined) {
    this.#mark = begin;
    this.#source = source;
  }

  get mark(): Mark {
    return this.#mark;
  }

  /** `first`: number of the block's first entry. */
  passBlock(head: BlockHead, first: number, entries: readonly (PipelineEntry | undefined)[]): void {
    let { rowsBefore: rows, bytesBefore: bytes } = head;
    rows += head.rows;
    bytes += head.frameBytes;
    const resumable = head.resume < 0 ? undefined : entries[head.resume];
    const lastAt = entries.findLastIndex((entry) => entry !== undefined);
    const last = entries[lastAt];
    const gtid = entries.findLast((entry) => entry !== undefined && entry.gtid !== "")?.gtid;
    this.#mark = {
      last: last === undefined ? this.#mark.last : placeOfEntry(first + lastAt, last, this.#source),
      resume: resumable === undefined ? this.#mark.resume : placeOfEntry(first + head.resume, resumable, this.#source),
      rows,
      bytes,
      newest: Math.max(this.#mark.newest, head.newest),
      gtid: gtid ?? this.#mark.gtid,
    };
  }
}

export function placeOfEntry(seq: number, entry: PipelineEntry, source: LogSource | undefined): LogPlace {
  const { journalName, position, index, timestamp, serverId, gtid } = entry;
  return { seq, source, journalName, position, index, timestamp, serverId, gtid };
}
