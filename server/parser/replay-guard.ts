import type { AckedEntry } from "../../proto/position.ts";
import { compareEntries } from "../../proto/position.ts";

/**
 * Drops what is read for the second time: after a reconnect reading begins again at the begin of the interrupted group, after a restart at the
 * saved cursor, and entries up to the one that was last handed on (or acked by all) must not come twice. The guard is over with the first
 * entry behind that one: a source whose log has begun anew (RESET) has smaller positions for new changes, which must not be dropped.
 */
export class ReplayGuard {
  #last: AckedEntry | undefined;

  constructor(last: AckedEntry | undefined) {
    this.#last = last;
  }

  /** The entry that was not met yet; undefined when the guard is over. */
  get last(): AckedEntry | undefined {
    return this.#last;
  }

  /** Whether an entry was handed on before. */
  drops(entry: AckedEntry): boolean {
    if (this.#last === undefined) return false;
    const order = compareEntries(entry, this.#last);
    if (order >= 0) this.#last = undefined;
    return order <= 0;
  }

  /** Says that what comes next can't be a replay: the group that was interrupted is over. */
  end(): void {
    this.#last = undefined;
  }
}
