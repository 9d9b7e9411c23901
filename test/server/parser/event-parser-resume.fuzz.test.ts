import { describe, expect, it } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import type { Cursor } from "../../../proto/position.ts";
import { EntryType } from "../../../proto/entry-type.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { readCanalSample } from "../../support/canal-sample.ts";
import { LogSource } from "../../support/log-source.ts";
import type { ParserSetup } from "../../support/parser-run.ts";
import { expectBalanced, runToEnd } from "../../support/parser-run.ts";

const sample = readCanalSample("gtid-mysql97");
const EXECUTED = "747213ea-e541-11f1-8866-02fc00000001:1-280015";
const MARKER = "CREATE TABLE `marker` (`id` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB";

/** As the statements of the log write it, so that what is learnt from the source is what is learnt from the log. */
const TABLE = "CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR(10), j JSON)";

const newSource = (batch?: number, table = TABLE): LogSource =>
  new LogSource({
    files: [{ journalName: sample.journalName, bytes: sample.log }],
    tables: { "zz.marker": MARKER, "gt.a": table },
    ...(batch === undefined ? {} : { batch }),
  });

// With ids: that the bytes are the same says that the ids are.
const FILE: ParserSetup = { rowIds: true, start: { journalName: sample.journalName, position: 4 } };
const GTID: ParserSetup = { rowIds: true, start: { gtidOn: true, gtid: EXECUTED } };

const place = (entry: PipelineEntry): string =>
  `${entry.journalName}:${entry.position}:${entry.index}:${entry.entryType}`;
const bytes = (entries: readonly PipelineEntry[]): string[] =>
  entries.map(({ frame }) => Buffer.from(frame).toString("base64"));

const lost = (): SluiceError => new SluiceError("SOURCE_CONNECTION_LOST", {});

/** The dump breaks before the n-th event of each of the connections named. */
function breaking(source: LogSource, ...ordinals: readonly number[]): LogSource {
  source.onEvent = (raw, ordinal) => {
    if (ordinals[source.opened.length - 1] === ordinal) throw lost();
    return raw;
  };
  return source;
}

const modes = [
  ["by file", FILE],
  ["by GTID set", GTID],
] as const;

describe.each(modes)("a dump %s that breaks", (_, setup) => {
  // Two entries a chunk: most breaks come when part of the transaction has been handed on already.
  const small = { ...setup, transactionSize: 2 };

  it("before every other event gives every entry once, in order, to the byte", async () => {
    const whole = await runToEnd(newSource(), small);
    let events = 0;
    await runToEnd(
      Object.assign(newSource(), { onEvent: (raw: Uint8Array, ordinal: number) => ((events = ordinal + 1), raw) }),
      small,
    );
    expect(events).toBeGreaterThan(100);
    for (let ordinal = 1 + Number(setup === GTID); ordinal < events; ordinal += 2) {
      const run = await runToEnd(breaking(newSource(1 + (ordinal % 3)), ordinal), small);
      expect(bytes(run.entries), `broken before event ${ordinal}`).toEqual(bytes(whole.entries));
      expectBalanced(run.ledger);
      // What was read again is counted once.
      expect(run.ledger, `broken before event ${ordinal}`).toEqual(whole.ledger);
      expect(run.status.failures).toBe(1);
    }
  });

  it("again and again, right behind each reconnect, all the same", async () => {
    const whole = await runToEnd(newSource(), small);
    for (let ordinal = 40; ordinal < 60; ordinal += 2) {
      for (const second of [0, 2, 3, 5]) {
        const run = await runToEnd(breaking(newSource(2), ordinal, second, second + 1), small);
        expect(bytes(run.entries), `${ordinal}, ${second}`).toEqual(bytes(whole.entries));
        expectBalanced(run.ledger);
        expect(run.ledger, `${ordinal}, ${second}`).toEqual(whole.ledger);
      }
    }
  });
});

describe.each(modes)("a restart at a saved cursor %s", (_, setup) => {
  const gtidOn = setup === GTID;

  it("delivers what was not acked, and only that, whichever entry was acked last", async () => {
    const whole = await runToEnd(newSource(), setup);
    // A client may ack between any two entries; its cursor stands on the last end or statement, as in Canal, and knows the entry itself.
    let cursorEntry: PipelineEntry | undefined;
    for (const [i, acked] of whole.entries.entries()) {
      if (movesCursor(acked)) cursorEntry = acked;
      if (cursorEntry === undefined) continue;
      // A source knows its tables of now only: the definition that fits the next rows, be they before or behind the ALTER.
      const next = whole.entries.slice(i + 1).find(({ table, rows }) => table.schema === "gt" && rows > 0);
      const altered =
        next === undefined || next === whole.entries.findLast(({ table, rows }) => table.schema === "gt" && rows > 0);
      const source = newSource(undefined, altered ? TABLE.replace("j JSON", "j JSON, n INT") : TABLE);
      const run = await runToEnd(source, { ...setup, cursor: cursorOf(cursorEntry, acked) });
      expect(bytes(run.entries), `acked ${place(acked)}`).toEqual(bytes(whole.entries.slice(i + 1)));
      expect(run.status.startReason).toBe(gtidOn ? "saved GTID set" : "saved position");
    }
  });

  it("delivers from a cursor of a Java server inclusive, as Java does", async () => {
    const whole = await runToEnd(newSource(), setup);
    const at = whole.entries.findIndex((entry) => entry.entryType === EntryType.TRANSACTIONEND);
    const cursor = { ...cursorOf(whole.entries[at], undefined) };
    const run = await runToEnd(newSource(), { ...setup, cursor });
    expect(bytes(run.entries)).toEqual(bytes(whole.entries.slice(gtidOn ? at + 1 : at)));
  });
});

/** As a subscription does (canal-protocol 5.4). */
function movesCursor(entry: PipelineEntry): boolean {
  if (entry.entryType === EntryType.TRANSACTIONEND) return true;
  if (entry.entryType === EntryType.TRANSACTIONBEGIN) return entry.gtid === "";
  return entry.eventType >= 4 && entry.eventType <= 11 && entry.eventType !== 7;
}

function cursorOf(at: PipelineEntry | undefined, acked: PipelineEntry | undefined): Cursor {
  if (at === undefined) throw new Error("no such entry");
  const { journalName, position, timestamp, serverId, gtid } = at;
  return {
    sourceAddress: { address: "127.0.0.1", port: 3306 },
    position: { journalName, position, timestamp, serverId, gtid },
    acked: acked && { journalName: acked.journalName, position: acked.position, index: acked.index },
  };
}

it("gives a sink that makes it wait the same entries, one chunk at a time", async () => {
  const whole = await runToEnd(newSource(), FILE);
  const taken: PipelineEntry[] = [];
  let inside = 0;
  const sink = {
    async sink(chunk: readonly PipelineEntry[]): Promise<void> {
      expect(++inside).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      taken.push(...chunk);
      inside--;
    },
  };
  const run = await runToEnd(newSource(), { ...FILE, sink, transactionSize: 1 });
  expect(bytes(taken)).toEqual(bytes(whole.entries));
  // The inner events of a compressed transaction keep their ordinals.
  expect(taken.map(place)).toEqual(whole.entries.map(place));
  expect(whole.entries.some(({ index }) => index > 0)).toBe(true);
  expect(run.status.rows).toBe(whole.status.rows);
});
