import { compareJournalNames } from "../../proto/position.ts";
import type { BinlogPosition } from "../../proto/position.ts";
import type { SluiceError } from "../../proto/error.ts";
import type { LogRetentionFacts } from "../source/log-retention.ts";

export interface ResetWatchOptions {
  /** Second in which a file of the source's log was begun; undefined when it is gone. */
  readonly fileBegin: (journalName: string, signal: AbortSignal) => Promise<number | undefined>;
  /** The error, where a file that was read is known to be another one; `begun` undefined: there is none of that name. */
  readonly compare: (journalName: string, begun: number | undefined) => SluiceError | undefined;
  readonly onReset: (error: SluiceError) => void;
}

/**
 * Notices that a source begins its log anew while it is followed: its dump goes on waiting at a file that is gone, for ever, and looks like that of a
 * source with nothing to say. The file is asked about where the list has less of it than was read, or where the log grows and nothing comes.
 */
export class ResetWatch {
  readonly #options: ResetWatchOptions;
  #needed = "";
  #end = "";

  constructor(options: ResetWatchOptions) {
    this.#options = options;
  }

  /** `needed`: a place that was read, asked for before the facts. */
  async look(
    { logs }: LogRetentionFacts,
    { journalName, position }: Pick<BinlogPosition, "journalName" | "position">,
    signal: AbortSignal,
  ): Promise<void> {
    const last = logs.at(-1);
    if (last === undefined) return;
    const needed = `${journalName}:${String(position)}`;
    const end = `${last.journalName}:${String(last.size)}`;
    const stands = needed === this.#needed && end !== this.#end;
    this.#needed = needed;
    this.#end = end;
    const file = logs.find((one) => one.journalName === journalName);
    const isShort = file === undefined ? compareJournalNames(journalName, last.journalName) > 0 : file.size < position;
    if (!isShort && !(stands && file !== undefined)) return;
    const begun = file === undefined ? undefined : await this.#options.fileBegin(journalName, signal);
    const error = this.#options.compare(journalName, begun);
    if (error !== undefined) this.#options.onReset(error);
  }
}
