import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import {
  mkdir,
  open as openFile,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Cursor } from "../../../proto/position.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { ConsumerId } from "../../../server/meta/consumer-id.ts";
import { SLOT_BYTES } from "../../../server/meta/cursor-journal.ts";
import { FileMetaManager } from "../../../server/meta/file-meta-manager.ts";
import type { FileMetaManagerOptions } from "../../../server/meta/file-meta-manager.ts";
import { NO_SETTINGS } from "../../../server/meta/meta-manager.ts";
import { randomFrom } from "../../support/random.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

const PLAIN: ConsumerId = { group: "", clientId: 1001 };
const GROUPED: ConsumerId = { group: "g", clientId: 1 };
const NEVER = 3_600_000;

const cursorAt = (position: number): Cursor => ({
  sourceAddress: { address: "localhost", port: 3306 },
  position: { journalName: "bin.000003", position, timestamp: 1_700_000_000_000, serverId: 1, gtid: "" },
  acked: { journalName: "bin.000003", position, index: 0, seq: position },
});

let folder: string;
let journal: string;
let open: FileMetaManager[] = [];

beforeEach(async () => {
  folder = await tempFolder("journal");
  journal = join(folder, "cursors.journal");
});

afterEach(async () => {
  const all = open;
  open = [];
  await Promise.all(all.map((manager) => manager.close()));
  await removeTempFolder(folder);
});

async function manager(options: Partial<FileMetaManagerOptions> = {}): Promise<FileMetaManager> {
  const made = new FileMetaManager({
    destination: "example",
    directory: folder,
    logger: silentLogger,
    retryMs: 5,
    replaceMs: NEVER,
    ...options,
  });
  await made.load();
  open.push(made);
  return made;
}

/** Codes that a start tells of the folder as it is, and where it would go on. */
async function start(directory = folder): Promise<{ readonly places: readonly number[]; readonly codes: unknown[] }> {
  const codes: unknown[] = [];
  const logger = {
    ...silentLogger,
    warn: (fields: object) => {
      codes.push((fields as { readonly code?: string }).code);
    },
  };
  const meta = new FileMetaManager({ destination: "example", directory, logger, untouched: true });
  await meta.load();
  const places = [PLAIN, GROUPED].map((consumer) => meta.cursor(consumer)?.position.position ?? 0);
  await meta.close();
  return { places, codes };
}

const identity = (consumer: ConsumerId) => ({ destination: "example", filter: "", ...consumer });

/** Files that say 10; the older record says 30 and 20, the newer one 30 and 30. */
async function crashed(): Promise<Buffer> {
  const meta = await manager();
  await meta.subscribe(identity(PLAIN));
  await meta.subscribe(identity(GROUPED));
  for (const position of [10, 20, 30]) {
    await meta.updateCursor(PLAIN, cursorAt(position));
    await meta.updateCursor(GROUPED, cursorAt(position));
  }
  return await readFile(journal);
}

/** In place: to write a file anew costs the disk more. */
async function overwrite(bytes: Uint8Array, position: number): Promise<void> {
  const file = await openFile(journal, "r+");
  try {
    await file.write(bytes, 0, bytes.length, position);
  } finally {
    await file.close();
  }
}

const SLOTS = [0, SLOT_BYTES];
const NEW = [30, 30];
const OLD = [30, 20];
const DAMAGED = ["META_JOURNAL_DAMAGED"];

/** Where a record ends, its line break included. */
const endAt = (bytes: Buffer, slot: number): number => bytes.indexOf(0x0a, slot) + 1;

describe("the journal of cursors", () => {
  test("a bit flipped at any offset: the newest record or the one before, and told with a code", async () => {
    const bytes = await crashed();
    const random = randomFrom(7);
    const outcomes: string[] = [];
    for (const slot of SLOTS) {
      const seen = new Set<string>();
      for (let offset = slot; offset < endAt(bytes, slot); offset++) {
        const byte = bytes[offset] ?? 0;
        await overwrite(Buffer.of(byte ^ (1 << Math.floor(random() * 8))), offset);
        const { places, codes } = await start();
        await overwrite(Buffer.of(byte), offset);
        expect(codes).toEqual(DAMAGED);
        seen.add(places.join());
      }
      outcomes.push([...seen].join(" "));
    }
    expect(outcomes.toSorted()).toEqual([OLD.join(), NEW.join()]);
  });

  test("cut at any offset: the newest record that is left, or what the files say", async () => {
    const bytes = await crashed();
    const end = endAt(bytes, SLOT_BYTES);
    const isInside = (length: number): boolean =>
      SLOTS.some((at) => length >= at - 9 && length <= endAt(bytes, at) + 9);
    for (let length = end - 1; length >= 0; length -= isInside(length) || isInside(length - 997) ? 1 : 997) {
      await truncate(journal, length);
      const { places, codes } = await start();
      const isWhole = length <= SLOT_BYTES && length >= endAt(bytes, 0);
      const isEmpty = length === 0;
      expect(codes).toEqual(isWhole || isEmpty ? [] : DAMAGED);
      expect([OLD.join(), NEW.join(), "10,10"]).toContain(places.join());
      if (length < endAt(bytes, 0)) expect(places).toEqual([10, 10]);
    }
  });

  test("a write torn at any byte, over an older record or nothing: the state before it or after", async () => {
    const bytes = await crashed();
    const meta = open[0];
    await meta?.updateCursor(PLAIN, cursorAt(40));
    const next = await readFile(journal);
    const slot =
      SLOTS.find((at) => !bytes.subarray(at, at + SLOT_BYTES).equals(next.subarray(at, at + SLOT_BYTES))) ?? 0;
    const written = next.subarray(slot, endAt(next, slot));
    const blank = Buffer.alloc(written.length);
    for (const under of [bytes.subarray(slot, slot + written.length), blank]) {
      for (let length = 0; length <= written.length; length++) {
        const torn = Buffer.concat([written.subarray(0, length), under.subarray(length)]);
        await overwrite(torn, slot);
        expect((await start()).places).toEqual(torn.equals(written) ? [40, 30] : NEW);
      }
    }
    // As a file system may put the end of a write on the disk without its beginning.
    for (let length = 0; length <= written.length; length += 7) {
      await overwrite(Buffer.concat([blank.subarray(0, length), written.subarray(length)]), slot);
      expect((await start()).places).toEqual(length === 0 ? [40, 30] : NEW);
    }
  });

  test("a first place and a way back are in the files at once: without the journal rows come again, and none is missed", async () => {
    const meta = await manager();
    await meta.subscribe(identity(PLAIN));
    const elsewhere = { ...cursorAt(60), sourceAddress: { address: "other", port: 3306 } };
    const inside = (position: number, index: number | undefined): Cursor => ({
      ...cursorAt(position),
      acked: index === undefined ? undefined : { journalName: "bin.000003", position, index },
    });
    const moves: readonly (readonly [Cursor, "file" | "journal"])[] = [
      [cursorAt(50), "file"],
      [cursorAt(60), "journal"],
      [cursorAt(55), "file"],
      [elsewhere, "file"],
      [inside(70, 3), "file"],
      [inside(70, 4), "journal"],
      [inside(70, 2), "file"],
      [inside(70, undefined), "file"],
    ];
    for (const [cursor, place] of moves) {
      await meta.updateCursor(PLAIN, cursor);
      const look = await manager({ untouched: true });
      expect(look.cursor(PLAIN)).toEqual(cursor);
      const isThere = existsSync(journal);
      if (isThere) await rename(journal, `${journal}.away`);
      const without = await manager({ untouched: true });
      if (isThere) await rename(`${journal}.away`, journal);
      if (place === "file") expect(without.cursor(PLAIN)).toEqual(cursor);
      else expect(without.cursor(PLAIN)).not.toEqual(cursor);
    }
  });

  test("random bytes in its place, or a folder, cost what was acked lately and no more", async () => {
    await crashed();
    const random = randomFrom(11);
    for (let round = 0; round < 50; round++) {
      await writeFile(
        journal,
        Buffer.from(Array.from({ length: Math.floor(random() * 3000) + 1 }, () => random() * 256)),
      );
      expect(await start()).toEqual({ places: [10, 10], codes: DAMAGED });
    }
    const line = (json: string): Buffer =>
      Buffer.concat([Buffer.from(`${crc32(json).toString(16).padStart(8, "0")} ${json}`), Buffer.from("\n")]);
    for (const json of [
      "[]",
      "7",
      '{"seq":9}',
      '{"version":2,"seq":9}',
      '{"version":1,"seq":9,"meta":{"file":7}}',
      "{",
    ]) {
      await writeFile(journal, line(json));
      expect(await start()).toEqual({ places: [10, 10], codes: DAMAGED });
    }
    await rm(journal);
    await mkdir(journal);
    expect(await start()).toEqual({ places: [10, 10], codes: DAMAGED });
    await rm(journal, { recursive: true });
    expect(await start()).toEqual({ places: [10, 10], codes: [] });
  });

  test("whoever replaces a file makes what the journal has of it void, and of the other one not; a file that is gone too", async () => {
    await crashed();
    const meta = join(folder, "meta.dat");
    const text = await readFile(meta);
    const { atime, mtime } = await stat(meta);
    const copy = await tempFolder("journal-copy");
    execFileSync("cp", ["-a", `${folder}/.`, copy]);
    expect(await start(copy)).toEqual({ places: NEW, codes: [] });
    await removeTempFolder(copy);
    // The same bytes: it is another file.
    await writeFile(meta, text);
    await utimes(meta, atime, new Date(mtime.getTime() + 1000));
    expect(await start()).toEqual({ places: [10, 30], codes: [] });
    await rm(meta);
    expect(await start()).toEqual({ places: [0, 30], codes: [] });
    await rm(join(folder, "consumers.dat"));
    expect(await start()).toEqual({ places: [0, 0], codes: [] });
  });

  test("a crash at any moment of anything that changes: nobody was told of more than what a start then knows", async () => {
    const random = randomFrom(23);
    for (let round = 0; round < 6; round++) {
      const meta = await manager({ replaceMs: [0, 1, 3, 10, NEVER][round % 5] ?? 0 });
      const told = [...(await start()).places];
      const asked = [...told];
      for (const consumer of [PLAIN, GROUPED]) await meta.subscribe(identity(consumer));
      const act = async (index: number): Promise<void> => {
        const consumer = index === 0 ? PLAIN : GROUPED;
        for (let i = 0; i < 12; i++) {
          const position = (asked[index] ?? 0) + 1;
          asked[index] = position;
          await meta.updateCursor(consumer, cursorAt(position));
          told[index] = position;
          if (random() < 0.2) await meta.subscribe({ ...identity(consumer), filter: `t${i}` });
          if (random() < 0.2) await meta.updateSettings(consumer, { ...NO_SETTINGS, rowsPerSecond: i });
        }
      };
      const run = { isDone: false };
      const all = Promise.all([act(0), act(1)]).then(() => (run.isDone = true));
      while (!run.isDone) {
        const before = [...told];
        const copy = await snapshot();
        const most = [...asked];
        const { places, codes } = await start(copy);
        await removeTempFolder(copy);
        expect(codes).toEqual([]);
        for (const index of [0, 1]) {
          expect(places[index]).toBeGreaterThanOrEqual(before[index] ?? 0);
          expect(places[index]).toBeLessThanOrEqual(most[index] ?? 0);
        }
        for (let turns = random() * 4; turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
      }
      await all;
      await meta.close();
      expect((await start()).places).toEqual(asked);
      expect((await readdir(folder)).toSorted()).toEqual(["consumers.dat", "meta.dat"]);
    }
  });
});

/** The folder as it is in this turn: only what the thread pool is at goes on meanwhile. The journal first, so that no copy is newer than it. */
async function snapshot(): Promise<string> {
  const copy = await tempFolder("journal-copy");
  const names = readdirSync(folder).toSorted();
  execFileSync("cp", ["-a", ...names.filter((name) => !name.endsWith(".tmp")).map((name) => join(folder, name)), copy]);
  return copy;
}
