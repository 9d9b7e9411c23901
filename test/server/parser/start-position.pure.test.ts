import { describe, expect, it } from "vitest";
import type { Cursor } from "../../../proto/position.ts";
import { chooseStart, OLDEST, startAtEnd } from "../../../server/parser/start-position.ts";
import type { StartQuestion, StartSettings } from "../../../server/parser/start-position.ts";
import type { SourceIdentity } from "../../../server/source/binlog-source.ts";
import { readCanalSample } from "../../support/canal-sample.ts";
import { LogSource } from "../../support/log-source.ts";
import { NO_START } from "../../support/parser-run.ts";

const sample = readCanalSample("gtid-mysql97");
const SET = "747213ea-e541-11f1-8866-02fc00000001:1-10";
const ACKED = { journalName: "bin.000003", position: 700, index: 0 };

const cursor: Cursor = {
  sourceAddress: { address: "127.0.0.1", port: 3306 },
  position: { journalName: "bin.000003", position: 500, timestamp: 1_795_227_260_000, serverId: 1, gtid: "" },
  acked: ACKED,
};
const withGtid: Cursor = { ...cursor, position: { ...cursor.position, gtid: SET } };
const elsewhere = { address: "127.0.0.2", port: 3306 };

function ask(settings: Partial<StartSettings>, saved?: Cursor, identity: Partial<SourceIdentity> = {}) {
  const source = new LogSource({ files: [{ journalName: sample.journalName, bytes: sample.log }], identity });
  const question: StartQuestion = {
    source,
    identity: source.identity,
    cursor: saved,
    settings: { ...NO_START, ...settings },
    signal: new AbortController().signal,
  };
  return chooseStart(question);
}

describe("with a saved cursor", () => {
  it("begins at its position, whatever is configured, and knows what was acked", async () => {
    expect(await ask({ journalName: "bin.000001", position: 4 }, cursor)).toEqual({
      reason: "saved position",
      dump: { kind: "file", journalName: "bin.000003", position: 500 },
      since: 0,
      gtidSet: undefined,
      acked: ACKED,
      warning: undefined,
    });
  });

  it("takes names of one address for the same, as a Java server's reverse look-up writes them", async () => {
    const local = { ...cursor, sourceAddress: { address: "localhost", port: 3306 } };
    expect(await ask({}, local)).toMatchObject({ reason: "saved position" });
    const otherPort = { ...cursor, sourceAddress: { address: "localhost", port: 3307 } };
    expect(await ask({}, otherPort)).toMatchObject({ reason: "saved position on another server, by time" });
  });

  it("goes by time on another server, a fallback interval earlier, and never by the other's positions", async () => {
    const choice = await ask({}, { ...withGtid, sourceAddress: elsewhere });
    expect(choice).toMatchObject({ reason: "saved position on another server, by time", acked: undefined });
    expect(choice.dump).toMatchObject({ kind: "file", journalName: sample.journalName });
    // The sample's log begins later than sixty seconds before: what lay between may be gone.
    expect(choice.warning).toContain("may begin later");
    const late = {
      ...cursor,
      position: { ...cursor.position, timestamp: 1_795_230_000_000 },
      sourceAddress: elsewhere,
    };
    expect(await ask({}, late)).toMatchObject({
      dump: { journalName: sample.journalName, position: sample.log.length },
      warning: "everything in this server's log is older than the saved position",
    });
  });

  it("goes by time without that warning where older files are there", async () => {
    const files = [
      { journalName: "bin.000004", bytes: sample.log.subarray(0, 198) },
      { journalName: sample.journalName, bytes: sample.log },
    ];
    const source = new LogSource({ files });
    const { signal } = new AbortController();
    const settings = { ...NO_START, fallbackIntervalSeconds: 3 };
    const saved = { ...cursor, sourceAddress: elsewhere };
    const choice = await chooseStart({ source, identity: source.identity, cursor: saved, settings, signal });
    expect(choice.warning).toBe("what was written in the last 3 s before the saved position comes again");
    expect(choice.dump).toMatchObject({ journalName: sample.journalName });
  });

  it("goes by its GTID set in GTID mode, on another server too, where what was acked says nothing", async () => {
    expect(await ask({ gtidOn: true }, withGtid)).toMatchObject({
      reason: "saved GTID set",
      dump: { kind: "gtid", gtidSet: SET },
      gtidSet: SET,
      acked: ACKED,
    });
    const choice = await ask({ gtidOn: true }, { ...withGtid, sourceAddress: elsewhere });
    expect(choice).toMatchObject({ reason: "saved GTID set", acked: undefined });
  });

  it("prefers a configured GTID set to a position without one in GTID mode, as Canal does", async () => {
    expect(await ask({ gtidOn: true, gtid: SET }, cursor)).toMatchObject({
      reason: "configured GTID set",
      acked: undefined,
    });
    expect(await ask({ gtidOn: true }, cursor)).toMatchObject({ reason: "saved position" });
    expect(await ask({ gtidOn: true, gtid: SET }, cursor, { gtid: false })).toMatchObject({ reason: "saved position" });
  });
});

describe("without a saved cursor", () => {
  it.each([
    [
      { journalName: "bin.000007", position: 123 },
      { journalName: "bin.000007", position: 123 },
    ],
    [{ journalName: "bin.000007" }, { journalName: "bin.000007", position: 4 }],
    [
      { journalName: "bin.000007", position: 1 },
      { journalName: "bin.000007", position: 4 },
    ],
    [
      { journalName: "bin.000007", timestamp: 1 },
      { journalName: "bin.000007", position: 4 },
    ],
    [
      { journalName: "bin.000001", timestamp: 1_795_227_259_000 },
      { journalName: sample.journalName, position: 933 },
    ],
  ])("%j begins at %j", async (settings, dump) => {
    const choice = await ask(settings);
    expect(choice.dump).toEqual({ kind: "file", ...dump });
    expect(choice.gtidSet).toBeUndefined();
  });

  it("begins at a time, at the end when everything is older", async () => {
    expect(await ask({ timestamp: 1_795_227_259_000 })).toMatchObject({
      reason: "configured time",
      dump: { position: 933 },
    });
    expect(await ask({ timestamp: 1_999_999_999_000 })).toMatchObject({
      reason: "configured time",
      dump: { position: sample.log.length },
      warning: expect.stringContaining("older") as string,
    });
  });

  it("begins at the end of the log when nothing is said, and knows its GTID set in GTID mode", async () => {
    expect(await ask({})).toMatchObject({
      reason: "end of the log",
      dump: { position: sample.log.length },
      gtidSet: undefined,
    });
    expect(await ask({ gtidOn: true, gtid: SET })).toMatchObject({ reason: "configured GTID set", gtidSet: SET });
  });

  it("begins at the oldest event without a warning where everything that is left is wanted", async () => {
    expect(await ask({ timestamp: OLDEST })).toMatchObject({ reason: "configured time", warning: undefined });
    expect(await ask({ timestamp: OLDEST + 1 })).toMatchObject({
      warning: expect.stringContaining("may begin later") as string,
    });
  });

  it("knows the GTID set of the log's end in GTID mode, on a server that has GTIDs", async () => {
    for (const [gtidOn, gtid, gtidSet] of [
      [true, true, SET],
      [false, true, undefined],
      [true, false, undefined],
    ] as const) {
      const source = new LogSource({
        files: [{ journalName: sample.journalName, bytes: sample.log }],
        identity: { gtid },
      });
      const end = await source.currentPosition();
      source.currentPosition = () => Promise.resolve({ ...end, gtid: SET });
      const settings = { ...NO_START, gtidOn };
      const { signal } = new AbortController();
      const choice = await chooseStart({ source, identity: source.identity, cursor: undefined, settings, signal });
      expect(choice).toMatchObject({ reason: "end of the log", dump: { kind: "file" } });
      expect(choice.gtidSet).toBe(gtidSet);
    }
  });

  it("warns in GTID mode where no set is known, since cursors get none then", async () => {
    const place = { journalName: "bin.000007", position: 123 };
    const warning = expect.stringContaining("cursors get none") as string;
    expect(await ask({ ...place, gtidOn: true })).toMatchObject({ reason: "configured position", warning });
    expect(await ask({ gtidOn: true }, cursor)).toMatchObject({ reason: "saved position", warning });
    expect(await ask({ gtidOn: true }, { ...cursor, sourceAddress: elsewhere })).toMatchObject({
      warning: expect.stringMatching(
        /comes again.*; .*cursors get none|may begin later.*; .*cursors get none/,
      ) as string,
    });
    const none = { warning: undefined };
    expect(await ask({ ...place, gtidOn: true }, undefined, { gtid: false })).toMatchObject(none);
    expect(await ask(place)).toMatchObject(none);
    expect(await ask({ gtidOn: true }, withGtid)).toMatchObject(none);
  });

  it("can be told to begin at the end whatever is saved", async () => {
    const source = new LogSource({ files: [{ journalName: sample.journalName, bytes: sample.log }] });
    const signal = new AbortController().signal;
    const choice = await startAtEnd({ source, identity: source.identity, cursor, settings: NO_START, signal });
    expect(choice).toMatchObject({
      reason: "end of the log, by canal.auto.reset.latest.pos.mode",
      dump: { position: sample.log.length },
      acked: undefined,
    });
  });
});
