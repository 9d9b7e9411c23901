import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Cursor } from "../../../proto/position.ts";
import { SluiceError } from "../../../proto/error.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import type { SourceIdentity } from "../../../server/source/binlog-source.ts";
import { readCanalSample } from "../../support/canal-sample.ts";
import { LogSource } from "../../support/log-source.ts";
import type { ParserSetup } from "../../support/parser-run.ts";
import { expectBalanced, makeParser, runToEnd } from "../../support/parser-run.ts";

const sample = readCanalSample("gtid-mysql97");
const { journalName } = sample;
const UUID = "747213ea-e541-11f1-8866-02fc00000001";
const BEFORE_LOG = `${UUID}:1-280015`;
const TABLE_MAP = 19;
const UNKNOWN = 120;
/** A COMMIT of the log, and the rows of the transaction behind it: ordinals of a dump that begins with the file. */
const COMMIT = 50;
const ROWS = 54;
const DONE = `${UUID}:1-280025`;
const TABLES = {
  "zz.marker": "CREATE TABLE `marker` (`id` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB",
  "gt.a": "CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR(10), j JSON)",
};

const FILE: ParserSetup = { start: { journalName, position: 4 } };
const GTID: ParserSetup = { start: { gtidOn: true, gtid: BEFORE_LOG } };
const STANDBY = { serverUuid: "11111111-e541-11f1-8866-02fc00000002", serverId: 2, port: 3307 };

const newSource = (): LogSource => new LogSource({ files: [{ journalName, bytes: sample.log }], tables: TABLES });
const lost = (): SluiceError => new SluiceError("SOURCE_CONNECTION_LOST", {});
const bytes = (entries: readonly PipelineEntry[]): string[] =>
  entries.map(({ frame }) => Buffer.from(frame).toString("base64"));

/** Before such an event of the first dump the connection breaks, and another server answers from then on. */
function failingOver(source: LogSource, ordinal: number, to: Partial<SourceIdentity> = STANDBY): LogSource {
  source.onEvent = (raw, at) => {
    if (source.opened.length > 1 || at !== ordinal) return raw;
    source.identity = { ...source.identity, ...to };
    throw lost();
  };
  return source;
}

/** The server that answers says what it has executed. */
function executed(source: LogSource, gtid: string): LogSource {
  const currentPosition = source.currentPosition.bind(source);
  source.currentPosition = async () => ({ ...(await currentPosition()), gtid });
  return source;
}

describe("another server takes over", () => {
  it.each([
    ["outside GTID mode, by the set that was read", FILE, ROWS],
    ["between two transactions", FILE, COMMIT + 1],
    ["in GTID mode", GTID, ROWS],
  ])("%s: nothing is missing and nothing comes twice", async (_, setup, ordinal) => {
    const whole = await runToEnd(newSource(), setup);
    const source = executed(failingOver(newSource(), ordinal), `${UUID}:1-290000`);
    const run = await runToEnd(source, setup);
    expect(bytes(run.entries)).toEqual(bytes(whole.entries));
    expect(source.opened[1]).toEqual({ kind: "gtid", gtidSet: DONE });
    expect(run.status.startReason).toBe("another server, by GTID set");
    expectBalanced(run.ledger);
  });

  it("and its connection breaks too: reading goes on there by the same set", async () => {
    const whole = await runToEnd(newSource(), FILE);
    const source = executed(failingOver(newSource(), ROWS), `${UUID}:1-290000`);
    const { onEvent } = source;
    source.onEvent = (raw, at) => {
      if (source.opened.length === 2 && at === 20) throw lost();
      return onEvent(raw, at);
    };
    const run = await runToEnd(source, FILE);
    expect(bytes(run.entries)).toEqual(bytes(whole.entries));
    expect(source.opened.map(({ kind }) => kind)).toEqual(["file", "gtid", "gtid"]);
    expect(source.opened[2]).not.toEqual(source.opened[1]);
  });

  it("that never had anything of what was read: its log is gone on in by time, an interval earlier", async () => {
    const source = executed(failingOver(newSource(), ROWS), "22222222-e541-11f1-8866-02fc00000003:1-7");
    const run = await runToEnd(source, FILE);
    expect(run.status.startReason).toBe("saved position on another server, by time");
    expect(source.opened[1]).toEqual({ kind: "file", journalName, position: 198 });
    const whole = bytes((await runToEnd(newSource(), FILE)).entries);
    const come = bytes(run.entries);
    // What was read before, then that server's log.
    expect(come.slice(-whole.length)).toEqual(whole);
    expect(come.slice(0, -whole.length)).toEqual(whole.slice(0, come.length - whole.length));
    expectBalanced(run.ledger);
  });

  it.each([
    ["has no GTIDs", { ...STANDBY, gtid: false }, undefined],
    ["does not tell its set", STANDBY, new SluiceError("SOURCE_PRIVILEGE_MISSING", { what: "REPLICATION CLIENT" })],
  ])("that %s: by time", async (_, to, refusal) => {
    const source = failingOver(newSource(), ROWS, to);
    const currentPosition = source.currentPosition.bind(source);
    let asked = 0;
    source.currentPosition = () =>
      // Where its log ends is asked for once more, behind the question for the set.
      refusal !== undefined && ++asked <= 2 ? Promise.reject(refusal) : currentPosition();
    const run = await runToEnd(source, FILE);
    expect(run.status.startReason).toBe("saved position on another server, by time");
    expect(source.opened[1]).toMatchObject({ kind: "file", position: 198 });
  });

  it("before anything was read: the start is chosen anew, for that server", async () => {
    const source = newSource();
    const open = source.open.bind(source);
    source.open = (start, signal) => {
      if (source.opened.length > 0) return open(start, signal);
      source.opened.push(start);
      source.identity = { ...source.identity, ...STANDBY };
      return Promise.reject(lost());
    };
    const startOn = ({ port }: SourceIdentity) => ({
      journalName,
      position: port === STANDBY.port ? 662 : 4,
      timestamp: 0,
      gtid: "",
      gtidOn: false,
      fallbackIntervalSeconds: 60,
    });
    const run = await runToEnd(source, { startOn });
    expect(source.opened.map((start) => start.kind === "file" && start.position)).toEqual([4, 662]);
    expect(run.status.startReason).toBe("configured position");
  });

  it("before anything was read from the log's end: what was written since is not passed over", async () => {
    const source = newSource();
    const open = source.open.bind(source);
    const currentPosition = source.currentPosition.bind(source);
    // The clock of the source when reading was to begin at its end; the other one's log has more by then.
    const since = 1_795_227_320_000;
    source.currentPosition = async () => ({ ...(await currentPosition()), timestamp: since });
    source.open = (start, signal) => {
      if (source.opened.length > 0) return open(start, signal);
      source.opened.push(start);
      source.identity = { ...source.identity, ...STANDBY };
      return Promise.reject(lost());
    };
    const run = await runToEnd(source);
    expect(run.status.startReason).toBe("saved position on another server, by time");
    // A fallback interval before that time, which is later than most of the log.
    expect(source.opened[1]).toMatchObject({ kind: "file", position: 3049 });
    expect(run.entries.length).toBeGreaterThan(0);
  });
});

describe("another server answers in between, but can't be read", () => {
  /** The first server's dump breaks, the other one refuses, the first one is back. */
  function refusing(ordinal: number, to: Partial<SourceIdentity>): LogSource {
    const source = failingOver(newSource(), ordinal, to);
    const { identity } = source;
    const open = source.open.bind(source);
    source.open = (start, signal) => {
      if (source.identity.serverId === identity.serverId) return open(start, signal);
      source.identity = identity;
      return Promise.reject(lost());
    };
    return source;
  }

  it("reading goes on where it was, to the byte", async () => {
    const whole = await runToEnd(newSource(), FILE);
    for (const ordinal of [COMMIT, COMMIT + 1, ROWS]) {
      const source = refusing(ordinal, STANDBY);
      const run = await runToEnd(source, { ...FILE, transactionSize: 2 });
      expect(bytes(run.entries), `broken before event ${ordinal}`).toEqual(bytes(whole.entries));
      expectBalanced(run.ledger);
    }
  });

  it("and is one of another family: nothing is missing, reading goes on by time", async () => {
    const whole = bytes((await runToEnd(newSource(), FILE)).entries);
    const source = refusing(ROWS, { ...STANDBY, serverUuid: "", flavor: "mariadb", version: "10.11.6-MariaDB" });
    const run = await runToEnd(source, FILE);
    const come = bytes(run.entries);
    expect(come.slice(-whole.length)).toEqual(whole);
    expect(run.status.startReason).toBe("saved position on another server, by time");
    expectBalanced(run.ledger);
  });
});

describe("a start inside a transaction", () => {
  /** The rows of a transaction, behind its table map. */
  const INSIDE = 2469;
  const BEGIN = 2262;
  const END = 2778;

  it.each([
    ["", INSIDE, BEGIN],
    [" behind a compressed one", 3795, 3595],
  ])("%s moves back to its begin, by reading the file once", async (_, inside, begin) => {
    const source = newSource();
    const run = await runToEnd(source, { start: { journalName, position: inside } });
    const whole = await runToEnd(newSource(), { start: { journalName, position: begin } });
    expect(bytes(run.entries)).toEqual(bytes(whole.entries));
    expect(source.opened.map((start) => start.kind === "file" && start.position)).toEqual([inside, 4, begin]);
    expectBalanced(run.ledger);
  });

  it("of a cursor that another server's log is taken up for instead is forgotten", async () => {
    const source = executed(newSource(), `${UUID}:1-290000`);
    const identify = source.identify.bind(source);
    let asked = 0;
    source.identify = async () => {
      if (++asked === 2) source.identity = { ...source.identity, ...STANDBY };
      return await identify();
    };
    const run = await runToEnd(source, { start: { journalName, position: INSIDE } });
    // Nobody looked for the begin in a log that has another transaction there, or none.
    expect(source.opened.map((start) => start.kind === "file" && start.position)).toEqual([INSIDE, 198]);
    expect(run.status.startReason).toBe("saved position on another server, by time");
  });

  it("whose begin has no table map either leaves the parser failed, with the place", async () => {
    const source = newSource();
    source.onEvent = (raw) => {
      const end = Buffer.from(raw).readUInt32LE(13);
      return raw[4] === TABLE_MAP && end > BEGIN && end <= END ? ignorable(raw) : raw;
    };
    const { parser } = makeParser(source, { start: { journalName, position: INSIDE } });
    const run = parser.run();
    await expect.poll(() => parser.status.phase, { timeout: 10_000, interval: 1 }).toBe("failed");
    expect(parser.status.failure).toMatchObject({ code: "PARSER_NO_GROUP_BEGIN", retriable: false });
    expect(parser.status.failure?.message).toContain(`position=${INSIDE}`);
    await parser.stop();
    await run;
  });
});

describe("the wanted place is gone", () => {
  const cursorAt = (position: number, gtid = ""): Cursor => ({
    sourceAddress: { address: "127.0.0.1", port: 3306 },
    position: { journalName, position, timestamp: 1_795_227_258_000, serverId: 1, gtid },
    acked: undefined,
  });
  /** Nothing before such an offset is left. */
  function purgedTo(oldest: number): LogSource {
    const source = newSource();
    const open = source.open.bind(source);
    source.open = (start, signal) => {
      if (start.kind === "gtid" || start.position >= oldest) return open(start, signal);
      source.opened.push(start);
      return Promise.reject(new SluiceError("SOURCE_LOG_PURGED", { journalName }));
    };
    return source;
  }

  it("and whoever saved it knows a later one from which nothing is missing: that is taken at once", async () => {
    const source = purgedTo(662);
    const run = await runToEnd(source, {
      savedCursor: () => cursorAt(source.opened.length === 0 ? 198 : 662),
    });
    expect(source.opened.map((start) => start.kind === "file" && start.position)).toEqual([198, 662]);
    expect(run.status.startReason).toBe("saved position");
    expect(run.entries.length).toBeGreaterThan(50);
  });

  it.each([
    ["the same one", cursorAt(198)],
    ["none any more", undefined],
  ])("and whoever saved it has %s: the parser waits, and says up to when was read", async (_, later) => {
    const source = purgedTo(662);
    const { parser } = makeParser(source, {
      savedCursor: () => (source.opened.length === 0 ? cursorAt(198) : later),
      retry: { firstMs: 1, mostMs: 2, failedMs: 60_000, tableMs: 60_000 },
    });
    const run = parser.run();
    await expect.poll(() => parser.status.phase, { timeout: 10_000, interval: 1 }).toBe("failed");
    const { failure } = parser.status;
    expect(failure).toMatchObject({ code: "SOURCE_LOG_PURGED" });
    expect(failure?.message.includes("readUpTo=2026-11-21T")).toBe(later !== undefined);
    expect(source.opened).toHaveLength(1);
    await parser.stop();
    await run;
  });
});

/** The same bytes as an event that readers who don't know it may pass over. */
function ignorable(raw: Uint8Array): Uint8Array {
  const event = Buffer.from(raw);
  event[4] = UNKNOWN;
  event.writeUInt16LE(event.readUInt16LE(17) | 0x80, 17);
  event.writeUInt32LE(crc32(event.subarray(0, -4)), event.length - 4);
  return event;
}
