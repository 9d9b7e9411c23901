import type { LedgerAnswer, LedgerConsumer } from "../ledger-answer.ts";
import type { LedgerCount } from "../ledger.ts";
import { type AdminOptions, askServer, type Output, printed } from "./admin.ts";
import { textTable } from "./text-table.ts";

/** `sluice ledger DEST`: what became of everything that the running server has read. Returns the exit code: 1 also where it does not balance. */
export async function ledgerCommand(destination: string, options: AdminOptions, output?: Output): Promise<number> {
  let balanced = true;
  const ask = async (): Promise<unknown> => {
    const answer = await askServer(options, "ledger.show", { destination });
    ({ balanced } = answer as LedgerAnswer);
    return answer;
  };
  const code = await printed(options, ask, (answer) => pretty(answer as LedgerAnswer), output);
  return balanced ? code : 1;
}

function pretty({ destination, balanced, problems, total, tables, consumers }: LedgerAnswer): string {
  const rows = tables.map(({ schema, table, read, delivered, filtered, setAside, held }) => [
    schema === "" && table === "" ? "(transactions)" : `${schema}.${table}`,
    read.rows,
    delivered.rows,
    sum(filtered),
    sum(setAside),
    held.rows,
    reasons({ ...filtered, ...setAside }),
  ]);
  const all = [
    "total",
    total.read.rows,
    total.delivered.rows,
    sum(total.filtered),
    sum(total.setAside),
    total.held.rows,
  ];
  return [
    `${destination}, rows: read = stored + filtered + set aside + held\n`,
    textTable(["TABLE", "READ", "STORED", "FILTERED", "SET ASIDE", "HELD", "REASONS"], [...rows, [...all, ""]]),
    "\nentries: those stored from FROM on = delivered + filtered by the consumer + pending\n",
    textTable(
      ["CONSUMER", "FROM", "DELIVERED", "FILTERED", "PENDING", "ROWS DELIVERED", "ROWS FILTERED"],
      consumers.map(consumerRow),
    ),
    balanced ? "\nThe ledger balances.\n" : `\nTHE LEDGER DOES NOT BALANCE: ${problems.join("; ")}\n`,
  ].join("");
}

function consumerRow({
  group,
  clientId,
  from,
  delivered,
  filtered,
  pending,
}: LedgerConsumer): (string | number | undefined)[] {
  const name = group === "" ? String(clientId) : `@${group}/${clientId}`;
  return [name, from, delivered.events, filtered.events, pending, delivered.rows, filtered.rows];
}

function sum(counts: Readonly<Record<string, LedgerCount>>): number {
  return Object.values(counts).reduce((rows, count) => rows + count.rows, 0);
}

function reasons(counts: Readonly<Record<string, LedgerCount>>): string {
  return Object.entries(counts)
    .map(([reason, { events, rows }]) => `${reason}: ${rows} rows in ${events}`)
    .join(", ");
}
