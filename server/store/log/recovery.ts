import { SluiceError } from "../../../proto/error.ts";
import type { Logger } from "../../logger.ts";
import type { LogFile, LogFolder } from "./log-folder.ts";
import { firstOfName, segmentName, SPARE_NAME } from "./log-format.ts";
import { encodeFooter, readFooter, readHeader } from "./segment-file.ts";
import type { ReadHeader } from "./segment-file.ts";
import { scanSegment } from "./segment-scan.ts";
import type { Damage } from "./segment-scan.ts";
import { ORIGIN } from "./segment.ts";
import type { Mark, Segment, SegmentFooter } from "./segment.ts";
import { readFailed } from "./system-error.ts";
import type { TableNames } from "./table-names.ts";

/** Damage, and the segment that it is in (or would be). */
export interface Found extends Damage {
  readonly segment: string;
  readonly code: "STORE_RECORD_CORRUPT" | "STORE_RECORD_MISSING";
}

export interface RecoveredLog {
  readonly segments: readonly Segment[];
  readonly found: readonly Found[];
  /** Number that the next entry gets, and what is known before it. */
  readonly next: number;
  readonly end: Mark;
  readonly stretch: number;
  readonly sealedAt: number;
}

export interface RecoveryOptions {
  readonly folder: LogFolder;
  readonly destination: string;
  readonly names: TableNames;
  readonly logger: Logger;
  readonly now: () => number;
}

/**
 * Finds out what a log's folder holds. Sealed segments tell it by their footers and are not read through; one that was being written is, and what
 * was torn off at its end is cut. Errors: STORE_READ_FAILED, STORE_VERSION_UNKNOWN, STORE_OTHER_DESTINATION, STORE_SEGMENTS_OVERLAP.
 */
export async function recoverLog(options: RecoveryOptions): Promise<RecoveredLog> {
  try {
    return await new Recovery(options).run();
  } catch (error) {
    throw readFailed(error, options.folder.path);
  }
}

class Recovery {
  readonly #options: RecoveryOptions;
  readonly #segments: Segment[] = [];
  readonly #found: Found[] = [];
  #next = 1;
  #begun = false;
  #end: Mark = ORIGIN;
  #stretch = 0;
  #sealedAt = 0;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  async run(): Promise<RecoveredLog> {
    const { folder } = this.#options;
    const names = (await folder.list()).toSorted();
    for (const name of names) {
      if (name.endsWith(".tmp")) await this.#tidy(name, () => folder.remove(name));
      const first = firstOfName(name);
      if (first === undefined || name === SPARE_NAME) continue;
      const segment = await this.#read(name, first);
      if (segment !== undefined) this.#take(segment);
    }
    return {
      segments: this.#segments,
      found: this.#found,
      next: this.#next,
      end: this.#end,
      stretch: this.#stretch,
      sealedAt: this.#sealedAt,
    };
  }

  #take(segment: Segment): void {
    const { header, footer, name } = segment;
    if (this.#begun && header.first > this.#next) {
      this.#miss(this.#next, header.first - 1);
    }
    if (this.#begun && header.first < this.#next) {
      throw new SluiceError("STORE_SEGMENTS_OVERLAP", { segment: name, first: header.first, before: this.#next });
    }
    this.#begun = true;
    this.#next = footer.next;
    this.#end = footer.end;
    this.#stretch = header.stretch;
    this.#sealedAt = Math.max(this.#sealedAt, footer.sealedAt);
    if (footer.next > header.first) this.#segments.push(segment);
  }

  #miss(first: number, last: number): void {
    this.#found.push({ first, last, segment: segmentName(first), offset: 0, code: "STORE_RECORD_MISSING" });
  }

  async #read(name: string, first: number): Promise<Segment | undefined> {
    const { folder, logger } = this.#options;
    const file = await folder.open(name, "read");
    try {
      const size = await file.size();
      const head = await readHeader(file, size);
      this.#check(head, name, first);
      const footer = (await this.#footer(file, size, head)) ?? (await this.#readThrough(file, size, head, name));
      const { header, nonce, length: dataStart } = head;
      const full = footer.dataEnd + encodeFooter(footer, nonce).length;
      return { name, nonce, header, dataStart, footer, size: full };
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== "STORE_SEGMENT_CORRUPT") throw error;
      logger.error({ error, segment: name }, "a segment of the log can't be told as one: it is put aside");
      await this.#tidy(name, () => folder.rename(name, `${name}.damaged`));
      // Its name still says where it began: what it held is missing, even if it was the oldest.
      if (!this.#begun) this.#next = first;
      this.#begun = true;
      return undefined;
    } finally {
      await file.close();
    }
  }

  #check({ header }: ReadHeader, name: string, first: number): void {
    const { destination } = this.#options;
    if (header.first !== first) throw new SluiceError("STORE_SEGMENT_CORRUPT", { segment: name, first: header.first });
    if (header.destination === destination) return;
    throw new SluiceError("STORE_OTHER_DESTINATION", { segment: name, of: header.destination, destination });
  }

  async #footer(file: LogFile, size: number, { nonce }: ReadHeader): Promise<SegmentFooter | undefined> {
    try {
      return await readFooter(file, size, nonce);
    } catch (error) {
      if (error instanceof SluiceError && error.code === "STORE_SEGMENT_CORRUPT") return undefined;
      throw error;
    }
  }

  async #readThrough(file: LogFile, size: number, head: ReadHeader, name: string): Promise<SegmentFooter> {
    const { names, logger, now } = this.#options;
    const { next, dataEnd, end, points, damage, torn } = await scanSegment(file, head, size, names);
    for (const one of damage) this.#found.push({ ...one, segment: name, code: "STORE_RECORD_CORRUPT" });
    if (torn) {
      const error = new SluiceError("STORE_TAIL_CUT", { segment: name, offset: dataEnd, bytes: size - dataEnd, next });
      logger.warn({ error }, "the end of the log was cut");
    }
    const footer = { next, dataEnd, sealedAt: Math.max(this.#sealedAt, now()), end, points };
    await this.#tidy(name, () => this.#writeFooter(name, footer, head.nonce));
    return footer;
  }

  async #writeFooter(name: string, footer: SegmentFooter, nonce: number): Promise<void> {
    const file = await this.#options.folder.open(name, "write");
    try {
      await file.truncate(footer.dataEnd);
      await file.write([encodeFooter(footer, nonce)], footer.dataEnd);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** What makes the folder tidy can be left undone: the next start finds the same again. */
  async #tidy(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.logger.warn({ error, segment: name }, "a file of the log is left as it was found");
    }
  }
}
