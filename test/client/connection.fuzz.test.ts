import * as fc from "fast-check";
import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type CanalClient, connect, type ConnectOptions, SluiceError } from "../../client/index.ts";
import { encodeFrame, FrameReader } from "../../proto/frame.ts";
import { emptyMessagesFrame, errorFrame, handshakeFrame, successFrame } from "../../proto/packet-reply.ts";
import { decodePacket, PacketType } from "../../proto/packet.ts";
import { ScriptedPeer } from "../support/scripted-peer.ts";

/* A fake server: what these tests need no real one does on command. */

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function serve(script: (socket: Socket, number: number) => void): Promise<ScriptedPeer> {
  const peer = await ScriptedPeer.start(script);
  cleanups.push(() => peer.stop());
  return peer;
}

async function open(peer: ScriptedPeer, options: Partial<ConnectOptions> = {}): Promise<CanalClient> {
  const client = await connect({ port: peer.port, destination: "example", ...options });
  cleanups.push(() => client.disconnect());
  return client;
}

const GREETING = handshakeFrame(Buffer.from("0102030405060708", "hex"));

/** Greets, and answers each request by `answer`; what it gives is written. */
function server(answer: (type: number, socket: Socket) => Uint8Array | undefined): (socket: Socket) => void {
  return (socket) => {
    const frames = new FrameReader(1 << 20);
    socket.write(GREETING);
    socket.on("data", (chunk: Buffer) => {
      frames.push(chunk);
      for (let frame = frames.next(); frame !== undefined; frame = frames.next()) {
        const bytes = answer(decodePacket(frame).type, socket);
        if (bytes !== undefined && !socket.destroyed) socket.write(bytes);
      }
    });
  };
}

/** What a healthy server without data answers. */
function idle(type: number): Uint8Array | undefined {
  if (type === PacketType.GET) return emptyMessagesFrame();
  return type === PacketType.CLIENTACK || type === PacketType.CLIENTROLLBACK ? undefined : successFrame();
}

describe("connecting", () => {
  it("says that nobody listens", async () => {
    const peer = await ScriptedPeer.start(() => undefined);
    const { port } = peer;
    await peer.stop();
    await expect(connect({ port, destination: "example" })).rejects.toMatchObject({
      code: "CLIENT_CONNECT_FAILED",
      details: { reason: "ECONNREFUSED", port },
    });
  });

  it("gives up on a server that never greets", async () => {
    const peer = await serve(() => undefined);
    await expect(open(peer, { connectTimeout: 80 })).rejects.toMatchObject({ code: "CLIENT_REPLY_TIMEOUT" });
    await expect.poll(() => peer.open).toBe(0);
  });

  it("gives up when its signal aborts while the server keeps it waiting", async () => {
    const peer = await serve(() => undefined);
    const stop = new AbortController();
    const attempt = open(peer, { signal: stop.signal });
    await expect.poll(() => peer.connections).toBe(1);
    stop.abort(new Error("not any more"));
    await expect(attempt).rejects.toThrow("not any more");
    await expect.poll(() => peer.open).toBe(0);
  });

  it("is told when the server hangs up", async () => {
    const peer = await serve((socket) => socket.end());
    await expect(open(peer)).rejects.toMatchObject({ code: "CLIENT_CONNECTION_LOST" });
  });

  it("sees that it talks to something else", async () => {
    const peer = await serve((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await expect(open(peer)).rejects.toMatchObject({ code: "CLIENT_FRAME_TOO_LARGE" });
    const other = await serve((socket) => socket.write(successFrame()));
    await expect(open(other)).rejects.toMatchObject({ code: "CLIENT_BAD_REPLY", details: { got: "ACK" } });
  });

  it("reads a greeting that comes a byte at a time, and one that comes with more behind it", async () => {
    const slow = await serve((socket) => {
      server(idle)(Object.assign(Object.create(socket) as Socket, { write: () => true }));
      void (async () => {
        for (const byte of GREETING) {
          socket.write(Uint8Array.of(byte));
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      socket.once("data", () => socket.write(successFrame()));
    });
    expect((await open(slow)).isConnected).toBe(true);
    const hasty = await serve((socket) => socket.write(Buffer.concat([GREETING, successFrame()])));
    await expect(open(hasty)).rejects.toMatchObject({ code: "CLIENT_OUT_OF_STEP" });
  });

  it("gives coded errors only, whatever a server says", async () => {
    let bytes: Uint8Array = new Uint8Array();
    const peer = await serve((socket) => {
      socket.end(Buffer.concat([bytes]));
    });
    const frame = fc.uint8Array({ maxLength: 40 });
    const greeted = frame.map((body) => Buffer.concat([GREETING, encodeFrame(body)]));
    await fc.assert(
      fc.asyncProperty(fc.oneof(frame, frame.map(encodeFrame), greeted), async (said) => {
        bytes = said;
        const error = await open(peer, { connectTimeout: 5000 }).catch((reason: unknown) => reason);
        expect(error instanceof SluiceError || (error as CanalClient).isConnected).toBe(true);
      }),
      { numRuns: 150 },
    );
    await expect.poll(() => peer.open).toBe(0);
  });
});

describe("a connection in use", () => {
  it("is given up when an answer does not come in time", async () => {
    const peer = await serve(server((type) => (type === PacketType.GET ? undefined : idle(type))));
    const client = await open(peer, { soTimeout: 60 });
    await expect(client.getWithoutAck()).rejects.toMatchObject({ code: "CLIENT_REPLY_TIMEOUT" });
    expect(client.isConnected).toBe(false);
    await expect.poll(() => peer.open).toBe(0);
  });

  it("is given up when the server says something unasked, and the next request makes another", async () => {
    const peer = await serve(
      server((type, socket) => {
        if (type === PacketType.CLIENTROLLBACK) {
          socket.write(
            errorFrame(
              400,
              "something goes wrong with channel:[id: 1], exception: a.b.XException: no batch\n\tat a.b.c",
            ),
          );
        }
        return idle(type);
      }),
    );
    const client = await open(peer);
    await client.rollback();
    await expect.poll(() => client.isConnected).toBe(false);
    await client.subscribe("");
    expect(peer.connections).toBe(2);
  });

  it("shows of a server's stack trace what it is about", async () => {
    const text =
      "something goes wrong with channel:[id: 0x1, /127.0.0.1:5 => /127.0.0.1:6], exception: com.a.CanalServerException: destination:nope should start first\n\tat com.a.B(B.java:1)";
    const peer = await serve(server((type) => (type === PacketType.SUBSCRIPTION ? errorFrame(400, text) : idle(type))));
    await expect(open(peer, { filter: "" })).rejects.toMatchObject({
      code: "CLIENT_REQUEST_REFUSED",
      details: { request: "subscribe", serverCode: 400, serverText: "destination:nope should start first" },
    });
  });

  it("refuses a frame that is too large before it takes its memory", async () => {
    const huge = Buffer.from("7fffffff", "hex");
    const peer = await serve(server((type) => (type === PacketType.GET ? huge : idle(type))));
    const client = await open(peer);
    await expect(client.getWithoutAck()).rejects.toMatchObject({
      code: "CLIENT_FRAME_TOO_LARGE",
      details: { limit: 268_435_456 },
    });
  });

  it("survives any bytes as the answer to a get, with coded errors", async () => {
    let bytes: Uint8Array = new Uint8Array();
    const peer = await serve(server((type) => (type === PacketType.GET ? encodeFrame(bytes) : idle(type))));
    const client = await open(peer);
    const messages = fc
      .uint8Array({ maxLength: 30 })
      .map((body) => Buffer.concat([Buffer.from([0x18, 7, 0x2a, body.length]), body]));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 40 }), messages), async (said) => {
        bytes = said;
        try {
          const batch = await client.getWithoutAck();
          for (const change of batch.changes()) expect(change.kind).toMatch(/row|statement/);
        } catch (error) {
          expect(error).toBeInstanceOf(SluiceError);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("is not tried for ever at full speed: the loop waits longer from failure to failure", async () => {
    const delays: number[] = [];
    const stop = new AbortController();
    const peer = await serve(server((type) => (type === PacketType.GET ? errorFrame(400, "no") : idle(type))));
    const client = await open(peer, {
      signal: stop.signal,
      onRetry: ({ delayMs, error }) => {
        expect(error.code).toBe("CLIENT_REQUEST_REFUSED");
        delays.push(delayMs);
        if (delays.length === 4) stop.abort();
      },
    });
    for await (const batch of client) expect(batch.isEmpty).toBe(false);
    expect(delays).toHaveLength(4);
    [100, 200, 400, 800].forEach((most, at) => {
      expect(delays[at]).toBeLessThanOrEqual(most);
      expect(delays[at]).toBeGreaterThanOrEqual(most / 2);
    });
  });

  it("ends the loop with an error that trying again can't cure", async () => {
    let refusing = false;
    const peer = await serve(
      server((type, socket) => {
        if (type === PacketType.CLIENTAUTHENTICATION && refusing) return errorFrame(400, "auth failed for user:x");
        if (type === PacketType.GET) {
          refusing = true;
          socket.destroy();
        }
        return idle(type);
      }),
    );
    const client = await open(peer);
    const iterator = client[Symbol.asyncIterator]();
    await expect(iterator.next()).rejects.toMatchObject({ code: "CLIENT_AUTH_REFUSED" });
  });

  it("leaves no socket and no timer behind when it is disconnected", async () => {
    const peer = await serve(server(idle));
    const client = await open(peer);
    await client.subscribe();
    await client.disconnect();
    await client.disconnect();
    await expect.poll(() => peer.open).toBe(0);
  });
});
