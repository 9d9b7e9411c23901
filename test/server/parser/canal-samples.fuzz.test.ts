import { describe, expect, it } from "vitest";
import { Ledger } from "../../../server/ledger/ledger.ts";
import { silentLogger } from "../../../server/logger.ts";
import { EventParser } from "../../../server/parser/event-parser.ts";
import { DEFAULT_SWITCHES } from "../../../server/parser/parser-switches.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { EntryEventSink } from "../../../server/sink/entry-event-sink.ts";
import { FieldFilter } from "../../../server/sink/field-filter.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import { MemoryStore } from "../../../server/store/memory-store.ts";
import type { CanalSample } from "../../support/canal-sample.ts";
import { plainEntry, readCanalSample } from "../../support/canal-sample.ts";
import type { Difference } from "../../support/entry-differences.ts";
import { compareEntries, keyEntries } from "../../support/entry-differences.ts";
import { LogSource } from "../../support/log-source.ts";
import { ENTRY_DEVIATIONS } from "./canal-deviations.ts";

const SAMPLES = ["zoo-mysql97", "zoo-mysql56", "ddl-mysql97", "ddl-mysql56", "gtid-mysql97"] as const;
/** The recorder's own table, which no log of the samples creates. */
const MARKER = {
  "zz.marker": "CREATE TABLE `marker` (\n  `id` int NOT NULL,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB",
};
const OLD_MARKER = { "zz.marker": MARKER["zz.marker"].replace("int NOT", "int(11) NOT") };
/** What the reader of the GTID sample had. */
const EXECUTED = "747213ea-e541-11f1-8866-02fc00000001:1-280015";

/** The whole pipeline from the log to the store. */
async function follow(sample: CanalSample) {
  const isOld = sample.name.endsWith("56");
  const gtidOn = sample.name.startsWith("gtid");
  const files = [{ journalName: sample.journalName, bytes: sample.log }];
  const source = new LogSource({ files, tables: isOld ? OLD_MARKER : MARKER });
  const store = new MemoryStore({ budgetBytes: 1 << 30 });
  const ledger = new Ledger();
  const parser = new EventParser({
    destination: sample.name,
    source,
    sink: new EntryEventSink({ store, ledger, filterTransactionEntry: false }),
    ledger,
    logger: silentLogger,
    tables: new TableFilter({ regex: ".*\\..*" }),
    fields: new FieldFilter(),
    switches: DEFAULT_SWITCHES,
    transactionSize: 1024,
    start: {
      journalName: gtidOn ? "" : sample.journalName,
      position: 4,
      timestamp: 0,
      gtid: gtidOn ? EXECUTED : "",
      gtidOn,
      fallbackIntervalSeconds: 60,
    },
    savedCursor: () => undefined,
    autoResetLatest: false,
    timeZone: "UTC",
  });
  const run = parser.run();
  await expect.poll(() => parser.status.position, { timeout: 15_000, interval: 5 }).toBe(sample.end);
  const { setAsideTables, failure } = parser.status;
  await parser.stop();
  await run;
  const entries: PipelineEntry[] = [];
  for (let seq = store.first; seq < store.next; seq++) {
    const entry = store.at(seq);
    if (entry !== undefined) entries.push(entry);
  }
  return { entries, ledger: ledger.snapshot(), setAsideTables, failure };
}

const bytesOf = (entry: PipelineEntry): Uint8Array => entry.frame.subarray(entry.entryStart);
const plainOf = (entry: PipelineEntry) => plainEntry(bytesOf(entry));

/** Keys of ours that fall into the places where Canal stood still until it was moved on by hand: all from there to its next entry. */
function stalledKeys(sample: CanalSample, ours: readonly string[], canal: ReadonlySet<string>): ReadonlySet<string> {
  const stalled = new Set<string>();
  for (const stall of sample.stalls) {
    const from = ours.findIndex((key) => Number(key.split(" ")[1]) > stall);
    for (let i = from; i < ours.length && !canal.has(ours[i] ?? ""); i++) stalled.add(ours[i] ?? "");
  }
  return stalled;
}

const used = new Set<string>();

describe("the log of a sample gives the entries that Java Canal gave", () => {
  it.each(SAMPLES)("%s", async (name) => {
    const sample = readCanalSample(name);
    const { entries, ledger, setAsideTables, failure } = await follow(sample);
    expect({ setAsideTables, failure }).toEqual({ setAsideTables: [], failure: undefined });

    const ours = keyEntries(entries, plainOf);
    // Canal's first entries may be of a file before the one that is at hand.
    const inFile = sample.entries.filter(
      (bytes) => plainEntry(bytes)["header"] !== undefined && isIn(bytes, sample.journalName),
    );
    expect(sample.entries.length - inFile.length).toBe(name === "gtid-mysql97" ? 3 : 0);
    const canal = keyEntries(inFile, plainEntry);
    const keys = [...ours.keys()];
    const stalled = stalledKeys(sample, keys, new Set(canal.keys()));

    const unexplained: Difference[] = [];
    let equalBytes = 0;
    for (const key of new Set([...keys, ...canal.keys()])) {
      if (stalled.has(key)) continue;
      const own = ours.get(key);
      const other = canal.get(key);
      const differences = compareEntries(own && plainOf(own), other && plainEntry(other));
      for (const difference of differences) {
        const deviation = ENTRY_DEVIATIONS.find((one) => one.covers(difference));
        if (deviation === undefined) unexplained.push(difference);
        else used.add(deviation.what);
      }
      if (differences.length === 0 && own !== undefined && other !== undefined) {
        expect(Buffer.compare(bytesOf(own), other), `bytes of ${key}`).toBe(0);
        equalBytes++;
      }
    }
    expect(unexplained).toEqual([]);
    expect(equalBytes).toBe(EQUAL[name]);
    // In the same order.
    expect(keys.filter((key) => canal.has(key))).toEqual([...canal.keys()].filter((key) => ours.has(key)));

    const { total } = ledger;
    expect(total.setAside).toEqual({});
    const filtered = Object.values(total.filtered).reduce((sum, { events }) => sum + events, 0);
    expect(total.read.events).toBe(total.delivered.events + filtered);
    expect(total.read.rows).toBe(total.delivered.rows);
  });

  it("and each allowed difference still occurs", () => {
    expect(ENTRY_DEVIATIONS.map(({ what }) => what).filter((what) => !used.has(what))).toEqual([]);
  });
});

/** Entries that are equal to the last byte: a smaller number has lost something, a greater one is to be written down. */
const EQUAL: Readonly<Record<(typeof SAMPLES)[number], number>> = {
  "zoo-mysql97": 987,
  "zoo-mysql56": 636,
  "ddl-mysql97": 261,
  "ddl-mysql56": 257,
  "gtid-mysql97": 90,
};

function isIn(bytes: Uint8Array, journalName: string): boolean {
  const header = plainEntry(bytes)["header"] as { logfileName?: string };
  return header.logfileName === journalName;
}
