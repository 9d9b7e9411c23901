import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { DumpFeed } from "../../../server/source/dump-feed.ts";
import { PacketStream } from "../../../server/source/packet-stream.ts";

/** A socket pair stands in for the source: what a real one never sends (half packets, garbage) can't be had otherwise. */
let server: Server;
let near: Socket;
let far: Socket;

beforeEach(async () => {
  server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
});
afterEach(async () => {
  near.destroy();
  far.destroy();
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
});

async function pair(): Promise<void> {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const accepted = new Promise<Socket>((resolve) => {
    server.once("connection", resolve);
  });
  near = connect(address.port, "127.0.0.1");
  far = await accepted;
  far.on("error", () => far.destroy());
}

function streamOf(silenceMs = 10_000, signal = new AbortController().signal): PacketStream {
  return new PacketStream(near, { address: { host: "h", port: 1 }, silenceMs, signal });
}

function feedOf(stream: PacketStream): DumpFeed {
  return new DumpFeed(stream, [], {
    checksum: "NONE",
    details: { journalName: "bin.000001" },
    explain: async (problem) => Promise.resolve(problem),
    onClose: () => undefined,
    skipper: undefined,
  });
}

function packet(sequence: number, ...payload: number[]): Buffer {
  const bytes = Buffer.alloc(4 + payload.length);
  bytes.writeUIntLE(payload.length, 0, 3);
  bytes[3] = sequence;
  bytes.set(payload, 4);
  return bytes;
}

async function read(feed: DumpFeed): Promise<{ events: number[][]; end: unknown }> {
  const events: number[][] = [];
  try {
    for await (const batch of feed) for (const event of batch) events.push([...event]);
    return { events, end: "orderly" };
  } catch (error) {
    return { events, end: error };
  }
}

const EOF = [0xfe, 0, 0, 2, 0];

test("events, one byte at a time, up to the orderly end", async () => {
  await pair();
  const bytes = Buffer.concat([packet(1, 0, 7), packet(2, 0, 8, 9), packet(3, ...EOF)]);
  const reading = read(feedOf(streamOf()));
  for (const byte of bytes) {
    far.write(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await reading).toEqual({ events: [[7], [8, 9]], end: "orderly" });
});

test("cut at every length: what was whole is given, the rest is a lost connection", async () => {
  const whole = Buffer.concat([packet(1, 0, 7), packet(2, 0, 8, 9)]);
  for (let length = 0; length <= whole.length; length++) {
    await pair();
    const reading = read(feedOf(streamOf()));
    far.end(whole.subarray(0, length));
    const { events, end } = await reading;
    expect(events).toHaveLength(length < 6 ? 0 : length < whole.length ? 1 : 2);
    expect(end).toMatchObject({ code: "SOURCE_CONNECTION_LOST" });
  }
});

test("any bytes end in a coded error or an orderly end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (bytes) => {
      await pair();
      const reading = read(feedOf(streamOf()));
      far.end(bytes);
      const { end } = await reading;
      if (end !== "orderly") expect(end).toBeInstanceOf(SluiceError);
    }),
    { numRuns: 80 },
  );
});

describe("how it ends", () => {
  test.each([
    ["a message that is none", [0x17], "SOURCE_BAD_STREAM"],
    ["an empty message", [], "SOURCE_BAD_STREAM"],
    ["a long message that begins like the end", [0xfe, 0, 0, 2, 0, 0, 0, 0, 0], "SOURCE_BAD_STREAM"],
    ["an error packet", [0xff, 0xd4, 0x04, 0x23, 0x48, 0x59, 0x30, 0x30, 0x30, 0x78], "SOURCE_DUMP_FAILED"],
  ])("%s", async (_, payload, code) => {
    await pair();
    const reading = read(feedOf(streamOf()));
    far.write(Buffer.concat([packet(1, 0, 7), packet(2, ...payload)]));
    expect(await reading).toMatchObject({ events: [[7]], end: { code, details: { journalName: "bin.000001" } } });
  });

  test("a gap in the packet numbers", async () => {
    await pair();
    const reading = read(feedOf(streamOf()));
    far.write(Buffer.concat([packet(1, 0, 7), packet(3, 0, 8)]));
    expect((await reading).end).toMatchObject({ code: "SOURCE_BAD_STREAM" });
  });

  test("silence, but only while somebody waits", async () => {
    await pair();
    const stream = streamOf(150);
    far.write(packet(1, 0, 7));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await stream.next()).toEqual([Buffer.of(0, 7)]);
    await expect(stream.next()).rejects.toMatchObject({ code: "SOURCE_SILENT" });
    expect(near.destroyed).toBe(true);
    await stream.close();
  });

  test("an abort, also one from before", async () => {
    await pair();
    const controller = new AbortController();
    const stream = streamOf(10_000, controller.signal);
    const reading = stream.next();
    controller.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
    await stream.close();
    await pair();
    await expect(streamOf(10_000, controller.signal).next()).rejects.toThrow("enough");
  });

  test("close, while somebody waits, and twice", async () => {
    await pair();
    const feed = feedOf(streamOf());
    const reading = read(feed);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await feed.close();
    await feed.close();
    expect((await reading).end).toMatchObject({ code: "SOURCE_CLOSED" });
    expect(near.destroyed).toBe(true);
  });

  test("leaving the loop closes the socket", async () => {
    await pair();
    far.write(Buffer.concat([packet(1, 0, 7), packet(2, 0, 8)]));
    for await (const batch of feedOf(streamOf())) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect(near.destroyed).toBe(true);
  });
});
