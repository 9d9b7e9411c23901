import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { silentLogger } from "../../../server/logger.ts";
import { login } from "../../../server/source/mysql-login.ts";
import { resolveOptions } from "../../../server/source/mysql-source-options.ts";

/** What answers at the source's address may be anything: these servers stand for what no real one sends. */
const closing: (() => Promise<void>)[] = [];
beforeEach(() => {
  // The driver writes its surprise to the console.
  vi.spyOn(console, "trace").mockReturnValue();
  vi.spyOn(console, "error").mockReturnValue();
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.splice(0)) await close();
});

async function serve(talk: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    talk(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return (server.address() as AddressInfo).port;
}

async function failure(port: number): Promise<SluiceError> {
  const options = {
    host: "127.0.0.1",
    port,
    user: "canal",
    password: "s3cret",
    connectTimeoutMs: 2000,
    queryTimeoutMs: 500,
  };
  try {
    const session = await login(resolveOptions(options), silentLogger, new AbortController().signal);
    // A server may well say "welcome" by chance; then it has no row to give.
    await session.queryRow("SELECT 1", new AbortController().signal).finally(() => {
      session.close();
    });
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  throw new Error("it went well");
}

/** Version 10, caps of 8.0, a nonce, caching_sha2_password. */
const GREETING = Buffer.from(
  "4b0000000a382e302e3336000800000001020304050607080000ffff2d0200ffdf15000000000000000000000102030405060708090a0b0c0063616368696e675f736861325f70617373776f726400",
  "hex",
);

test("it speaks another protocol", async () => {
  for (const text of ["HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2p1\r\n", "\0", "\xff\xff\xff\x00"]) {
    const port = await serve((socket) => socket.end(text, "latin1"));
    expect((await failure(port)).code).toMatch(/^SOURCE_(?:BAD_STREAM|CONNECTION_LOST|ACCESS_DENIED)$/);
  }
});

test("any greeting", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 120 }), async (bytes) => {
      const header = Buffer.of(bytes.length, 0, 0, 0);
      const port = await serve((socket) => socket.end(Buffer.concat([header, bytes])));
      expect(await failure(port)).toBeInstanceOf(SluiceError);
    }),
    { numRuns: 60 },
  );
});

test("a right greeting cut at every length", async () => {
  for (let length = 5; length < GREETING.length; length++) {
    const cut = Buffer.from(GREETING.subarray(0, length));
    cut.writeUIntLE(length - 4, 0, 3);
    const port = await serve((socket) => socket.end(cut));
    expect(await failure(port)).toBeInstanceOf(SluiceError);
  }
});

test("a right greeting, then any answer to the log-in", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60 }), async (bytes) => {
      const port = await serve((socket) => {
        socket.write(GREETING);
        socket.once("data", () => socket.end(Buffer.concat([Buffer.of(bytes.length, 0, 0, 2), bytes])));
      });
      expect(await failure(port)).toBeInstanceOf(SluiceError);
    }),
    { numRuns: 60 },
  );
});

test("a right log-in, then any answer to a question", { timeout: 60_000 }, async () => {
  const welcome = Buffer.from("0700000200000002000000", "hex");
  const packets = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(packets, async (bodies) => {
      const port = await serve((socket) => {
        socket.write(GREETING);
        socket.once("data", () => {
          socket.write(welcome);
          socket.once("data", () => {
            const answer = bodies.map((body, i) => Buffer.concat([Buffer.of(body.length, 0, 0, i + 1), body]));
            socket.end(Buffer.concat(answer));
          });
        });
      });
      expect(await failure(port)).toBeInstanceOf(SluiceError);
    }),
    { numRuns: 60 },
  );
});
