import type { DestinationAdmin, LedgerView } from "./destination-admin.ts";
import type { LedgerCount, LedgerLine, LedgerSnapshot } from "./ledger.ts";

/** One consumer's side: what it took of what is stored, since it or its cursor was placed in this run. */
export interface LedgerConsumer {
  readonly group: string;
  readonly clientId: number;
  /**
   * Number of the first entry that is counted here: those from it on are delivered, filtered or pending. Undefined, as `pending`, while it is
   * given what is older than the log.
   */
  readonly from: number | undefined;
  /** Acked. */
  readonly delivered: LedgerCount;
  /** By its own filter. */
  readonly filtered: LedgerCount;
  /** Entries stored that it has not acked. */
  readonly pending: number | undefined;
}

/** What `sluice ledger` tells. */
export interface LedgerAnswer extends LedgerSnapshot {
  readonly destination: string;
  /** Entries that the store has had since it began. */
  readonly stored: number;
  /** Read, and neither stored nor anything else yet. */
  readonly open: LedgerCount;
  readonly balanced: boolean;
  /** Sentences, none where all is well. */
  readonly problems: readonly string[];
  readonly consumers: readonly LedgerConsumer[];
}

/** The balance as it is now. While something is under way (a transaction of which half is read) read is ahead of the rest: that is no problem. */
export function ledgerAnswer(admin: DestinationAdmin, { snapshot, stored, isSettled }: LedgerView): LedgerAnswer {
  const ledger = snapshot();
  const settled = isSettled();
  const open = openOf(ledger.total);
  const had = stored();
  const { events } = ledger.total.delivered;
  const problems: string[] = [];
  if (open.events < 0 || open.rows < 0) problems.push("more became of it than was read");
  if (settled && (open.events > 0 || open.rows > 0)) {
    problems.push(`nobody knows what became of ${open.events} entries with ${open.rows} rows`);
  }
  if (settled && events !== had) problems.push(`${events} entries count as stored, the store has had ${had}`);
  const consumers = consumersOf(admin, had);
  return {
    destination: admin.destination,
    ...ledger,
    stored: had,
    open,
    balanced: problems.length === 0,
    problems,
    consumers,
  };
}

function openOf({ read, delivered, filtered, setAside, held }: Omit<LedgerLine, "schema" | "table">): LedgerCount {
  const open = { events: read.events, rows: read.rows };
  for (const { events, rows } of [delivered, held, ...Object.values(filtered), ...Object.values(setAside)]) {
    open.events -= events;
    open.rows -= rows;
  }
  return open;
}

function consumersOf(admin: DestinationAdmin, stored: number): LedgerConsumer[] {
  return admin.states().map(({ group, clientId, ackedSeq, tally }) => {
    const delivered = { events: 0, rows: 0 };
    const filtered = { events: 0, rows: 0 };
    for (const line of tally()) {
      delivered.events += line.delivered.events;
      delivered.rows += line.delivered.rows;
      filtered.events += line.filtered.events;
      filtered.rows += line.filtered.rows;
    }
    const from = ackedSeq === undefined ? undefined : ackedSeq - delivered.events - filtered.events;
    const pending = ackedSeq === undefined ? undefined : Math.max(0, stored + 1 - ackedSeq);
    return { group, clientId, from, delivered, filtered, pending };
  });
}
