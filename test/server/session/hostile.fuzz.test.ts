import { mkdir, rm } from "node:fs/promises";
import * as fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { encodeFrame } from "../../../proto/frame.ts";
import { encodePacket, PacketType } from "../../../proto/packet.ts";
import { encodeClientAuth } from "../../../proto/packet-request.ts";
import { silentLogger } from "../../../server/logger.ts";
import { FileMetaManager } from "../../../server/meta/file-meta-manager.ts";
import { makeEntry, tableName, transaction } from "../../support/entries.ts";
import { describe as shown, messagesOf, RawClient } from "../../support/raw-client.ts";
import { startSessionServer } from "../../support/session-server.ts";
import type { SessionServer } from "../../support/session-server.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";
import { CrashableMeta } from "../subscription/subscription-model.ts";

const T = tableName("db", "t");
const MB = 1024 * 1024;
let servers: SessionServer[] = [];

async function server(...args: Parameters<typeof startSessionServer>): Promise<SessionServer> {
  const started = await startSessionServer(...args);
  servers.push(started);
  return started;
}

afterEach(async () => {
  const all = servers;
  servers = [];
  await Promise.all(all.map((one) => one.close()));
});

/** A good client gets its entries: the server lives and serves. */
async function expectServing({ port, put }: SessionServer): Promise<void> {
  await put(transaction(100, [T]));
  const client = await RawClient.ready(port);
  client.subscribe();
  await client.answer();
  client.get(1000);
  expect(messagesOf(await client.answer()).entries.length).toBeGreaterThan(0);
  client.close();
}

/** Memory that a run has cost, after the garbage is gone as far as Node lets go of it. */
const memory = (): number => process.memoryUsage().heapUsed + process.memoryUsage().external;

const ready = encodePacket(PacketType.CLIENTAUTHENTICATION, encodeClientAuth({}));

describe("hostile and broken peers", () => {
  test("a flood of broken frames costs bounded memory, and nobody else notices", async () => {
    const one = await server();
    const before = memory();
    const junk = fc.sample(
      fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc.uint8Array({ maxLength: 400 }).map((bytes) => encodeFrame(bytes)),
        fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.concat([ready, encodeFrame(bytes)])),
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((length) => {
          const header = Buffer.alloc(4);
          header.writeInt32BE(length);
          return Buffer.concat([ready, header, Buffer.alloc(300, 7)]);
        }),
        fc
          .tuple(fc.integer({ min: 0, max: 15 }), fc.uint8Array({ maxLength: 200 }))
          .map(([type, body]) => Buffer.concat([ready, encodePacket(type as PacketType, body)])),
      ),
      { numRuns: 2000, seed: 20_261_121 },
    );
    for (let from = 0; from < junk.length; from += 100) {
      const clients = await Promise.all(junk.slice(from, from + 100).map(() => RawClient.connect(one.port)));
      clients.forEach((client, i) => client.raw(junk[from + i] ?? Buffer.alloc(0)));
      await new Promise((resolve) => setImmediate(resolve));
      for (const client of clients) client.close();
    }
    await expect.poll(() => one.listener.stats.connections, { timeout: 10_000 }).toBe(0);
    expect(one.listener.stats.brokenConnections).toBeGreaterThan(100);
    expect(memory() - before).toBeLessThan(64 * MB);
    expect(one.listener.stats.byDestination.size).toBeLessThanOrEqual(2);
    await expectServing(one);
  });

  test("a peer that never stops sending is read no further ahead than one frame", async () => {
    const one = await server({ limits: { frameBytes: 64 * 1024 } });
    const client = await RawClient.ready(one.port);
    client.subscribe();
    await client.answer();
    client.get(1000, { timeout: -2 });
    const frame = encodePacket(PacketType.HEARTBEAT, Buffer.alloc(60_000));
    const before = one.listener.stats.bytesIn;
    let accepted = 0;
    while (client.socket.writableLength < 8 * MB && accepted < 200 * MB) {
      client.raw(frame);
      accepted += frame.length;
      if (accepted % (100 * frame.length) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(client.socket.writableLength).toBeGreaterThanOrEqual(8 * MB);
    expect(one.listener.stats.bytesIn - before).toBeLessThan(MB);
    client.close();
    await expectServing(one);
  });

  test("a client that does not read its batch costs that batch and holds up nobody else", async () => {
    const one = await server({ budgetBytes: 64 * MB });
    await one.put(Array.from({ length: 40 }, (_, i) => makeEntry({ position: 10 + i, payload: MB, table: T })));
    const client = await RawClient.ready(one.port);
    client.subscribe();
    await client.answer();
    client.socket.pause();
    for (let i = 0; i < 8; i++) client.get(5 * 1024);
    const batches = (): number => one.subscriptions.consumers()[0]?.stats.batches ?? 0;
    await expect.poll(batches).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(batches()).toBe(1);
    const other = await RawClient.ready(one.port);
    other.subscribe("", "7");
    await other.answer();
    other.get(1, { clientId: "7" });
    expect(messagesOf(await other.answer()).entries.length).toBe(1);
    client.socket.resume();
    expect(messagesOf(await client.answer()).entries.length).toBe(5);
    expect(messagesOf(await client.answer()).batchId).toBe(2);
    client.close();
    other.close();
  });

  test("who does not authenticate in time is cut off, a byte at a time or silent", async () => {
    const one = await server({ limits: { handshakeMs: 100 } });
    const silent = await RawClient.connect(one.port);
    await silent.seeds();
    const slow = await RawClient.connect(one.port);
    await slow.seeds();
    slow.raw(Buffer.from([0, 0, 3, 0xe8]));
    const drip = setInterval(() => {
      slow.raw(Buffer.from([0]));
    }, 20);
    expect(await silent.answer()).toEqual({ kind: "closed" });
    expect(await slow.answer()).toEqual({ kind: "closed" });
    clearInterval(drip);
    await expect.poll(() => one.listener.stats.handshakes).toBe(0);
  });

  test("before it has authenticated a peer may send small frames only, and try passwords a few times", async () => {
    const one = await server({
      user: "canal",
      passwd: "a".repeat(40),
      limits: { handshakeFrameBytes: 1000, authAttempts: 3 },
    });
    const big = await RawClient.connect(one.port);
    await big.seeds();
    big.auth({ username: "x".repeat(2000) });
    expect(await big.answer()).toEqual({ kind: "closed" });
    const guessing = await RawClient.connect(one.port);
    await guessing.seeds();
    for (let i = 0; i < 3; i++) {
      guessing.auth({ username: "canal", password: Buffer.from("b".repeat(40)) });
      expect(shown(await guessing.answer())).toBe("error 400: auth failed for user:canal");
    }
    expect(await guessing.answer()).toEqual({ kind: "closed" });
    expect(one.listener.stats.authFailures).toBe(3);
  });

  test("connections are limited, all and those without authentication", async () => {
    const one = await server({ limits: { connections: 3, handshakes: 2 } });
    const clients = [await RawClient.connect(one.port), await RawClient.connect(one.port)];
    for (const client of clients) await client.seeds();
    const third = await RawClient.connect(one.port);
    expect(await third.answer()).toEqual({ kind: "closed" });
    for (const client of clients) {
      client.auth();
      await client.answer();
    }
    const fourth = await RawClient.ready(one.port);
    const fifth = await RawClient.connect(one.port);
    expect(await fifth.answer()).toEqual({ kind: "closed" });
    expect(one.listener.stats.refused).toBe(2);
    fourth.close();
    await expect.poll(() => one.listener.stats.connections).toBe(2);
    (await RawClient.ready(one.port)).close();
    for (const client of clients) client.close();
  });

  test("names of destinations that do not exist are not counted one by one", async () => {
    const one = await server();
    const client = await RawClient.ready(one.port);
    for (let i = 0; i < 50; i++) {
      client.get(1, { destination: `nope${String(i)}` });
      await client.answer();
    }
    expect([...one.listener.stats.byDestination.keys()]).toEqual([""]);
    client.close();
  });

  test("an echo of a client's own text stays short", async () => {
    const one = await server();
    const client = await RawClient.ready(one.port);
    client.subscribe("f".repeat(500_000), "", "example");
    expect(shown(await client.answer()).length).toBeLessThan(5000);
    client.subscribe("", "1".repeat(100_000));
    expect(shown(await client.answer()).length).toBeLessThan(5000);
    client.close();
  });
});

describe("acks and replies", () => {
  test("a reply that follows an ack comes when the ack's cursor is durable", async () => {
    const meta = new CrashableMeta();
    const one = await server({ meta });
    await one.put(transaction(100, [T]));
    const client = await RawClient.ready(one.port);
    client.subscribe();
    await expect.poll(() => meta.clients().length).toBe(1);
    await expect
      .poll(() => {
        meta.flush();
        return meta.cursor({ group: "", clientId: 1001 });
      })
      .toBeDefined();
    expect(shown(await client.answer())).toBe("10011803");
    client.get(1000);
    await client.answer();
    client.ack(1);
    client.get(1000);
    expect(await client.answer(80)).toEqual({ kind: "nothing" });
    meta.flush();
    expect(shown(await client.answer())).toBe("MESSAGES version=1 batchId=-1 entries=0");
    client.close();
  });

  test("a subscription that can't be written is answered with an error in time, and works once it can", async () => {
    const folder = await tempFolder("session-meta");
    const meta = new FileMetaManager({ destination: "example", directory: folder, logger: silentLogger, retryMs: 5 });
    await meta.load();
    await mkdir(`${meta.path}.tmp`);
    const one = await server({ meta, limits: { ackDurableMs: 50 } });
    const client = await RawClient.ready(one.port);
    client.subscribe();
    expect(shown(await client.answer())).toMatch(/^error 400: .*CURSOR_NOT_DURABLE/);
    await rm(`${meta.path}.tmp`, { recursive: true });
    await expect.poll(() => meta.stats.failingSince).toBeUndefined();
    client.subscribe();
    expect(shown(await client.answer())).toBe("10011803");
    client.close();
    await meta.close();
    await removeTempFolder(folder);
  });

  test("a cursor that can't be written turns replies into errors, not into promises", async () => {
    const meta = new CrashableMeta();
    const one = await server({ meta, limits: { ackDurableMs: 50 } });
    await one.put(transaction(100, [T]));
    const client = await RawClient.ready(one.port);
    const subscribed = one.subscriptions.subscribe(1001, "");
    await new Promise((resolve) => setImmediate(resolve));
    meta.flush();
    await subscribed;
    client.get(1000);
    await client.answer();
    client.ack(1);
    client.get(1000);
    expect(shown(await client.answer())).toMatch(/^error 400: .*CURSOR_NOT_DURABLE/);
    client.get(1000);
    expect(shown(await client.answer())).toMatch(/^error 400: .*CURSOR_NOT_DURABLE/);
    meta.flush();
    client.get(1000);
    expect(shown(await client.answer())).toBe("MESSAGES version=1 batchId=-1 entries=0");
    client.close();
  });
});

test("closing the listener ends waiting gets and idle clients, and leaves nothing behind", async () => {
  const one = await startSessionServer();
  const waiting = await RawClient.ready(one.port);
  waiting.subscribe();
  await waiting.answer();
  waiting.get(1000, { timeout: -2 });
  const idle = await RawClient.ready(one.port);
  await expect.poll(() => one.subscriptions.consumers()[0]?.waitingGets).toBe(1);
  await one.listener.close();
  expect(await waiting.answer()).toEqual({ kind: "closed" });
  expect(await idle.answer()).toEqual({ kind: "closed" });
  expect(one.listener.stats.connections).toBe(0);
  one.subscriptions.stop();
});
