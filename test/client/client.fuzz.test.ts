import { afterEach, describe, expect, it } from "vitest";
import { type CanalClient, connect, type ConnectOptions } from "../../client/index.ts";
import { passwordSecret } from "../../proto/scramble.ts";
import { numbersOf, putRows } from "../support/numbered-rows.ts";
import { RawClient } from "../support/raw-client.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { type SessionServer, type SessionServerOptions, startSessionServer } from "../support/session-server.ts";

/* Against our own sessions and store; only the entries are made up. */

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function serve(options?: SessionServerOptions): Promise<SessionServer> {
  const server = await startSessionServer(options);
  cleanups.push(() => server.close());
  return server;
}

async function open(server: SessionServer, options: Partial<ConnectOptions> = {}): Promise<CanalClient> {
  const client = await connect({ port: server.port, destination: "example", filter: "", ...options });
  cleanups.push(() => client.disconnect());
  return client;
}

describe("the client by hand", () => {
  it("gets, acks, and finds nothing then", async () => {
    const server = await serve();
    const client = await open(server);
    const put = await putRows(server, 1, 3);
    const batch = await client.getWithoutAck();
    expect(numbersOf(batch)).toEqual(put);
    expect(batch.size).toBe(9);
    expect(client.outstanding).toEqual([batch.id]);
    await client.ack(batch);
    expect(client.outstanding).toEqual([]);
    const empty = await client.getWithoutAck();
    expect([empty.isEmpty, empty.id, empty.size]).toEqual([true, -1, 0]);
    await client.ack(empty);
    await client.rollback(empty);
  });

  it("refuses by itself what would break its place: a stale ack, one out of order, one twice", async () => {
    const server = await serve();
    const client = await open(server);
    await putRows(server, 1, 4);
    const first = await client.getWithoutAck(1);
    await putRows(server, 5, 60);
    const second = await client.getWithoutAck(1);
    expect(second.isEmpty).toBe(false);
    await expect(client.ack(second)).rejects.toMatchObject({ code: "CLIENT_ACK_ORDER" });
    await expect(client.rollback(second)).rejects.toMatchObject({ code: "CLIENT_ACK_ORDER" });
    await client.ack(first.id);
    await expect(client.ack(first)).rejects.toMatchObject({ code: "CLIENT_BATCH_STALE" });
    await expect(client.ack(12345)).rejects.toMatchObject({ code: "CLIENT_BATCH_STALE" });
    await client.ack(second);
    expect(client.isConnected).toBe(true);
  });

  it("gives back one batch with those after it, or everything", async () => {
    const server = await serve();
    const client = await open(server);
    const put = await putRows(server, 1, 30);
    const first = await client.getWithoutAck(1);
    await client.getWithoutAck(1);
    await client.rollback(first);
    expect(client.outstanding).toEqual([]);
    const all = await client.getWithoutAck();
    expect(numbersOf(all)).toEqual(put);
    await client.rollback(all);
    const again = await client.getWithoutAck();
    expect(numbersOf(again)).toEqual(put);
    await client.rollback();
    expect(numbersOf(await client.getWithoutAck())).toEqual(put);
  });

  it("acks by itself in get, and nothing comes again after a reconnect", async () => {
    const server = await serve();
    const client = await open(server);
    const put = await putRows(server, 1, 2);
    expect(numbersOf(await client.get())).toEqual(put);
    await client.disconnect();
    const next = await open(server);
    expect((await next.getWithoutAck()).isEmpty).toBe(true);
  });

  it("waits for the time it was given when there is no full batch", async () => {
    const server = await serve();
    const client = await open(server);
    const begun = performance.now();
    expect((await client.getWithoutAck(1000, 150)).isEmpty).toBe(true);
    expect(performance.now() - begun).toBeGreaterThan(140);
  });

  it("sends one request at a time, whatever its caller does", async () => {
    const server = await serve();
    const client = await open(server);
    const put = await putRows(server, 1, 40);
    const batches = await Promise.all(Array.from({ length: 20 }, () => client.getWithoutAck(1)));
    expect(batches.flatMap(numbersOf)).toEqual(put.slice(0, batches.flatMap(numbersOf).length));
    const ids = batches.filter(({ isEmpty }) => !isEmpty).map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });

  it("logs in with a password, and is told when it is wrong", async () => {
    const server = await serve({ user: "reader", passwd: passwordSecret("geheim") });
    const client = await open(server, { username: "reader", password: "geheim" });
    expect(client.isConnected).toBe(true);
    const wrong = connect({ port: server.port, destination: "example", username: "reader", password: "guess" });
    await expect(wrong).rejects.toMatchObject({ code: "CLIENT_AUTH_REFUSED", retriable: false });
    await expect(wrong).rejects.not.toThrow(/guess/);
  });

  it("tells what a server refuses, and works again with the next request", async () => {
    const server = await serve();
    const unknown = connect({ port: server.port, destination: "nope", filter: "" });
    await expect(unknown).rejects.toMatchObject({
      code: "CLIENT_REQUEST_REFUSED",
      details: { serverCode: 400, serverText: expect.stringContaining("nope") as string },
    });
    const client = await open(server);
    await client.unsubscribe();
    await expect(client.getWithoutAck()).rejects.toMatchObject({ code: "CLIENT_REQUEST_REFUSED" });
    expect(client.isConnected).toBe(false);
    await client.subscribe();
    expect((await client.getWithoutAck()).isEmpty).toBe(true);
  });

  it("takes nothing but whole numbers and names for its options", async () => {
    for (const options of [
      { destination: "" },
      { port: 0 },
      { port: 1.5 },
      { clientId: 40_000 },
      { batchSize: 0 },
      { soTimeout: -1 },
      { maxFrameBytes: Number.NaN },
    ]) {
      await expect(connect({ destination: "example", ...options })).rejects.toMatchObject({
        code: "CLIENT_BAD_OPTION",
      });
    }
  });
});

describe("the loop over batches", () => {
  it.each([false, true])("acks each batch when it comes round (prefetch %s)", async (prefetch) => {
    const server = await serve();
    const client = await open(server, { batchSize: 1, prefetch });
    const put = await putRows(server, 1, 100);
    const seen: number[] = [];
    for await (const batch of client) {
      seen.push(...numbersOf(batch));
      expect(client.outstanding[0]).toBe(batch.id);
      if (seen.length === put.length) {
        await client.ack(batch);
        break;
      }
    }
    expect(seen).toEqual(put);
    expect(client.outstanding).toEqual([]);
    await client.disconnect();
    const next = await open(server);
    expect(numbersOf(await next.getWithoutAck())).toEqual([]);
  });

  it.each([true, false])("gives back what a throw left undone (prefetch %s)", async (prefetch) => {
    const server = await serve();
    const client = await open(server, { batchSize: 1, prefetch });
    const put = await putRows(server, 1, 50);
    const done: number[] = [];
    const failing = (async () => {
      for await (const batch of client) {
        if (done.length > 10) throw new Error("the consumer's own");
        done.push(...numbersOf(batch));
      }
    })();
    await expect(failing).rejects.toThrow("the consumer's own");
    const rest: number[] = [];
    while (rest.length < put.length - done.length) rest.push(...numbersOf(await client.get()));
    expect([...done, ...rest]).toEqual(put);
  });

  it("brings what comes later soon, and an idle client asks rarely", async () => {
    const server = await serve();
    const client = await open(server);
    const stats = server.listener.stats.of("example");
    const iterator = client[Symbol.asyncIterator]();
    const next = iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    // Of 1000 ms: 16 pauses each of 1, 2, 4, 8 and 16 ms, then 20 ms.
    expect(stats.packets.get("GET")).toBeLessThan(115);
    const [put] = await putRows(server, 7, 7);
    const at = performance.now();
    const { value } = await next;
    expect(value === undefined ? [] : numbersOf(value)).toEqual([put]);
    expect(performance.now() - at).toBeLessThan(1000);
    await iterator.return(undefined);
  });

  it("goes on over a connection that is cut again and again, with nothing missing", async () => {
    const server = await serve();
    const network = await TcpProxy.start({ host: "127.0.0.1", port: server.port });
    cleanups.push(() => network.stop());
    const retries: number[] = [];
    const client = await open(server, {
      port: network.port,
      batchSize: 1,
      onRetry: ({ attempt }) => {
        retries.push(attempt);
      },
    });
    const put = await putRows(server, 1, 200);
    const seen = new Set<number>();
    let rounds = 0;
    for await (const batch of client) {
      for (const number of numbersOf(batch)) seen.add(number);
      if (++rounds % 7 === 0 && rounds < 30) network.cut();
      if (seen.size === put.length) break;
    }
    expect([...seen]).toEqual(put);
    expect(retries.length).toBeGreaterThan(0);
  });

  it("ends when the client is disconnected, also in the middle of a wait", async () => {
    const server = await serve();
    const client = await open(server);
    const loop = (async () => {
      for await (const batch of client) throw new Error(`nothing was put, but ${String(batch.id)}`);
    })();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await client.disconnect();
    await loop;
    await expect(client.getWithoutAck()).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
  });

  it("finishes and acks the batch it is at work on when the client is disconnected meanwhile", async () => {
    const server = await serve();
    const client = await open(server, { batchSize: 1 });
    const put = await putRows(server, 1, 20);
    const seen: number[] = [];
    for await (const batch of client) {
      seen.push(...numbersOf(batch));
      if (seen.length >= 5) {
        await client.disconnect();
        expect(client.isConnected).toBe(true);
      }
    }
    expect(seen.length).toBeLessThan(put.length);
    expect(client.isConnected).toBe(false);
    await expect(client.getWithoutAck()).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
    const next = await open(server);
    const rest = numbersOf(await next.getWithoutAck());
    expect([...seen, ...rest]).toEqual(put);
  });

  it("ends at once by its signal; requests reject with the signal's reason", async () => {
    const server = await serve();
    const stop = new AbortController();
    const client = await open(server, { signal: stop.signal, batchSize: 1 });
    const put = await putRows(server, 1, 20);
    let batches = 0;
    for await (const batch of client) {
      batches++;
      expect(batch.isEmpty).toBe(false);
      stop.abort(new Error("enough"));
    }
    expect(batches).toBe(1);
    await expect(client.getWithoutAck()).rejects.toThrow("enough");
    const aborted = connect({ port: server.port, destination: "example", signal: stop.signal });
    await expect(aborted).rejects.toThrow("enough");
    const next = await open(server);
    expect(numbersOf(await next.getWithoutAck())).toEqual(put);
  });

  it("does not take a batch of an earlier connection for one of the same id", async () => {
    const server = await serve();
    const network = await TcpProxy.start({ host: "127.0.0.1", port: server.port });
    cleanups.push(() => network.stop());
    const client = await open(server, { port: network.port });
    const put = await putRows(server, 1, 2);
    const old = await client.getWithoutAck();
    // Another server, whose ids begin again.
    const fresh = await serve();
    const copy = await putRows(fresh, 1, 2);
    network.retarget({ host: "127.0.0.1", port: fresh.port });
    network.cut();
    await expect.poll(() => client.isConnected).toBe(false);
    const again = await client.getWithoutAck();
    expect([numbersOf(old), numbersOf(again)]).toEqual([put, copy]);
    expect(again.id).toBe(old.id);
    await expect(client.ack(old)).rejects.toMatchObject({ code: "CLIENT_BATCH_STALE" });
    await expect(client.rollback(old)).rejects.toMatchObject({ code: "CLIENT_BATCH_STALE" });
    await client.ack(again);
  });

  it("refuses a second loop at the same time", async () => {
    const server = await serve();
    const client = await open(server);
    await putRows(server, 1, 1);
    for await (const batch of client) {
      expect(batch.isEmpty).toBe(false);
      await expect(client[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "CLIENT_LOOP_RUNNING" });
      break;
    }
  });

  it("does not confuse a batch asked for ahead with a roll-back in the loop", async () => {
    const server = await serve();
    const client = await open(server, { batchSize: 1 });
    const put = await putRows(server, 1, 40);
    const seen: number[] = [];
    let rolledBack = false;
    for await (const batch of client) {
      if (!rolledBack && seen.length > 10) {
        rolledBack = true;
        await client.rollback(batch);
        continue;
      }
      seen.push(...numbersOf(batch));
      if (seen.length >= put.length) break;
    }
    expect(rolledBack).toBe(true);
    expect(seen).toEqual(put);
  });

  it("survives a refused ack: another connection has given its batch back", async () => {
    const server = await serve();
    const codes: string[] = [];
    const client = await open(server, { onRetry: ({ error }) => codes.push(error.code) });
    const put = await putRows(server, 1, 5);
    const seen: number[] = [];
    let stolen = false;
    for await (const batch of client) {
      seen.push(...numbersOf(batch));
      if (stolen) break;
      stolen = true;
      const thief = await RawClient.ready(server.port);
      thief.rollback();
      thief.get(1000);
      await thief.answer();
      thief.socket.destroy();
    }
    expect(new Set(seen)).toEqual(new Set(put));
    expect(codes.length).toBeGreaterThan(0);
  });
});
