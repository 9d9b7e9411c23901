import type { HistorySegment, TableHistory } from "../parser/table-history.ts";

/** A timeline that is looked at and never written: its owner writes it. */
export class ReadOnlyTableHistory implements TableHistory {
  readonly #history: Pick<TableHistory, "load" | "close">;

  constructor(history: Pick<TableHistory, "load" | "close">) {
    this.#history = history;
  }

  load(): Promise<readonly HistorySegment[]> {
    return this.#history.load();
  }

  begin(): Promise<void> {
    return Promise.resolve();
  }

  append(): Promise<void> {
    return Promise.resolve();
  }

  clear(): Promise<void> {
    return Promise.resolve();
  }

  interrupt(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.#history.close();
  }
}
