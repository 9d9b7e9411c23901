import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import type { EventParser } from "../../../server/parser/event-parser.ts";
import { DEFAULT_SWITCHES } from "../../../server/parser/parser-switches.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import { readCanalSample } from "../../support/canal-sample.ts";
import { LogSource } from "../../support/log-source.ts";
import { expectBalanced, makeParser, runToEnd } from "../../support/parser-run.ts";

const sample = readCanalSample("ddl-mysql97");
const FILE = { start: { journalName: sample.journalName, position: 4 } };
const MARKER = "CREATE TABLE `marker` (`id` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB";
const INCIDENT = 26;

const newSource = (tables: Record<string, string> = { "zz.marker": MARKER }): LogSource =>
  new LogSource({ files: [{ journalName: sample.journalName, bytes: sample.log }], tables });

const phaseOf = (parser: EventParser, phase: string): Promise<unknown> =>
  expect.poll(() => parser.status.phase, { timeout: 10_000, interval: 1 }).toBe(phase);

function damaged(raw: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(raw);
  const last = copy.length - 6;
  copy[last] = (copy[last] ?? 0) ^ 1;
  return copy;
}

describe("an event whose checksum is wrong", () => {
  it("is read again, and everything comes once", async () => {
    const whole = await runToEnd(newSource(), FILE);
    const source = newSource();
    let tries = 0;
    source.onEvent = (raw, ordinal) =>
      source.opened.length <= 2 && ordinal === 60 && ++tries > 0 ? damaged(raw) : raw;
    const run = await runToEnd(source, FILE);
    expect(tries).toBeGreaterThan(0);
    expect(run.status.failures).toBeGreaterThan(0);
    expect(run.entries.map(({ frame }) => Buffer.from(frame).toString("hex"))).toEqual(
      whole.entries.map(({ frame }) => Buffer.from(frame).toString("hex")),
    );
    expectBalanced(run.ledger);
  });

  it("leaves the parser failed when it is wrong again and again, with file and position, until the log is put right", async () => {
    const source = newSource();
    // The same event of the log, wherever the dump begins.
    const rest = Buffer.from(sample.log.subarray(14_000));
    let isDamaged = true;
    source.onEvent = (raw) => (isDamaged && rest.includes(Buffer.from(raw.subarray(0, 24))) ? damaged(raw) : raw);
    const { parser, entries } = makeParser(source, FILE);
    const run = parser.run();
    await phaseOf(parser, "failed");
    const { failure } = parser.status;
    expect(failure).toMatchObject({ code: "PARSER_CORRUPT_EVENT", retriable: false });
    const position = Number(/position=(\d+)/.exec(failure?.message ?? "")?.[1]);
    expect(failure?.message).toContain(`journalName=${sample.journalName}`);
    expect(position).toBeGreaterThan(13_000);
    expect(position).toBeLessThan(15_000);
    const before = entries.length;
    isDamaged = false;
    await expect.poll(() => parser.status.caughtUpAt, { timeout: 10_000, interval: 1 }).toBeGreaterThan(0);
    expect(parser.status).toMatchObject({ phase: "running", failure: undefined });
    expect(entries.length).toBeGreaterThan(before);
    await parser.stop();
    await run;
  });
});

it("stands at an INCIDENT, with its place and what it says", async () => {
  const source = newSource();
  source.onEvent = (raw, ordinal) => (ordinal === 20 ? incidentIn(raw) : raw);
  const { parser, entries } = makeParser(source, FILE);
  const run = parser.run();
  await phaseOf(parser, "failed");
  expect(parser.status.failure).toMatchObject({
    code: "PARSER_INCIDENT",
    message: expect.stringContaining("incident=1, message=lost") as string,
  });
  // What came before it was handed on, and only once.
  expect(entries.length).toBeGreaterThan(5);
  expect(new Set(entries.map(({ position }) => position)).size).toBe(entries.length);
  await parser.stop();
  await run;
});

/** The event's place in the log, taken by an INCIDENT: `u16 code, u8 length, message, checksum`. */
function incidentIn(raw: Uint8Array): Uint8Array {
  const event = Buffer.concat([raw.subarray(0, 19), Uint8Array.of(1, 0, 4), Buffer.from("lost"), Buffer.alloc(4)]);
  event[4] = INCIDENT;
  event.writeUInt32LE(event.length, 9);
  event.writeUInt32LE(crc32(event.subarray(0, -4)), event.length - 4);
  return event;
}

const gone = (): SluiceError => new SluiceError("SOURCE_LOG_PURGED", { journalName: "bin.000001" });

it("knows of no delay before it has read anything", async () => {
  const { parser } = makeParser(newSource(), FILE);
  expect(parser.status.delayMs).toBeUndefined();
  expect(parser.quietPlace).toBeUndefined();
  expect(parser.quietly(() => undefined)).toBe(false);
  await parser.stop();
});

it("takes up reading when the source ends the dump in an orderly way, and everything comes once", async () => {
  const whole = await runToEnd(newSource(), FILE);
  const source = newSource();
  source.ends = true;
  const { parser, entries } = makeParser(source, FILE);
  const run = parser.run();
  await expect.poll(() => source.opened.length, { timeout: 10_000, interval: 1 }).toBeGreaterThan(2);
  await parser.stop();
  await run;
  expect(entries.map(({ frame }) => Buffer.from(frame).toString("hex"))).toEqual(
    whole.entries.map(({ frame }) => Buffer.from(frame).toString("hex")),
  );
});

it("is finished behind files that nobody writes any more", async () => {
  const source = newSource();
  source.ends = true;
  const open = source.open.bind(source);
  source.open = async (start, signal) => Object.assign(await open(start, signal), { complete: true });
  const { parser, entries } = makeParser(source, FILE);
  await parser.run();
  expect(parser.status).toMatchObject({ phase: "finished", failures: 0 });
  expect(entries).toHaveLength((await runToEnd(newSource(), FILE)).entries.length);
});

it("hands nothing on any more once it is to stop", async () => {
  const entries: unknown[] = [];
  let stopping: Promise<void> | undefined;
  const { parser } = makeParser(newSource(), {
    ...FILE,
    sink: {
      sink: (chunk) => {
        entries.push(...chunk);
        stopping ??= parser.stop();
        return undefined;
      },
    },
  });
  await parser.run();
  await stopping;
  expect(parser.status.phase).toBe("stopped");
  // The rest of the group whose chunk was at hand.
  expect(entries.length).toBeLessThan(10);
});

it("ends with a coded error, and the place, at a fault of ours", async () => {
  const source = newSource();
  source.onEvent = (raw, ordinal) => {
    if (ordinal === 20) throw new TypeError("not a function");
    return raw;
  };
  const { parser } = makeParser(source, FILE);
  await expect(parser.run()).rejects.toMatchObject({
    code: "INTERNAL_BUG",
    details: { what: "TypeError: not a function", journalName: sample.journalName },
  });
  expect(parser.status.phase).toBe("failed");
});

describe("a position that is gone", () => {
  it("leaves the parser waiting for somebody, with the choices, and trying again", async () => {
    const source = newSource();
    const open = source.open.bind(source);
    let purged = true;
    source.open = (start, signal) => (purged ? Promise.reject(gone()) : open(start, signal));
    const { parser, entries } = makeParser(source, FILE);
    const run = parser.run();
    await phaseOf(parser, "failed");
    expect(parser.status.failure).toMatchObject({ code: "SOURCE_LOG_PURGED", retriable: false });
    expect(parser.status.failure?.message).toContain("To go on: ");
    purged = false;
    await expect.poll(() => entries.length, { timeout: 10_000, interval: 1 }).toBeGreaterThan(100);
    await expect.poll(() => parser.status.failure, { timeout: 10_000, interval: 1 }).toBeUndefined();
    await parser.stop();
    await run;
    expect(parser.status.phase).toBe("stopped");
  });

  it("is left behind only where canal.auto.reset.latest.pos.mode says so, and loudly", async () => {
    const source = newSource();
    const open = source.open.bind(source);
    source.open = (start, signal) =>
      start.kind === "file" && start.position === 4 ? Promise.reject(gone()) : open(start, signal);
    const shouts: string[] = [];
    const logger = {
      trace: () => undefined,
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (_: object, message: string) => void shouts.push(message),
      child: () => logger,
    };
    const run = await runToEnd(source, { ...FILE, autoResetLatest: true, logger });
    expect(run.status.startReason).toBe("end of the log, by canal.auto.reset.latest.pos.mode");
    expect(run.entries).toEqual([]);
    expect(shouts).toEqual([expect.stringContaining("CHANGES ARE LOST")]);
  });
});

describe("a table that can't be known", () => {
  it("is set aside alone, and counted by row", async () => {
    // The recorder's table is in no statement of the log, and here the source does not know it either.
    const run = await runToEnd(newSource({}), FILE);
    expect(run.status.setAsideTables).toMatchObject([
      {
        schema: "zz",
        table: "marker",
        code: "PARSER_TABLE_SET_ASIDE",
        reason: "the source has no such table any more",
      },
    ]);
    const marker = run.ledger.tables.find(({ table }) => table === "marker");
    expect(marker?.delivered.rows).toBe(0);
    expect(marker?.setAside.definition?.rows).toBe(marker?.read.rows);
    expect(marker?.read.rows).toBeGreaterThan(60);
    expectBalanced(run.ledger);
    const whole = await runToEnd(newSource(), FILE);
    expect(run.entries.map(({ position }) => position)).toEqual(
      whole.entries.filter(({ table }) => table.table !== "marker").map(({ position }) => position),
    );
  });

  it("is asked for once, not with every row", async () => {
    const source = newSource({});
    await runToEnd(source, FILE);
    expect(source.asked.filter((name) => name === "zz.marker")).toHaveLength(1);
  });

  it("is set aside when the definition of now has other columns", async () => {
    const run = await runToEnd(newSource({ "zz.marker": MARKER.replace("NOT NULL,", "NOT NULL, `b` int,") }), FILE);
    expect(run.status.setAsideTables).toMatchObject([{ reason: "the log has 1 columns, the definition 2" }]);
    expectBalanced(run.ledger);
  });

  it("is delivered again when its definition can be read", async () => {
    const source = newSource({});
    let there = false;
    const reader = { ...source.schema, showCreateTable: () => Promise.resolve(there ? MARKER : undefined) };
    Object.defineProperty(source, "schema", { value: reader });
    const { parser, entries, ledger } = makeParser(source, {
      ...FILE,
      retry: { firstMs: 1, mostMs: 2, failedMs: 2, tableMs: 0 },
      sink: {
        sink: (chunk) => {
          for (const entry of chunk) {
            entries.push(entry);
            ledger.delivered(entry);
          }
          there ||= entries.length > 50;
          return undefined;
        },
      },
    });
    const run = parser.run();
    await expect.poll(() => parser.status.caughtUpAt, { timeout: 10_000, interval: 1 }).toBeGreaterThan(0);
    expect(parser.status.setAsideTables).toEqual([]);
    await parser.stop();
    await run;
    const marker = ledger.snapshot().tables.find(({ table }) => table === "marker");
    expect(marker?.setAside.definition?.rows).toBeGreaterThan(0);
    expect(marker?.delivered.rows).toBeGreaterThan(0);
    expectBalanced(ledger.snapshot());
  });
});

describe("switches", () => {
  it.each([
    ["rows", { rows: true }, (type: number) => type > 3],
    ["inserts", { dmlInsert: true }, (type: number) => type !== 1],
    ["statements", { queryDdl: true }, (type: number) => type <= 3],
  ])("drop %s, counted", async (_, switches, passes) => {
    const run = await runToEnd(newSource(), { ...FILE, switches: { ...DEFAULT_SWITCHES, ...switches } });
    expect(run.entries.every(({ eventType }) => eventType === 0 || passes(eventType))).toBe(true);
    expectBalanced(run.ledger);
    expect(run.status.setAsideTables).toEqual([]);
  });

  it("and filters drop rows without losing track of the tables", async () => {
    const tables = new TableFilter({ regex: "dz\\..*", blackRegex: "dz\\.a" });
    const run = await runToEnd(newSource(), { ...FILE, tables });
    expect(run.entries.some(({ table }) => table.schema === "zz")).toBe(false);
    expectBalanced(run.ledger);
  });
});
