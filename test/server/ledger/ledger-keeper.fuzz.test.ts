import { afterEach, expect, test } from "vitest";
import { join } from "node:path";
import { cp, writeFile } from "node:fs/promises";
import { LedgerKeeper } from "../../../server/ledger/ledger-keeper.ts";
import { Ledger, type LedgerSnapshot } from "../../../server/ledger/ledger.ts";
import { silentLogger } from "../../../server/logger.ts";
import { EntryEventSink } from "../../../server/sink/entry-event-sink.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import { DurableLog } from "../../../server/store/log/durable-log.ts";
import { isAckable } from "../../../server/entry-cursor.ts";
import { SluiceError } from "../../../proto/error.ts";
import type { Cursor } from "../../../proto/position.ts";
import type { StartCursor } from "../../../server/parser/start-position.ts";
import { readCanalSample } from "../../support/canal-sample.ts";
import { LogSource } from "../../support/log-source.ts";
import { expectBalanced, makeParser } from "../../support/parser-run.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

const sample = readCanalSample("gtid-mysql97");
const TABLES = {
  "zz.marker": "CREATE TABLE `marker` (`id` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB",
  "gt.a": "CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR(10), j JSON)",
};
const SERVER = { address: "127.0.0.1", port: 3306, uuid: "" };
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await removeTempFolder(folder);
});

/** One life of a destination: log, ledger and parser over a folder, until the source's n-th event, then as if killed. */
async function live(
  directory: string,
  tables: string,
  events: number,
  saveAt: readonly number[],
): Promise<{ readonly ledger: LedgerSnapshot; readonly stored: number; readonly done: boolean }> {
  const log = await DurableLog.open({
    destination: "test",
    directory: join(directory, "log"),
    fsync: "none",
    fsyncIntervalMs: 100,
    commitDelayMs: 0,
    segmentBytes: 1 << 20,
    diskBudgetBytes: 0,
    whenFull: "wait",
    retentionMs: 1e9,
    retentionBytes: 1e9,
    budgetBytes: 1 << 24,
    isResumable: isAckable,
    needs: () => [],
    logger: silentLogger,
  });
  log.beginSource(SERVER);
  const ledger = new Ledger();
  const files = [{ journalName: sample.journalName, bytes: sample.log }];
  const source = new LogSource({ files, tables: TABLES, batch: 1 });
  let turn: (() => void) | undefined;
  const saving: Promise<void>[] = [];
  let ended = false;
  source.onEvent = (raw, ordinal) => {
    if (ordinal === events) {
      ended = true;
      throw new SluiceError("SOURCE_CONNECTION_LOST", {});
    }
    if (saveAt.includes(ordinal)) turn?.();
    return raw;
  };
  let start: StartCursor | undefined;
  const { parser } = makeParser(source, {
    ledger,
    sink: new EntryEventSink({ store: log, ledger, filterTransactionEntry: false }),
    tables: new TableFilter({ regex: tables }),
    start: { journalName: sample.journalName, position: 4 },
    savedCursor: () => start,
    retry: { firstMs: 60_000, mostMs: 60_000, failedMs: 60_000, tableMs: 60_000 },
  });
  const keeper = new LedgerKeeper({
    directory,
    ledger,
    log,
    quietly: (take) =>
      parser.quietly((place) => {
        take({ sourceAddress: SERVER, ...place });
      }),
    logger: silentLogger,
    everyMs: 1e9,
  });
  await keeper.load();
  start = keeper.start ?? endOf(log);
  turn = () => {
    keeper.look();
    saving.push(
      log.waitFor(ledger.snapshot().total.delivered.events, new AbortController().signal).then(() => keeper.look()),
    );
  };
  const run = parser.run();
  await expect.poll(() => ended || parser.status.caughtUpAt > 0, { timeout: 15_000, interval: 1 }).toBe(true);
  await Promise.all(saving);
  const snapshot = ledger.snapshot();
  await parser.stop();
  await run;
  await log.close();
  const stored = log.next - 1;
  await keeper.settled;
  return { ledger: snapshot, stored, done: !ended };
}

async function folder(): Promise<string> {
  const made = await tempFolder("ledger");
  folders.push(made);
  return made;
}

test.each(["", "gt\\..*", "nothing\\.at_all"])(
  "counts over restarts are those of a run without (tables %j): whatever was saved, wherever it ended",
  async (tables) => {
    const whole = await live(await folder(), tables, Infinity, []);
    expectBalanced(whole.ledger);
    expect(whole.ledger.total.delivered.events).toBe(whole.stored);
    for (let seed = 1; seed <= 12; seed++) {
      const directory = await folder();
      const random = mulberry(seed);
      for (let lives = 0; lives < 4; lives++) {
        const events = 5 + Math.floor(random() * 60) * (lives + 1);
        const saves = [1, 2, 3].map(() => Math.floor(random() * events));
        await live(directory, tables, events, saves);
      }
      const last = await live(directory, tables, Infinity, []);
      expect(last.done).toBe(true);
      expectBalanced(last.ledger);
      expect(last.ledger.total.delivered.events, `seed ${seed}`).toBe(last.stored);
      expect(sorted(last.ledger), `seed ${seed}`).toEqual(sorted(whole.ledger));
    }
  },
  60_000,
);

test("a ledger that can't be read, or counts more than the log has, begins anew with what is stored", async () => {
  const directory = await folder();
  const first = await live(directory, "", Infinity, [20, 60, 100]);
  const ledger = join(directory, "ledger.dat");
  await cp(ledger, `${ledger}.kept`);
  await writeFile(ledger, "{");
  const anew = await live(directory, "", Infinity, []);
  expectBalanced(anew.ledger);
  expect(anew.ledger.total.delivered).toEqual(first.ledger.total.delivered);
  const other = await folder();
  await cp(`${ledger}.kept`, join(other, "ledger.dat"));
  const less = await live(other, "", Infinity, []);
  expectBalanced(less.ledger);
  expect(less.ledger.total.delivered.events).toBe(less.stored);
});

/** Behind the last entry, as an instance without a ledger goes on. */
function endOf(log: DurableLog): Cursor | undefined {
  const { end } = log;
  if (end === undefined) return undefined;
  return { sourceAddress: SERVER, position: end.resume ?? end.last, acked: end.last };
}

/** In any order. Which of the empty transactions pass depends on when the sink began; how many there were does not. */
function sorted({ tables }: LedgerSnapshot) {
  return tables
    .filter(({ read }) => read.events > 0)
    .map(({ schema, table, read, delivered, filtered, setAside }) => {
      const { transaction, ...others } = filtered;
      const passed = { events: delivered.events + (transaction?.events ?? 0), rows: delivered.rows };
      return { name: `${schema}.${table}`, read, passed, filtered: others, setAside };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
