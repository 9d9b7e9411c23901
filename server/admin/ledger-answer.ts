import type { AccountBalance, AccountSums } from "../account/account-balance.ts";
import type { DestinationAdmin, LedgerView } from "../destination-admin.ts";
import type { LedgerCount, LedgerLine, LedgerSnapshot } from "../ledger/ledger.ts";

/** One consumer's side: what became of what is stored, from the beginning of its account on. */
export interface LedgerConsumer extends Omit<AccountBalance, "beginning" | "total">, Partial<AccountSums> {
  readonly group: string;
  readonly clientId: number;
  /**
   * Number of the first entry that is counted: those from it on are delivered, filtered, lost or pending. Undefined, as the counts, while there is no
   * account, or none yet: `waitsFor` says why.
   */
  readonly from: number | undefined;
  /** When and why the account began there: `Date.now()`, and a sentence. */
  readonly beganAt: number | undefined;
  readonly beganWhy: string | undefined;
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
  const consumers = consumersOf(admin);
  for (const consumer of consumers) {
    problems.push(...consumer.problems.map((problem) => `consumer ${consumerNameOf(consumer)}: ${problem}`));
  }
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

function consumersOf(admin: DestinationAdmin): LedgerConsumer[] {
  return admin.states().flatMap(({ group, clientId, account }) => {
    if (account === undefined) return [];
    const { beginning, total, ...rest } = account();
    const { from, at: beganAt, why: beganWhy } = beginning ?? {};
    return [{ group, clientId, from, beganAt, beganWhy, ...total, ...rest }];
  });
}

/** A consumer as operators write it. */
export function consumerNameOf({ group, clientId }: Pick<LedgerConsumer, "group" | "clientId">): string {
  return group === "" ? String(clientId) : `@${group}/${clientId}`;
}
