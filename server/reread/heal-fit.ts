import { EntryType } from "../../proto/entry-type.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";

/*
 * Numbers of a gap are known, and so must be the entries that get them; but which transactions without rows the first reading let through is not:
 * that depends on what it had let through before (`sink/entry-event-sink.ts`). So the source is read twice with all of them: once to count, once
 * to write. Rows and statements, and the begins and ends of their transactions, are firm: all of them were in the log. What else there is are
 * loose pieces, of which as many stay as the numbers need.
 *
 * The earliest stay. Then no firm entry gets a smaller number than it had, whichever pieces there were at first: a consumer that goes on in the
 * middle of the gap by its number may get some of it once more, and never misses any. That is exact for pieces of one size, which are the rule;
 * where lone begins stand among pairs (XA, a first row that fills a chunk), these stay before any pair, as rows may belong to them.
 *
 * Too few are never filled up with something made: then the log had something that the source, or the filters, do not give any more.
 */

/** What is kept together: a firm stretch, or a loose piece (begin and end of an empty transaction, or one of them alone). */
interface Piece {
  readonly entries: readonly PipelineEntry[];
  readonly loose: boolean;
}

/** How many loose pieces stay, the earliest: of one entry, and of two. */
export interface HealPlan {
  readonly singles: number;
  readonly pairs: number;
}

/** Cuts what is read into pieces. */
class Pieces {
  readonly #markersAlone: boolean;
  #begin: PipelineEntry | undefined;
  /** It came as the last entry of its chunk, and so was let through or not without its rows. */
  #cut = false;
  /** Inside a transaction with something in it; reading may begin in one. */
  #open = true;

  /** `markersAlone`: begins and ends were let through or not, each by itself (`canal.instance.filter.transaction.entry`). */
  constructor(markersAlone: boolean) {
    this.#markersAlone = markersAlone;
  }

  take(entries: readonly PipelineEntry[]): Piece[] {
    const pieces = entries.flatMap((entry) => this.#one(entry));
    this.#cut = this.#begin !== undefined;
    return pieces;
  }

  /** A begin that is the gap's last entry: its transaction goes on behind, in what the log still has. */
  end(): Piece[] {
    return this.#waiting(false);
  }

  #one(entry: PipelineEntry): Piece[] {
    const { entryType } = entry;
    if (entryType === EntryType.TRANSACTIONBEGIN) {
      if (this.#markersAlone) return [{ entries: [entry], loose: true }];
      const alone = this.#waiting(true);
      this.#begin = entry;
      this.#cut = false;
      this.#open = false;
      return alone;
    }
    if (entryType !== EntryType.TRANSACTIONEND) {
      const begin = this.#waiting(this.#cut);
      this.#open ||= begin.length > 0;
      return [...begin, { entries: [entry], loose: false }];
    }
    if (this.#markersAlone) return [{ entries: [entry], loose: true }];
    const begin = this.#begin;
    this.#begin = undefined;
    const loose = !this.#open;
    this.#open = false;
    return [{ entries: begin === undefined ? [entry] : [begin, entry], loose }];
  }

  #waiting(loose: boolean): Piece[] {
    const begin = this.#begin;
    this.#begin = undefined;
    return begin === undefined ? [] : [{ entries: [begin], loose }];
  }
}

/** The first reading: counts. */
export class HealCount {
  readonly #pieces: Pieces;
  /** Entries that must be there. */
  firm = 0;
  #singles = 0;
  #pairs = 0;

  constructor(markersAlone: boolean) {
    this.#pieces = new Pieces(markersAlone);
  }

  /** Entries of loose pieces. */
  get loose(): number {
    return this.#singles + 2 * this.#pairs;
  }

  take(entries: readonly PipelineEntry[]): void {
    this.#count(this.#pieces.take(entries));
  }

  end(): void {
    this.#count(this.#pieces.end());
  }

  /** How to come to so many entries; undefined when there is no way. */
  plan(wanted: number): HealPlan | undefined {
    const room = wanted - this.firm;
    if (room < 0 || room > this.loose) return undefined;
    const most = Math.min(this.#singles, room);
    const singles = (room - most) % 2 === 0 ? most : most - 1;
    const pairs = (room - singles) / 2;
    return singles >= 0 && pairs <= this.#pairs ? { singles, pairs } : undefined;
  }

  #count(pieces: readonly Piece[]): void {
    for (const { entries, loose } of pieces) {
      if (!loose) this.firm += entries.length;
      else if (entries.length === 1) this.#singles++;
      else this.#pairs++;
    }
  }
}

/** The second reading: what the plan leaves of it. */
export async function* fitted(
  chunks: AsyncIterable<readonly PipelineEntry[]>,
  { singles, pairs }: HealPlan,
  markersAlone: boolean,
): AsyncGenerator<readonly PipelineEntry[]> {
  const pieces = new Pieces(markersAlone);
  const room = { 1: singles, 2: pairs };
  const keep = (some: readonly Piece[]): PipelineEntry[] =>
    some.flatMap(({ entries, loose }) => {
      if (!loose) return entries;
      return room[entries.length === 1 ? 1 : 2]-- > 0 ? entries : [];
    });
  for await (const chunk of chunks) {
    const kept = keep(pieces.take(chunk));
    if (kept.length > 0) yield kept;
  }
  const kept = keep(pieces.end());
  if (kept.length > 0) yield kept;
}
