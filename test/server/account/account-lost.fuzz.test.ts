import { afterEach, expect, test } from "vitest";
import type { AccountBalance } from "../../../server/account/account-balance.ts";
import { AccountKeeper } from "../../../server/account/account-keeper.ts";
import type { ConsumerAccount } from "../../../server/account/consumer-account.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import type { DurableLog } from "../../../server/store/log/durable-log.ts";
import { Tally } from "../../../server/subscription/tally.ts";
import type { Cursor } from "../../../proto/position.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";
import { entriesFrom } from "../store/log-entries.ts";
import { open as openLog, SOURCE } from "../store/log-in-memory.ts";
import { MemoryFolder } from "../store/memory-folder.ts";

const NEVER = new AbortController().signal;
const WHO = { group: "", clientId: 1001 };
const COVERAGE = { position: undefined, acked: undefined };
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await removeTempFolder(folder);
});

/** A log whose budget holds a few hundred entries, the oldest of which go though a consumer needs them. */
class Life {
  readonly keeper: AccountKeeper;
  readonly log: DurableLog;
  account: ConsumerAccount | undefined;

  private constructor(keeper: AccountKeeper, log: DurableLog) {
    this.keeper = keeper;
    this.log = log;
  }

  static async start(directory: string, folder: MemoryFolder): Promise<Life> {
    const keeper = new AccountKeeper({ directory, isKept: true, logger: silentLogger });
    const life: { one?: Life } = {};
    const log = await openLog(folder, {
      diskBudgetBytes: 64 * 1024,
      whenFull: "oldest",
      budgetBytes: 16 * 1024,
      needs: () => [{ consumer: "1001", from: life.one?.account?.place.seq ?? 0 }],
      onVisible: keeper.stored,
      onLeaving: (segment) => keeper.leaving(segment),
    });
    await keeper.load(log);
    life.one = new Life(keeper, log);
    return life.one;
  }

  async open(seq: number, acked: number | undefined, isOlder: boolean): Promise<void> {
    this.account = await this.keeper.open(WHO, {
      point: { seq, open: false },
      cursor: cursorAt(acked),
      isOlder,
      filter: "",
    });
  }

  async put(from: number, count: number): Promise<void> {
    for (let at = from; at < from + count; at += 20)
      await this.log.put(entriesFrom(at, Math.min(20, from + count - at)), NEVER);
    while (this.log.next < from + count) await new Promise((resolve) => setImmediate(resolve));
  }

  get balance(): AccountBalance {
    if (this.account === undefined) throw new Error("no account");
    return this.keeper.balance(this.account);
  }

  async stop(): Promise<void> {
    await this.log.close();
    await this.keeper.stop();
  }
}

function cursorAt(seq: number | undefined): Cursor | undefined {
  if (seq === undefined) return undefined;
  const position = { journalName: "bin.000001", position: 4, timestamp: 0, serverId: 1, gtid: "" };
  return { sourceAddress: SOURCE, position, acked: { journalName: "bin.000001", position: 4, index: 0, seq } };
}

function tallyOf(entries: readonly PipelineEntry[]): Tally {
  const tally = new Tally();
  for (const entry of entries) tally.count(entry, "delivered");
  return tally;
}

/** Rows by table of so many entries. */
function rowsOf(from: number, count: number): Record<string, number> {
  const rows: Record<string, number> = {};
  for (const { table, rows: more } of entriesFrom(from, count)) rows[table.table] = (rows[table.table] ?? 0) + more;
  return rows;
}

function rowsBy(balance: AccountBalance, what: "delivered" | "lost" | "pending"): Record<string, number> {
  return Object.fromEntries(balance.tables.map((line) => [line.table, line[what].rows]));
}

async function begun(): Promise<{ readonly life: Life; readonly directory: string; readonly folder: MemoryFolder }> {
  const directory = await tempFolder("lost");
  folders.push(directory);
  const folder = new MemoryFolder();
  const life = await Life.start(directory, folder);
  await life.open(1, undefined, false);
  await life.put(1, 100);
  life.account?.count(tallyOf(entriesFrom(1, 30)), point(31));
  await life.put(101, 900);
  return { life, directory, folder };
}

const point = (seq: number) => ({ seq, begin: undefined, open: false, skip: undefined, coverage: COVERAGE });

test("what the budget has taken is lost by table, after a restart too; what is left is pending", async () => {
  const { life, directory, folder } = await begun();
  const { first } = life.log;
  expect(first).toBeGreaterThan(31);
  const expectLost = ({ balance }: Life): void => {
    expect(balance.problems).toEqual([]);
    expect(balance.total?.lost.events).toBe(first - 31);
    expect(balance.total?.pending.events).toBe(1001 - first);
    expect(rowsBy(balance, "delivered")).toEqual(rowsOf(1, 30));
    expect(rowsBy(balance, "lost")).toEqual(rowsOf(31, first - 31));
    expect(rowsBy(balance, "pending")).toEqual(rowsOf(first, 1001 - first));
  };
  expectLost(life);
  await life.stop();
  const next = await Life.start(directory, folder);
  await next.open(next.log.first, 30, true);
  expectLost(next);
  await next.stop();
});

test("what was passed over behind the cursor comes again when the log has let go of it: the account goes back there", async () => {
  const { life, directory, folder } = await begun();
  const passed = new Tally();
  for (const entry of entriesFrom(life.log.first, 5)) passed.count(entry, "filtered");
  const { first } = life.log;
  const coverage = { ...COVERAGE };
  life.account?.count(tallyOf(entriesFrom(31, first - 31)), { ...point(first), coverage });
  life.account?.count(passed, { ...point(first + 5), coverage });
  expect(life.balance).toMatchObject({ problems: [], total: { filtered: { events: 5 } } });
  await life.put(1001, 600);
  await life.stop();
  const next = await Life.start(directory, folder);
  expect(next.log.first).toBeGreaterThan(first + 5);
  await next.open(next.log.first, first - 1, true);
  expect(next.balance).toMatchObject({
    problems: [],
    beginning: { from: 1 },
    total: { delivered: { events: first - 1 }, filtered: { events: 0 }, lost: { events: next.log.first - first } },
  });
  await next.stop();
});

test("what is given of it again by the source counts as delivered, the rest is lost for good", async () => {
  const { life } = await begun();
  const { account, log, keeper } = life;
  const { first } = log;
  account?.rereads();
  account?.count(tallyOf(entriesFrom(31, 20)), point(21));
  expect(life.balance.problems).toEqual([]);
  expect(life.balance.total?.lost.events).toBe(first - 51);
  if (account !== undefined) keeper.join(account, point(first));
  account?.count(tallyOf(entriesFrom(first, 10)), point(first + 10));
  const { balance } = life;
  expect(balance.problems).toEqual([]);
  expect(balance.beginning?.from).toBe(1);
  expect(rowsBy(balance, "lost")).toEqual(rowsOf(51, first - 51));
  expect(balance.total?.delivered.events).toBe(60);
  expect(rowsBy(balance, "pending")).toEqual(rowsOf(first + 10, 1001 - first - 10));
  await life.stop();
});

test("a cursor that moved while the log had no more what lay between: the account begins anew and says so", async () => {
  const { life, directory, folder } = await begun();
  await life.stop();
  const next = await Life.start(directory, folder);
  await next.open(next.log.first, 35, true);
  expect(next.balance).toMatchObject({
    beginning: undefined,
    waitsFor: expect.stringContaining("older than the log") as string,
  });
  expect(next.balance.problems).toEqual([]);
  const { account, log, keeper } = next;
  account?.rereads();
  if (account !== undefined) keeper.join(account, point(log.first));
  await expect.poll(() => next.balance.total?.pending.events).toBe(log.next - log.first);
  expect(next.balance.beginning?.from).toBe(log.first);
  expect(next.balance.problems).toEqual([]);
  await next.stop();
});

test("one who goes elsewhere leaves an account that says what it had; the file of another log is not taken", async () => {
  const { life, directory } = await begun();
  await life.keeper.end(WHO, "its cursor was moved");
  expect(life.balance.ended).toMatchObject([
    {
      from: 1,
      until: life.log.first,
      endedWhy: "its cursor was moved",
      delivered: { events: 30 },
      lost: { events: life.log.first - 31 },
    },
  ]);
  if (life.account !== undefined)
    life.keeper.move(life.account, { seq: life.log.next, open: false }, "its cursor was moved");
  expect(life.balance.total?.pending.events).toBe(0);
  await life.stop();
  const other = await Life.start(directory, new MemoryFolder());
  await other.open(1, 30, false);
  expect(other.balance.beginning?.why).toBe("the log is not the one that its account was kept with");
  await other.put(1, 10);
  expect(other.balance).toMatchObject({ problems: [], total: { stored: { events: 10 }, pending: { events: 10 } } });
  await other.stop();
});
