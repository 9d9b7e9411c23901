import fc from "fast-check";
import type { Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { connectCoordinator } from "../../../proto/coordination/zookeeper-coordinator.ts";
import type { Coordinator } from "../../../proto/coordination/coordinator.ts";
import { encodeFrame } from "../../../proto/frame.ts";
import { zkHandshake, zkReply } from "../../support/fake-zookeeper.ts";
import { ScriptedPeer } from "../../support/scripted-peer.ts";

const PATIENT = { timeout: 30_000, interval: 5 };
const NO_NODE = -101;
const CLOSE_SESSION = -11;
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A fake server whose connections do as told; an exception that escapes fails the test run by itself. */
async function against(script: (socket: Socket, number: number) => void, timeoutMs = 3000) {
  const peer = await ScriptedPeer.start(script);
  cleanups.push(() => peer.stop());
  const one = await connectCoordinator({
    servers: `127.0.0.1:${String(peer.port)}`,
    sessionTimeoutMs: timeoutMs,
    maxRetryDelayMs: 20,
  });
  cleanups.push(() => one.close());
  return { peer, one };
}

/** Answers as a server whose every node is missing. */
function serve(socket: Socket, timeoutMs = 3000): void {
  let xid = 0;
  socket.once("data", () => {
    socket.write(zkHandshake(timeoutMs));
    socket.on("data", (request) => answer(socket, request, zkReply(xid++, NO_NODE)));
  });
}

/** A server that is told of the end closes. */
function answer(socket: Socket, request: Buffer, reply: Buffer): void {
  if (request.readInt32BE(8) === CLOSE_SESSION) socket.end();
  else socket.write(reply);
}

async function works(one: Coordinator): Promise<void> {
  await expect.poll(() => one.state, PATIENT).toBe("connected");
  expect(await one.get("/x")).toBeUndefined();
}

test("a server that falls silent after its handshake costs the lease", async () => {
  const { one } = await against((socket, number) => {
    socket.once("data", () => {
      if (number === 0) socket.write(zkHandshake(3000));
    });
  });
  const { lease } = one;
  expect(lease?.isValid).toBe(true);
  await expect.poll(() => lease?.ended.aborted, PATIENT).toBe(true);
  expect(one.state).toBe("lost");
});

test("half a packet and a drop: the next connection begins with a clean slate", async () => {
  const { one, peer } = await against((socket, number) => {
    if (number > 0) serve(socket);
    else {
      socket.once("data", () => {
        socket.write(zkHandshake(3000));
        socket.once("data", () => socket.end(zkReply(0, 0).subarray(0, 11)));
      });
    }
  });
  await expect.poll(() => peer.connections, PATIENT).toBe(2);
  await works(one);
});

test.each([
  ["a negative length", Buffer.from([0xff, 0xff, 0xff, 0xf0, 1, 2, 3, 4])],
  ["a length of -4", Buffer.from([0xff, 0xff, 0xff, 0xfc])],
  ["a huge length", Buffer.from([0x7f, 0xff, 0xff, 0xff, 1, 2])],
  ["an empty frame", encodeFrame(Buffer.alloc(0))],
  ["an error code that the library doesn't know", zkReply(0, -118)],
  ["an answer out of order", zkReply(99, 0)],
  ["a notification of no kind", zkReply(-1, 0, Buffer.from("ffffffff0000000300000000", "hex"))],
  ["a cut notification", zkReply(-1, 0, Buffer.from("0000000300000003000000ff2f", "hex"))],
])("after %s the connection is made anew", async (_what, bytes) => {
  const { one, peer } = await against((socket, number) => {
    if (number > 0) serve(socket);
    else {
      socket.once("data", () => {
        socket.write(zkHandshake(3000));
        socket.once("data", () => socket.write(bytes));
      });
    }
  });
  await expect.poll(() => peer.connections, PATIENT).toBe(2);
  await works(one);
});

test("thousands of answers in one piece, and one answer byte by byte", async () => {
  const { one } = await against((socket) => {
    let xid = 0;
    socket.once("data", () => {
      for (const byte of zkHandshake(3000)) socket.write(Buffer.from([byte]));
      const pings = Array.from({ length: 5000 }, () => zkReply(-2, 0));
      socket.on("data", (request) => answer(socket, request, Buffer.concat([...pings, zkReply(xid++, NO_NODE)])));
    });
  });
  for (let i = 0; i < 3; i++) await works(one);
});

test("a session that the server calls expired is replaced by a new one", async () => {
  let sessions = 0n;
  const { one } = await against((socket, number) => {
    if (number === 1) socket.once("data", () => socket.end(zkHandshake(0)));
    else {
      let xid = 0;
      const session = ++sessions;
      socket.once("data", (hello) => {
        expect(hello.readBigInt64BE(4 + 4 + 8 + 4)).toBe(0n);
        socket.write(zkHandshake(3000, session));
        socket.on("data", (request) => {
          if (number === 0) socket.destroy();
          else answer(socket, request, zkReply(xid++, NO_NODE));
        });
      });
    }
  });
  await expect.poll(() => one.session?.id, PATIENT).toBe(2n);
  await works(one);
});

test("any bytes at any moment: coded errors only, and the next connection works", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), fc.boolean(), fc.boolean(), async (bytes, greeted, framed) => {
      const { one, peer } = await against((socket, number) => {
        if (number > 0) {
          serve(socket);
          return;
        }
        const junk = framed ? encodeFrame(Buffer.from(bytes)) : Buffer.from(bytes);
        socket.once("data", () => {
          if (greeted) socket.write(zkHandshake(3000));
          socket.end(junk);
        });
      });
      await expect.poll(() => peer.connections, PATIENT).toBeGreaterThanOrEqual(2);
      await works(one);
      await one.close();
      await peer.stop();
    }),
    { numRuns: 25 },
  );
});
