import type { ConsumersAdmin } from "./subscription/consumers-admin.ts";
import type { LedgerSnapshot } from "./ledger/ledger.ts";
import type { CursorHistory } from "./meta/cursor-history.ts";
import type { SchemaOperator } from "./parser/schema-operator.ts";
import type { ConsumerState } from "./subscription/state.ts";

/** The ledger of a destination that runs, and what it must agree with. */
export interface LedgerView {
  readonly snapshot: () => LedgerSnapshot;
  /** Entries that the store has had, since it began: those of a log on the disk over all restarts. */
  readonly stored: () => number;
  /** Nothing is under way: what was read is stored, or counted as something else. */
  readonly isSettled: () => boolean;
}

/** What an operator reaches of one destination, in a running server or in the folder of a stopped one. */
export interface DestinationAdmin {
  readonly destination: string;
  /** `Date.now()` since when requests of consumers are known. */
  readonly startedAt: number;
  readonly consumers: ConsumersAdmin;
  /** Every registered consumer, by group and client id. */
  readonly states: () => readonly ConsumerState[];
  readonly history: CursorHistory;
  /** Table definitions; undefined where nothing is read. */
  readonly schema: SchemaOperator | undefined;
  /** Undefined where nothing is read. */
  readonly ledger: LedgerView | undefined;
}
