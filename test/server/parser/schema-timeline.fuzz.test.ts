import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EntryType, EventType } from "../../../proto/entry-type.ts";
import { SluiceError } from "../../../proto/error.ts";
import { FileTableHistory } from "../../../server/history/file-table-history.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { TableHistory } from "../../../server/parser/table-history.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { readCanalSample } from "../../support/canal-sample.ts";
import { LogSource } from "../../support/log-source.ts";
import { makeParser, runToEnd } from "../../support/parser-run.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

const sample = readCanalSample("ddl-mysql97");
const { journalName } = sample;
let directory = "";

beforeEach(async () => {
  directory = await tempFolder("timeline");
});
afterEach(() => removeTempFolder(directory));

/** It has no table any more: whatever is known comes from the log and the timeline. */
const newSource = (): LogSource => new LogSource({ files: [{ journalName, bytes: sample.log }] });

function newStore(): FileTableHistory {
  return new FileTableHistory({ destination: "x", directory, expireMs: 1e12, logger: silentLogger });
}

const hex = (entries: readonly PipelineEntry[]): string[] =>
  entries.map(({ frame }) => Buffer.from(frame).toString("hex"));

const DDL = new Set<number>([EventType.CREATE, EventType.ALTER, EventType.ERASE, EventType.RENAME]);
const isDdl = ({ eventType }: PipelineEntry): boolean => DDL.has(eventType);

function from(position: number, store: TableHistory, intervalMs = 1e12) {
  return { start: { journalName, position }, history: { store, intervalMs, filter: "" } };
}

describe("a log that is read a second time", () => {
  it.each([
    ["one segment", 1e12],
    ["a segment behind every change", 0],
  ])("comes out the same from every place on, with %s", async (_name, intervalMs) => {
    const store = newStore();
    const whole = await runToEnd(newSource(), from(4, store, intervalMs));
    const before = JSON.stringify(await store.load());
    const begins = whole.entries.filter((entry) => entry.entryType === EntryType.TRANSACTIONBEGIN || isDdl(entry));
    expect(begins.length).toBeGreaterThan(10);
    for (const { position } of begins) {
      const again = await runToEnd(newSource(), from(position, newStore(), intervalMs));
      const rest = whole.entries.filter((entry) => entry.position >= position);
      expect([position, hex(again.entries)]).toEqual([position, hex(rest)]);
    }
    // Nothing that is known is written a second time.
    expect(JSON.stringify(await newStore().load())).toBe(before);
    await store.close();
  });
});

describe("a timeline that can't be written", () => {
  it("keeps everything behind the statement back until it can, and shows the failure", async () => {
    const store = newStore();
    let full = true;
    let refused = 0;
    const failing: TableHistory = {
      load: () => store.load(),
      begin: (head, state) => store.begin(head, state),
      clear: () => store.clear(),
      interrupt: () => store.interrupt(),
      close: () => store.close(),
      append: async (changes) => {
        if (!full) return await store.append(changes);
        refused++;
        throw new SluiceError("PARSER_HISTORY_WRITE_FAILED", { errno: "ENOSPC" });
      },
    };
    const { parser, entries } = makeParser(newSource(), from(4, failing));
    const run = parser.run();
    await expect.poll(() => refused, { timeout: 10_000, interval: 1 }).toBeGreaterThan(1);
    const held = entries.length;
    expect(entries.filter(isDdl)).toEqual([]);
    expect(parser.status.failure).toMatchObject({ code: "PARSER_HISTORY_WRITE_FAILED" });
    full = false;
    await expect.poll(() => parser.status.caughtUpAt, { timeout: 10_000, interval: 1 }).toBeGreaterThan(0);
    expect(parser.status).toMatchObject({ failure: undefined, failures: 0 });
    expect(entries.length).toBeGreaterThan(held);
    await parser.stop();
    await run;
    await store.close();
    const { entries: all } = await runToEnd(newSource(), { start: { journalName, position: 4 } });
    expect(hex(entries)).toEqual(hex(all));
  });
});
