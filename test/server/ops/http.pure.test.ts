import { connect, createServer } from "node:net";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { silentLogger } from "../../../server/logger.ts";
import { OpsHttp } from "../../../server/ops/http.ts";

const open: OpsHttp[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start() {
  const server = new OpsHttp({
    host: "127.0.0.1",
    port: 0,
    logger: silentLogger,
    routes: {
      "/ok": () => ({ status: 200, contentType: "text/plain", body: "fine" }),
      "/ill": () => ({ status: 503, contentType: "application/json", body: "{}" }),
      "/broken": () => {
        throw new Error("inside");
      },
    },
  });
  open.push(server);
  const port = await server.listen();
  return { server, port, base: `http://127.0.0.1:${port}` };
}

test("answers its routes and says what else there is", async () => {
  const { base } = await start();
  const get = async (path: string, init?: RequestInit) => {
    const response = await fetch(base + path, init);
    return [response.status, await response.text()];
  };
  expect(await get("/ok?x=1")).toEqual([200, "fine"]);
  expect(await get("/ok", { method: "HEAD" })).toEqual([200, ""]);
  expect(await get("/ill")).toEqual([503, "{}"]);
  expect(await get("/no")).toEqual([404, "one of /ok /ill /broken\n"]);
  expect(await get("/toString")).toEqual([404, "one of /ok /ill /broken\n"]);
  expect(await get("/ok", { method: "POST", body: "x" })).toEqual([405, "GET and HEAD only\n"]);
  expect(await get("/broken")).toEqual([500, "failed: see the log\n"]);
});

test("garbage costs its connection only", async () => {
  const { port, base } = await start();
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {
    // The server may cut the connection while the garbage is still being written.
  });
  socket.end(Buffer.alloc(100_000, 0xff));
  socket.resume();
  await once(socket, "close");
  expect((await fetch(`${base}/ok`)).status).toBe(200);
});

test("closing ends connections that are kept alive", async () => {
  const { server, port } = await start();
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const closed = once(socket, "close");
  socket.on("error", () => {
    // Reset by the server: that is what is waited for.
  });
  await server.close();
  await closed;
  await server.close();
});

test("a port that is taken is a coded error with the key", async () => {
  const taken = createServer();
  taken.listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const server = new OpsHttp({ host: "127.0.0.1", port, logger: silentLogger, routes: {} });
  await expect(server.listen()).rejects.toMatchObject({
    code: "SERVER_ADDRESS_UNAVAILABLE",
    details: { key: "canal.metrics.pull.port", reason: "EADDRINUSE" },
  });
  taken.close();
});
