import type { LedgerConsumer } from "../../server/admin/ledger-answer.ts";

type TableName = "t" | "u";

/** What a client knows: rows acked beyond doubt, rows whose ack was sent, and where its account began. */
export interface ClientKnows {
  readonly from: number | undefined;
  readonly confirmed: Readonly<Record<TableName, number>>;
  readonly sent: Readonly<Record<TableName, number>>;
}

/** What is wrong with an account, by what its client knows: none where all is well. Its rows are those from 1 on. */
export function accountBreaches(
  account: LedgerConsumer | undefined,
  database: string,
  { from, confirmed, sent }: ClientKnows,
): string[] {
  if (account === undefined) return ["there is no account"];
  const found = [...account.problems];
  if (account.from === undefined || account.from !== from) {
    found.push(`the account began at ${from}, now it is ${account.from}: ${account.beganWhy ?? account.waitsFor}`);
  }
  if (account.stored === undefined) found.push(`nothing is told of what is stored: ${account.waitsFor}`);
  for (const { schema, table, stored, delivered, filtered, lost, pending } of account.tables) {
    for (const what of ["events", "rows"] as const) {
      const sum = delivered[what] + filtered[what] + lost[what] + pending[what];
      if (sum !== stored[what]) found.push(`${schema}.${table}: ${stored[what]} ${what} stored, ${sum} accounted for`);
    }
    if (schema !== database || (table !== "t" && table !== "u")) continue;
    const had = delivered.rows;
    if (had < confirmed[table]) found.push(`${table}: ${had} rows count as delivered, ${confirmed[table]} were acked`);
    if (had > sent[table]) found.push(`${table}: ${had} rows count as delivered, acks were sent of ${sent[table]}`);
  }
  return found;
}

/** Whether an account that has nothing pending has every row of each table that the server stored. */
export function accountDifferences(
  { group, clientId, tables }: LedgerConsumer,
  wanted: ReadonlyMap<string, { readonly stored: number }>,
): string[] {
  return [...wanted].flatMap(([name, { stored }]) => {
    const line = tables.find(({ schema, table }) => `${schema}.${table}` === name);
    const found = (line?.delivered.rows ?? 0) + (line?.filtered.rows ?? 0);
    return found === stored ? [] : [`${group}/${clientId} has ${found} rows of ${name}, stored were ${stored}`];
  });
}
