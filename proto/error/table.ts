/**
 * One row of the error table: what a coded error means and what its reader should do. Rows live in one file per family
 * beside this one; `proto/error.ts` joins them. A code is never reused for another meaning.
 */
export interface ErrorRow {
  /** Whether the same attempt may succeed later without anybody changing anything. */
  readonly retriable: boolean;
  /** What happened, one sentence, without values (those come as `details`). */
  readonly text: string;
  /** What to do about it: a statement to run, a key to set, a place to look at. */
  readonly help: string;
}

export type ErrorTable = Readonly<Record<string, ErrorRow>>;
