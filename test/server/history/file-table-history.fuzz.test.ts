import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileTableHistory } from "../../../server/history/file-table-history.ts";
import type { Logger } from "../../../server/logger.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { PlacedChange } from "../../../server/parser/table-history.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

const HOUR = 3_600_000;
const SERVER = { flavor: "mysql", serverUuid: "u", serverId: 1 } as const;
const STATE = {
  version: 1,
  schemas: [{ schema: "d", charset: null, complete: true }],
  tables: [],
  uncertain: [],
} as const;

let directory = "";
let told: string[] = [];

beforeEach(async () => {
  directory = await tempFolder("history");
  told = [];
});
afterEach(() => removeTempFolder(directory));

function note(fields: unknown): void {
  told.push(String((fields as { code?: unknown }).code));
}

function history(now?: () => number): FileTableHistory {
  const logger: Logger = { ...silentLogger, warn: note, info: note };
  return new FileTableHistory({ destination: "x", directory, expireMs: 10 * HOUR, logger, ...(now && { now }) });
}

const at = (position: number) => ({ journalName: "bin.000001", position, timestamp: position * 1000 });
const head = (position: number, continues = true) => ({ server: SERVER, at: at(position), continues, filter: "f" });

/** Text that a file format may stumble over. */
function ddl(position: number): PlacedChange {
  const statement = {
    sql: `ALTER TABLE t COMMENT 'a\nb\0c ü 😀 \uD800 ${position}'`,
    schema: "d",
    sqlMode: 5,
    charsets: { server: 45 },
    explicitDefaultsForTimestamp: true,
  };
  return { at: at(position), change: { kind: "ddl", statement } };
}

const forget: PlacedChange = { at: at(150), change: { kind: "forget", schema: "d", table: "t" } };

async function written(): Promise<{ path: string; bytes: Buffer; ends: number[] }> {
  const store = history();
  await store.begin(head(100), STATE);
  await store.append([ddl(120)]);
  await store.append([forget, ddl(200)]);
  await store.close();
  const [name = ""] = await readdir(directory);
  const path = join(directory, name);
  const bytes = await readFile(path);
  const ends = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1);
  return { path, bytes, ends };
}

const CHANGES = [ddl(120), forget, ddl(200)];

describe("a timeline's files", () => {
  it("give back what was written, and are written on", async () => {
    const { path } = await written();
    expect(path).toMatch(/x-schema-00000001\.history$/);
    const store = history();
    expect(await store.load()).toMatchObject([{ ...head(100), changes: CHANGES, broken: false }]);
    await store.append([ddl(300)]);
    await store.begin(head(400), STATE);
    await store.append([ddl(500)]);
    const segments = await history().load();
    expect(segments.map(({ changes }) => changes.length)).toEqual([4, 1]);
    expect(await segments[1]?.state()).toEqual(STATE);
    expect(told).toEqual([]);
    await store.close();
  });

  it("are cut where the last write was torn, at every length, and go on from there", async () => {
    const { path, bytes, ends } = await written();
    const [, state = 0] = ends;
    for (let length = state; length < bytes.length; length++) {
      told = [];
      await writeFile(path, bytes.subarray(0, length));
      const store = history();
      const [segment] = await store.load();
      const whole = ends.filter((end) => end <= length).length - 2;
      expect([length, segment?.changes, segment?.broken]).toEqual([length, CHANGES.slice(0, whole), false]);
      expect(told).toEqual(ends.includes(length) ? [] : ["PARSER_HISTORY_TORN"]);
      await store.append([ddl(600)]);
      await store.close();
      expect((await history().load())[0]?.changes).toEqual([...CHANGES.slice(0, whole), ddl(600)]);
    }
  });

  it("are torn where the end of the last write came on the disk without its middle", async () => {
    const { path, bytes, ends } = await written();
    const holed = Buffer.from(bytes);
    holed.fill(0, (ends.at(-2) ?? 0) + 20, bytes.length - 5);
    await writeFile(path, holed);
    expect(await history().load()).toMatchObject([{ changes: CHANGES.slice(0, 2), broken: false }]);
    expect(told).toEqual(["PARSER_HISTORY_TORN"]);
  });

  it("are not relied on behind a byte that was changed, whichever it is", async () => {
    const { path, bytes, ends } = await written();
    for (let offset = 0; offset < bytes.length; offset++) {
      told = [];
      const flipped = Buffer.from(bytes);
      flipped[offset] = (flipped[offset] ?? 0) ^ 0x04;
      await writeFile(path, flipped);
      const segments = await history().load();
      const line = ends.findIndex((end) => offset < end);
      // A last line whose end is gone looks like a write that never ended.
      const torn = offset === bytes.length - 1;
      const expected = line < 2 ? [] : [{ changes: CHANGES.slice(0, line - 2), broken: !torn }];
      expect([offset, segments.map(({ changes, broken }) => ({ changes, broken }))]).toEqual([offset, expected]);
      expect(told).toEqual([torn ? "PARSER_HISTORY_TORN" : "PARSER_HISTORY_DAMAGED"]);
    }
  });

  it("have a gap where the log was read without them", async () => {
    await written();
    await history().interrupt();
    expect(await history().load()).toMatchObject([{ changes: CHANGES, broken: true }]);
    expect(told).toEqual([]);
  });

  it("go when the segment behind them is older than wanted", async () => {
    let now = 1000 * HOUR;
    const store = history(() => now);
    for (let i = 0; i < 5; i++) {
      await store.begin(head(100 * (i + 1)), STATE);
      now += 5 * HOUR;
    }
    // The third is exactly as old as wanted, and what lies between the second and it too.
    expect((await store.load()).map((segment) => segment.at.position)).toEqual([200, 300, 400, 500]);
    await store.clear();
    expect(await store.load()).toEqual([]);
  });

  it("that can't be written are an error with a code", async () => {
    await writeFile(join(directory, "file"), "");
    const store = new FileTableHistory({
      destination: "x",
      directory: join(directory, "file"),
      expireMs: HOUR,
      logger: silentLogger,
    });
    await expect(store.begin(head(1), STATE)).rejects.toMatchObject({ code: "PARSER_HISTORY_WRITE_FAILED" });
    await expect(store.load()).rejects.toMatchObject({ code: "PARSER_HISTORY_READ_FAILED" });
  });
});
