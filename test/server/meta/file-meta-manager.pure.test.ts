import { mkdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import type { Cursor } from "../../../proto/position.ts";
import type { ConsumerId } from "../../../server/meta/consumer-id.ts";
import { NO_SETTINGS } from "../../../server/meta/meta-manager.ts";
import type { ClientIdentity } from "../../../server/meta/meta-manager.ts";
import { silentLogger } from "../../../server/logger.ts";
import { errnoOf } from "../../../server/meta/durable-file.ts";
import { FileMetaManager } from "../../../server/meta/file-meta-manager.ts";
import { parseMetaFile } from "../../../server/meta/meta-file.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

/** Java's own text (canal-protocol 9.2). */
const JAVA =
  '{"clientDatas":[{"clientIdentity":{"clientId":1001,"destination":"example","filter":""},"cursor":{"identity":{"slaveId":-1,"sourceAddress":{"address":"localhost","port":3306}},"postion":{"gtid":"","included":false,"journalName":"mysql-bin.000003","position":4567,"serverId":1,"timestamp":1700000000000}}}],"destination":"example"}';

const SOURCE = { address: "localhost", port: 3306 };

function cursorAt(position: number, acked = true): Cursor {
  return {
    sourceAddress: SOURCE,
    position: { journalName: "mysql-bin.000003", position, timestamp: 1_700_000_000_000, serverId: 1, gtid: "" },
    acked: acked ? { journalName: "mysql-bin.000003", position: position + 40, index: 0 } : undefined,
  };
}

let folder: string;
let path: string;
let journal: string;
let open: FileMetaManager[] = [];

beforeEach(async () => {
  folder = await tempFolder("meta");
  path = join(folder, "meta.dat");
  journal = join(folder, "cursors.journal");
});

afterEach(async () => {
  const all = open;
  open = [];
  await Promise.all(all.map((manager) => manager.close()));
  await removeTempFolder(folder);
});

async function manager(directory = folder, replaceMs = 60_000): Promise<FileMetaManager> {
  const made = new FileMetaManager({
    destination: "example",
    directory,
    logger: silentLogger,
    retryMs: 5,
    replaceMs,
  });
  await made.load();
  open.push(made);
  return made;
}

/** What a start would know of the folder as it is now, which stays as it is. */
async function known(logger = silentLogger): Promise<FileMetaManager> {
  const made = new FileMetaManager({ destination: "example", directory: folder, logger, untouched: true });
  await made.load();
  return made;
}

/** Who looks while a file is replaced may read the one before, and the journal that names the one behind: no two servers have a folder at a time. */
async function expectKnown(consumer: ConsumerId, cursor: Cursor): Promise<void> {
  await expect.poll(async () => (await known()).cursor(consumer), WAIT).toEqual(cursor);
}

const text = (): Promise<string> => readFile(path, "utf8");
const plain = (clientId: number): ConsumerId => ({ group: "", clientId });
const identity = (clientId: number, filter = ""): ClientIdentity => ({
  destination: "example",
  group: "",
  clientId,
  filter,
});

/** Other tests may have the processor. */
const WAIT = { timeout: 10_000 };

async function codeOfSystem(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return errnoOf(error);
  }
  return "none";
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return error instanceof SluiceError ? error.code : "uncoded";
  }
  return "none";
}

describe("FileMetaManager", () => {
  test("takes over a Java server's file and gives it back, character for character but for our own key", async () => {
    await writeFile(path, JAVA);
    const first = await manager();
    expect(first.clients()).toEqual([identity(1001)]);
    expect(first.cursor(plain(1001))).toEqual(cursorAt(4567, false));
    await first.updateCursor(plain(1001), cursorAt(4567, false));
    expect(await text()).toBe(JAVA);
    await first.updateCursor(plain(1001), cursorAt(4567));
    await first.close();
    expect(await codeOfSystem(stat(journal))).toBe("ENOENT");
    expect(await text()).toBe(
      JAVA.replace(
        "1700000000000}}",
        '1700000000000},"sluice":{"index":0,"journalName":"mysql-bin.000003","position":4607}}',
      ),
    );
  });

  test("a change is in the file when its promise resolves, and comes back after a restart", async () => {
    const first = await manager(join(folder, "a", "b"));
    await first.subscribe(identity(1001, "db\\..*"));
    await first.subscribe(identity(-5));
    await first.updateCursor(plain(1001), cursorAt(10));
    const second = await manager(join(folder, "a", "b"));
    expect(second.clients()).toEqual([identity(-5), identity(1001, "db\\..*")]);
    expect([second.cursor(plain(1001)), second.cursor(plain(-5))]).toEqual([cursorAt(10), undefined]);
  });

  test("one of several consumers leaves the file when it unsubscribes; the last one stays in it, as in Canal", async () => {
    const first = await manager();
    await first.subscribe(identity(1));
    await first.subscribe(identity(2));
    await first.updateCursor(plain(1), cursorAt(10));
    await first.updateCursor(plain(2), cursorAt(20));
    await first.unsubscribe(plain(1));
    expect(parseMetaFile("example", await text()).records.map(({ clientId }) => clientId)).toEqual([2]);
    await first.unsubscribe(plain(2));
    await first.unsubscribe(plain(2));
    expect(first.clients()).toEqual([]);
    expect(first.cursor(plain(2))).toEqual(cursorAt(20));
    const second = await manager();
    expect(second.clients()).toEqual([identity(2)]);
    expect(second.cursor(plain(2))).toEqual(cursorAt(20));
  });

  test("consumers of groups and settings are in a file of our own, which is left alone when a Java server writes meta.dat", async () => {
    const first = await manager();
    const grouped = { ...identity(1001, "db\\..*"), group: "reporting" };
    await first.subscribe(identity(1001));
    await first.subscribe(grouped);
    await first.updateCursor(grouped, cursorAt(50));
    await first.updateCursor(plain(1001), cursorAt(10));
    await first.updateSettings(plain(1001), { ...NO_SETTINGS, paused: true, rowsPerSecond: 5 });
    expect(parseMetaFile("example", await text()).records.map(({ clientId }) => clientId)).toEqual([1001]);
    await writeFile(path, JAVA);
    const second = await manager();
    expect(second.clients()).toEqual([identity(1001), grouped]);
    expect([second.cursor(plain(1001)), second.cursor(grouped)]).toEqual([cursorAt(4567, false), cursorAt(50)]);
    expect(second.settings(plain(1001))).toMatchObject({ paused: true, rowsPerSecond: 5 });
    await second.remove(grouped);
    await second.updateSettings(plain(1001), NO_SETTINGS);
    const third = await manager();
    expect(third.clients()).toEqual([identity(1001)]);
    expect(third.settings(plain(1001))).toEqual(NO_SETTINGS);
    await writeFile(join(folder, "consumers.dat"), '{"consumers":[{"group":1}]}');
    expect(await codeOf(manager())).toBe("META_CORRUPT");
  });

  test("with a flush period an ack counts at once and is in the file a little later, or at the end", async () => {
    const made = new FileMetaManager({
      destination: "example",
      directory: folder,
      logger: silentLogger,
      flushMs: 60_000,
    });
    await made.load();
    await made.subscribe(identity(1001));
    await made.updateCursor(plain(1001), cursorAt(10));
    expect(parseMetaFile("example", await text()).records[0]?.cursor).toBeUndefined();
    await made.close();
    expect(parseMetaFile("example", await text()).records[0]?.cursor).toEqual(cursorAt(10));
  });

  test("changes that come together share writes", async () => {
    const first = await manager();
    await Promise.all(Array.from({ length: 500 }, (_, i) => first.subscribe(identity(i))));
    const { writes } = first.stats;
    await Promise.all(Array.from({ length: 500 }, (_, i) => first.updateCursor(plain(i), cursorAt(i))));
    expect(first.stats.commits).toBe(1000);
    expect(first.stats.writes - writes).toBeLessThanOrEqual(3);
    const { records } = parseMetaFile("example", await text());
    expect(records.every(({ clientId, cursor }) => cursor?.position.position === clientId)).toBe(true);
  });

  test("a cursor that resolved is never older on the disk, however updates overlap", async () => {
    const first = await manager();
    await first.subscribe(identity(1));
    let last = 0;
    await Promise.all(
      Array.from({ length: 200 }, async () => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
        const mine = ++last;
        await first.updateCursor(plain(1), cursorAt(mine));
        const cursor = (await known()).cursor(plain(1));
        expect(cursor?.position.position).toBeGreaterThanOrEqual(mine);
      }),
    );
    expect(last).toBe(200);
    await first.close();
    expect(parseMetaFile("example", await text()).records[0]?.cursor).toEqual(cursorAt(200));
  });

  test("what can't be written is tried again until it can; the change resolves then and not before", async () => {
    const first = await manager();
    await first.subscribe(identity(1001));
    // A folder where the temporary file should be, and one for the journal: every write fails, for root as well.
    await mkdir(`${path}.tmp`);
    await mkdir(journal);
    const before = await text();
    let resolved = false;
    const update = first.updateCursor(plain(1001), cursorAt(77)).then(() => (resolved = true));
    await expect.poll(() => first.stats.failures).toBeGreaterThan(2);
    expect(resolved).toBe(false);
    expect(first.stats.failingSince).toBeTypeOf("number");
    expect(first.stats.lastError).toMatchObject({ code: "META_WRITE_FAILED", details: { path, errno: "EISDIR" } });
    expect(await text()).toBe(before);
    await rm(`${path}.tmp`, { recursive: true });
    await update;
    expect(first.stats.failingSince).toBeUndefined();
    expect(parseMetaFile("example", await text()).records[0]?.cursor).toEqual(cursorAt(77));
  });

  test("64 consumers that ack at once, of groups and Canal's own, share one record; the files are replaced a little later", async () => {
    const first = await manager(folder, 20);
    const all = Array.from({ length: 64 }, (_, i) => ({ ...identity(i), group: i % 2 === 0 ? "" : `g${i}` }));
    await Promise.all(all.map((one) => first.subscribe(one)));
    await Promise.all(all.map((one) => first.updateCursor(one, cursorAt(0))));
    const { writes } = first.stats;
    const before = await stat(path);
    await Promise.all(all.map((one) => first.updateCursor(one, cursorAt(one.clientId))));
    expect(first.stats.writes - writes).toBeLessThanOrEqual(2);
    await expectKnown(plain(62), cursorAt(62));
    await expectKnown({ group: "g63", clientId: 63 }, cursorAt(63));
    await expect.poll(async () => (await stat(path)).ino, WAIT).not.toBe(before.ino);
    await expect
      .poll(async () => parseMetaFile("example", await text()).records[31]?.cursor, WAIT)
      .toEqual(cursorAt(62));
  });

  test("more than a record holds is in the files at once", async () => {
    const first = await manager();
    const all = Array.from({ length: 400 }, (_, i) => ({ ...identity(i), group: i % 2 === 0 ? "" : "g" }));
    await Promise.all(all.map((one) => first.subscribe(one)));
    for (const position of [0, 10, 20]) {
      await Promise.all(all.map((one) => first.updateCursor(one, cursorAt(position))));
      const { records } = parseMetaFile("example", await text());
      // What came first was a record of its own.
      expect(records.slice(1).every(({ cursor }) => cursor?.position.position === position)).toBe(true);
    }
    const seen = await known();
    expect(all.every((one) => seen.cursor(one)?.position.position === 20)).toBe(true);
  });

  test("a file that can't be replaced holds no ack up while the journal has what it does not say; it is told, and mended", async () => {
    const first = await manager(folder, 5);
    await first.subscribe(identity(1001));
    for (const position of [0, 1]) await first.updateCursor(plain(1001), cursorAt(position));
    await mkdir(`${path}.tmp`);
    let position = 1;
    await expect
      .poll(async () => {
        await first.updateCursor(plain(1001), cursorAt(++position));
        return first.stats;
      }, WAIT)
      .toMatchObject({ failures: 0, lastError: { code: "META_WRITE_FAILED" } });
    expect(first.stats.failingSince).toBeTypeOf("number");
    expect((await known()).cursor(plain(1001))).toEqual(cursorAt(position));
    await rm(`${path}.tmp`, { recursive: true });
    await expect.poll(() => first.stats.failingSince, WAIT).toBeUndefined();
    expect(parseMetaFile("example", await text()).records[0]?.cursor).toEqual(cursorAt(position));
  });

  test("without a journal each ack is in the file; with one again it is in that", async () => {
    const first = await manager(folder, 5);
    await first.subscribe(identity(1001));
    await mkdir(journal);
    for (const position of [1, 2, 3]) {
      await first.updateCursor(plain(1001), cursorAt(position));
      expect(parseMetaFile("example", await text()).records[0]?.cursor).toEqual(cursorAt(position));
    }
    await rm(journal, { recursive: true });
    let position = 3;
    await expect
      .poll(async () => {
        await first.updateCursor(plain(1001), cursorAt(++position));
        return codeOfSystem(stat(journal));
      }, WAIT)
      .toBe("none");
    await expectKnown(plain(1001), cursorAt(position));
  });

  test("the last of Canal's clients leaves its newest place in the file, though the journal had it alone", async () => {
    const first = await manager();
    await first.subscribe(identity(1));
    await first.updateCursor(plain(1), cursorAt(5));
    await first.updateCursor(plain(1), cursorAt(10));
    expect(parseMetaFile("example", await text()).records[0]?.cursor).toEqual(cursorAt(5));
    await first.unsubscribe(plain(1));
    expect(parseMetaFile("example", await text()).records[0]?.cursor).toEqual(cursorAt(10));
  });

  test("a look changes nothing; a change takes over what a journal has; a start and a stop do too", async () => {
    const first = await manager();
    await first.subscribe(identity(1));
    await first.subscribe({ ...identity(1), group: "g" });
    for (const position of [5, 10]) {
      await first.updateCursor(plain(1), cursorAt(position));
      await first.updateCursor({ group: "g", clientId: 1 }, cursorAt(2 * position));
    }
    const files = async () => await Promise.all([path, journal].map((file) => readFile(file, "latin1")));
    const before = await files();
    const look = await known();
    expect(look.cursor(plain(1))).toEqual(cursorAt(10));
    await look.close();
    expect(await files()).toEqual(before);
    const change = await known();
    await change.updateCursor(plain(1), cursorAt(5));
    await change.close();
    expect(await codeOfSystem(stat(journal))).toBe("ENOENT");
    expect(parseMetaFile("example", await text()).records[0]?.cursor).toEqual(cursorAt(5));
    const second = await manager();
    expect(second.cursor({ group: "g", clientId: 1 })).toEqual(cursorAt(20));
    await second.updateCursor(plain(1), cursorAt(6));
    await second.updateCursor(plain(1), cursorAt(7));
    const third = await manager();
    await third.close();
    expect(await codeOfSystem(stat(journal))).toBe("ENOENT");
    expect(parseMetaFile("example", await text()).records[0]?.cursor).toEqual(cursorAt(7));
  });

  test("closing makes a last attempt, and says what it could not write", async () => {
    const first = await manager();
    await first.subscribe(identity(1001));
    await mkdir(`${path}.tmp`);
    await mkdir(journal);
    const code = codeOf(first.updateCursor(plain(1001), cursorAt(77)));
    await expect.poll(() => first.stats.failures).toBeGreaterThan(0);
    await first.close();
    expect(await code).toBe("META_WRITE_FAILED");
    expect(await codeOf(first.updateCursor(plain(1001), cursorAt(78)))).toBe("META_CLOSED");
    const second = new FileMetaManager({ destination: "example", directory: folder, logger: silentLogger });
    expect(await codeOf(second.subscribe(identity(1)))).toBe("META_CLOSED");
  });

  test.each([
    ["empty", ""],
    ["cut off", JAVA.slice(0, 200)],
    ["not JSON", "clientDatas"],
    ["another JSON", "[]"],
    ["a client without an id", '{"clientDatas":[{"clientIdentity":{"destination":"example"}}]}'],
    ["a broken cursor", '{"clientDatas":[{"clientIdentity":{"clientId":1},"cursor":{"postion":7}}]}'],
    ["not UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ])("a corrupt file (%s) is a coded error and is left as it is", async (_name, content) => {
    await writeFile(path, content);
    const made = new FileMetaManager({ destination: "example", directory: folder, logger: silentLogger });
    await expect(made.load()).rejects.toMatchObject({ code: "META_CORRUPT", details: { path } });
    expect(await codeOf(made.subscribe(identity(1)))).toBe("META_CLOSED");
    await made.close();
    expect(await readFile(path)).toEqual(Buffer.from(content));
  });

  test("a file that can't be read is a coded error", async () => {
    await mkdir(path);
    const made = new FileMetaManager({ destination: "example", directory: folder, logger: silentLogger });
    await expect(made.load()).rejects.toMatchObject({ code: "META_READ_FAILED", details: { path, errno: "EISDIR" } });
  });

  test("consumers of another destination are overlooked, as Java does", async () => {
    await writeFile(path, JAVA.replaceAll('"example"', '"other"'));
    expect((await manager()).clients()).toEqual([]);
  });

  test("a link in place of the file is followed", async () => {
    const real = await tempFolder("meta-real");
    await writeFile(join(real, "there.dat"), JAVA);
    await symlink(join(real, "there.dat"), path);
    const first = await manager();
    await first.updateCursor(plain(1001), cursorAt(99));
    expect(parseMetaFile("example", await readFile(join(real, "there.dat"), "utf8")).records[0]?.cursor).toEqual(
      cursorAt(99),
    );
    await removeTempFolder(real);
  });

  test("any text gives records or a coded error", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.integer({ min: 0, max: JAVA.length }).map((n) => JAVA.slice(0, n)),
        ),
        (input) => {
          try {
            parseMetaFile("example", input);
          } catch (error) {
            expect(error).toMatchObject({ code: "META_CORRUPT" });
          }
        },
      ),
    );
  });
});
