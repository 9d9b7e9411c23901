import { createHash } from "node:crypto";
import { join } from "node:path";
import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import type { Logger } from "../logger.ts";
import { durableFile, errnoOf } from "../meta/durable-file.ts";
import { isSameReading } from "./reading-settings.ts";
import type { ReadingSettings } from "./reading-settings.ts";
import type { LogEnd, LogStretch } from "../store/log-store.ts";

/** How the entries from a number on have come into the log. */
export interface LogRange extends LogStretch {
  readonly settings: ReadingSettings;
  /** Where reading began for them. */
  readonly start: Cursor;
  /** The entry before the first of them; undefined where the log had none. */
  readonly before: LogEnd | undefined;
  /** The server had begun its log anew: places of the same server before it say nothing any more. */
  readonly renumbered: boolean;
}

/** The format's version. */
const VERSION = 1;

/**
 * By which settings, and of which server, the entries of a destination's log were stored, in `log-ranges.dat`: one record whenever that changes, or
 * reading goes on elsewhere than where it ended. What is damaged can only be read again as it was read then: with other filters other entries come,
 * and nothing in the log says what is missing of them. The settings are kept whole. What is not known is not guessed.
 */
export class LogRanges {
  readonly #path: string;
  readonly #logger: Logger;
  #ranges: readonly LogRange[] = [];

  /** `directory`: the destination's. */
  constructor(directory: string, logger: Logger) {
    this.#path = join(directory, "log-ranges.dat");
    this.#logger = logger;
  }

  /** Numbers at which a range begins. */
  get bounds(): readonly number[] {
    return this.#ranges.map(({ from }) => from);
  }

  /** Undefined where nothing is known. */
  at(seq: number): LogRange | undefined {
    return this.#ranges.findLast(({ from }) => from <= seq);
  }

  /** The one that begins behind a number; undefined when there is none. */
  behind(seq: number): LogRange | undefined {
    return this.#ranges.find(({ from }) => from > seq);
  }

  /** Whether its server has begun its log anew since. */
  isRenumbered({ from, source }: LogRange): boolean {
    const isSame = (one: LogRange): boolean => one.source.address === source.address && one.source.port === source.port;
    return this.#ranges.some((one) => one.from > from && one.renumbered && isSame(one));
  }

  /**
   * Of a log with that range of numbers; what is told of others (it was begun anew, or has lost its end) is of no use. A file that can't be read is told
   * (STORE_RANGES_CORRUPT), and so is a log without one.
   */
  async load({ first, next }: { readonly first: number; readonly next: number }): Promise<void> {
    const known = next === 1 ? [] : await this.#read();
    this.#ranges = known.filter(({ from }) => from <= next);
    const from = this.#ranges[0]?.from ?? next;
    if (from <= first) return;
    const error = new SluiceError("STORE_SETTINGS_UNKNOWN", { first, last: from - 1 });
    this.#logger.warn({ error }, "damage in the older part of the log can't be healed: nobody knows how it was stored");
  }

  /** Whether nothing need be told of what is put now. */
  isContinuedBy({ source, stretch, settings }: Pick<LogRange, "source" | "stretch" | "settings">): boolean {
    const last = this.#ranges.at(-1);
    if (last?.stretch !== stretch) return false;
    const { address, port, uuid } = last.source;
    const isSame = address === source.address && port === source.port && uuid === source.uuid;
    return isSame && isSameReading(last.settings, settings);
  }

  /** `first`: the log's; what lies before needs no record. Durable when it resolves. Errors: META_WRITE_FAILED. */
  async begin(range: LogRange, first: number): Promise<void> {
    const ranges = [...this.#ranges.filter(({ from }) => from < range.from), range];
    const oldest = ranges.findLastIndex(({ from }) => from <= first);
    await this.#write(ranges.slice(Math.max(0, oldest)));
  }

  async #read(): Promise<readonly LogRange[]> {
    const file = durableFile(this.#path);
    try {
      const bytes = await file.read();
      if (bytes === undefined) return [];
      const { version, sum, ranges } = JSON.parse(bytes.toString()) as Readonly<Record<string, unknown>>;
      if (version !== VERSION || sum !== sumOf(ranges))
        throw new Error(`version ${String(version)}, sum ${String(sum)}`);
      // What has the sum was written here.
      return ranges as readonly LogRange[];
    } catch (cause) {
      const error = new SluiceError("STORE_RANGES_CORRUPT", { path: this.#path, errno: errnoOf(cause) }, { cause });
      this.#logger.error({ error }, "how the log was stored can't be read");
      return [];
    }
  }

  async #write(ranges: readonly LogRange[]): Promise<void> {
    const file = durableFile(this.#path);
    try {
      await file.write(Buffer.from(JSON.stringify({ version: VERSION, sum: sumOf(ranges), ranges })));
      this.#ranges = ranges;
    } catch (cause) {
      throw new SluiceError("META_WRITE_FAILED", { path: this.#path, errno: errnoOf(cause) }, { cause });
    } finally {
      await file.close();
    }
  }
}

function sumOf(ranges: unknown): string {
  return createHash("sha256").update(JSON.stringify(ranges)).digest("hex");
}
