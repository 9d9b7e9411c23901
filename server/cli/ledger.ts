import { type AccountSums, nameOf } from "../account/account-balance.ts";
import { consumerNameOf, type LedgerAnswer, type LedgerConsumer } from "../admin/ledger-answer.ts";
import type { LedgerCount } from "../ledger/ledger.ts";
import { type AdminOptions, askServer, type Output, printed } from "./admin.ts";
import { textTable } from "./text-table.ts";

export interface LedgerOptions extends AdminOptions {
  /** Every table of every consumer; without it those of a consumer that has few. */
  readonly tables?: boolean;
  /** Accounts of consumers that have ended. */
  readonly history?: boolean;
}

/** Tables of a consumer that are printed without being asked for. */
const FEW = 10;

/** `sluice ledger DEST`: what became of everything that the running server has read. Returns the exit code: 1 also where it does not balance. */
export async function ledgerCommand(destination: string, options: LedgerOptions, output?: Output): Promise<number> {
  let balanced = true;
  const ask = async (): Promise<unknown> => {
    const answer = await askServer(options, "ledger.show", { destination });
    ({ balanced } = answer as LedgerAnswer);
    return answer;
  };
  const code = await printed(options, ask, (answer) => pretty(answer as LedgerAnswer, options), output);
  return balanced ? code : 1;
}

function pretty(answer: LedgerAnswer, options: LedgerOptions): string {
  const { destination, balanced, problems, total, tables, consumers } = answer;
  const rows = tables.map((line) => [
    nameOf(line),
    line.read.rows,
    line.delivered.rows,
    sum(line.filtered),
    sum(line.setAside),
    line.held.rows,
    reasons({ ...line.filtered, ...line.setAside }),
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
    "\nconsumers, rows (entries): stored since the account began = delivered + filtered by the consumer + lost + pending\n",
    textTable(
      ["CONSUMER", "TABLE", "STORED", "DELIVERED", "FILTERED", "LOST", "PENDING"],
      consumers.flatMap((consumer) => consumerRows(consumer, options)),
    ),
    "\n",
    ...consumers.map((consumer) => beginningOf(consumer)),
    ...(options.history === true ? consumers.flatMap(historyOf) : []),
    balanced ? "\nThe ledger balances.\n" : `\nTHE LEDGER DOES NOT BALANCE: ${problems.join("; ")}\n`,
  ].join("");
}

function consumerRows(consumer: LedgerConsumer, { tables: all = false }: LedgerOptions): string[][] {
  const { tables } = consumer;
  const name = consumerNameOf(consumer);
  const isShort = !all && tables.length > FEW;
  const what = isShort ? `total of ${tables.length} tables` : "total";
  const total = [name, what].concat(cellsOf(consumer));
  return isShort ? [total] : [total, ...tables.map((line) => ["", nameOf(line)].concat(cellsOf(line)))];
}

function cellsOf({ stored, delivered, filtered, lost, pending }: Partial<AccountSums>): string[] {
  return [stored, delivered, filtered, lost, pending].map((count) => countOf(count) ?? "-");
}

function beginningOf(consumer: LedgerConsumer): string {
  const { from, beganAt, beganWhy, waitsFor, reread } = consumer;
  const lines: string[] = [];
  const name = consumerNameOf(consumer);
  if (from === undefined || beganAt === undefined) lines.push(`${name} has no account: ${waitsFor}`);
  else {
    lines.push(`${name} is counted from entry ${from} on, since ${timeOf(beganAt)}: ${beganWhy ?? ""}`);
    if (waitsFor !== "") lines.push(`${name}: ${waitsFor}`);
  }
  if (reread !== undefined) {
    const { delivered, filtered } = reread;
    lines.push(
      `${name} is given again what the log has no more: ${countOf(delivered) ?? ""} delivered, ${countOf(filtered) ?? ""} filtered`,
    );
  }
  return lines.map((line) => `${line}\n`).join("");
}

function historyOf(consumer: LedgerConsumer): string[] {
  return consumer.ended.map(({ from, until, at, endedAt, endedWhy, delivered, filtered, lost }) => {
    const counts = [
      `${countOf(delivered) ?? ""} delivered`,
      `${countOf(filtered) ?? ""} filtered`,
      `${countOf(lost) ?? ""} lost`,
    ];
    const when = `${timeOf(at)} to ${timeOf(endedAt)}`;
    return `${consumerNameOf(consumer)} before, ${when}: entries ${from} to ${until - 1}, ${counts.join(", ")}; ended: ${endedWhy}\n`;
  });
}

function countOf(count: LedgerCount | undefined): string | undefined {
  return count && `${count.rows} (${count.events})`;
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

function sum(counts: Readonly<Record<string, LedgerCount>>): number {
  return Object.values(counts).reduce((rows, count) => rows + count.rows, 0);
}

function reasons(counts: Readonly<Record<string, LedgerCount>>): string {
  return Object.entries(counts)
    .map(([reason, { events, rows }]) => `${reason}: ${rows} rows in ${events}`)
    .join(", ");
}
