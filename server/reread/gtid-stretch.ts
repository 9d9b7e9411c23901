import { EntryType } from "../../proto/entry-type.ts";
import { SluiceError } from "../../proto/error.ts";
import { GtidSet } from "../binlog/gtid-set.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { ReadingBound } from "./reading-bound.ts";

/** A stretch of a log by the transactions in it: the same on every server that has them. */
export interface GtidStretchEnds {
  /** Where reading begins: every transaction of this set is passed over by the source itself. */
  readonly start: string;
  /** Executed set at the entry before the stretch. */
  readonly had: string;
  /** Rows and statements of that entry's transaction that lie before the stretch; undefined: all of it does. */
  readonly hadRows: number | undefined;
  /** Executed set at the last entry of the stretch, or at the one behind it that is of the same transaction. */
  readonly end: string;
  /**
   * Rows and statements of that last transaction that lie behind the stretch, Infinity for all of it; undefined: none, and its end is in the
   * stretch.
   */
  readonly leftRows: number | undefined;
}

/**
 * Picks the entries of a stretch out of another server's log. Transactions that only that server has, and such as come in another order, are no part of
 * it: numbers tell then that it does not fit.
 */
export class GtidStretch implements ReadingBound {
  readonly #ends: GtidStretchEnds;
  readonly #had: GtidSet;
  readonly #end: GtidSet;
  #executed: GtidSet;
  #text: string;
  /** Of the transaction that passes: how many rows and statements more are not wanted, Infinity for all. */
  #skip = Infinity;
  /** The entry before the stretch is in it, and so is its begin. */
  #isRest = false;
  #isLast = false;
  /** Of the last one, where something lies behind the stretch: what of it may be in the stretch. */
  #held: PipelineEntry[] | undefined;
  #open = false;

  constructor(ends: GtidStretchEnds) {
    this.#ends = ends;
    this.#had = GtidSet.parse(ends.had);
    this.#end = GtidSet.parse(ends.end);
    this.#executed = GtidSet.parse(ends.start);
    this.#text = this.#executed.toString();
  }

  /** Error: STORE_GAP_UNKNOWN for a server without GTIDs. */
  take(chunk: readonly PipelineEntry[]): { readonly wanted: readonly PipelineEntry[]; readonly ended: boolean } {
    const wanted: PipelineEntry[] = [];
    for (const entry of chunk) {
      const { entryType, gtid } = entry;
      if (gtid === "") throw new SluiceError("STORE_GAP_UNKNOWN", { reason: "the server followed now has no GTIDs" });
      if (gtid !== this.#text) this.#enter(gtid);
      this.#pass(entry, wanted);
      if (entryType === EntryType.TRANSACTIONBEGIN) this.#open = true;
      else if (entryType === EntryType.TRANSACTIONEND) this.#open = false;
      if (this.#open || !this.#isLast) continue;
      const held = this.#held ?? [];
      wanted.push(...held.slice(0, Math.max(0, held.length - (this.#ends.leftRows ?? 0))));
      return { wanted, ended: true };
    }
    return { wanted, ended: false };
  }

  #enter(text: string): void {
    const executed = GtidSet.parse(text);
    const own = executed.clone().subtract(this.#executed);
    const { hadRows, leftRows } = this.#ends;
    this.#executed = executed;
    this.#text = text;
    this.#open = false;
    this.#isLast = executed.contains(this.#end);
    const isHad = this.#had.contains(own);
    this.#isRest = isHad && hadRows !== undefined && executed.contains(this.#had);
    if (this.#isRest) this.#skip = hadRows ?? 0;
    else this.#skip = isHad || !this.#end.contains(own) ? Infinity : 0;
    this.#held = this.#isLast && leftRows !== undefined ? [] : undefined;
  }

  #pass(entry: PipelineEntry, wanted: PipelineEntry[]): void {
    if (this.#skip === Infinity) return;
    if (this.#skip > 0 && entry.entryType === EntryType.ROWDATA) {
      this.#skip--;
      return;
    }
    if (this.#isRest && entry.entryType === EntryType.TRANSACTIONBEGIN) return;
    if (this.#held === undefined) wanted.push(entry);
    // Its end lies behind the stretch too.
    else if (entry.entryType !== EntryType.TRANSACTIONEND) this.#held.push(entry);
  }
}
