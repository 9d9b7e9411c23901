import { EventEmitter } from "node:events";
import { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { createConnection } from "mysql2";
import type { Connection } from "mysql2";
import { afterAll, expect, test } from "vitest";
import { takeSocket } from "../../../server/source/socket-takeover.ts";
import { sharedMysql97 } from "../../support/shared-servers.ts";

const server = sharedMysql97();

afterAll(async () => {
  await server.disconnect();
});

test.each([
  { name: "plain", ssl: undefined, kind: Socket },
  { name: "TLS", ssl: { rejectUnauthorized: false }, kind: TLSSocket },
])("the installed mysql2 has the shape that the hand-over needs, $name", async ({ ssl, kind }) => {
  const { host, port, user, password } = server.address;
  const connection = createConnection({ host, port, user, password, ...(ssl === undefined ? {} : { ssl }) });
  connection.on("error", () => undefined);
  await new Promise((resolve) => {
    connection.once("connect", resolve);
  });
  const { socket } = takeSocket(connection);
  expect(socket).toBeInstanceOf(kind);
  expect(socket.isPaused()).toBe(true);
  // COM_PING; the answer comes to us and not to mysql2.
  const answer = new Promise<Buffer>((resolve) => {
    socket.once("data", resolve);
  });
  socket.write(Buffer.of(1, 0, 0, 0, 0x0e));
  socket.resume();
  expect((await answer)[4]).toBe(0);
  socket.destroy();
});

test("a driver of another shape is refused by name and version", () => {
  const shapes: (readonly [unknown, string])[] = [
    [new EventEmitter(), "no socket"],
    [Object.assign(new EventEmitter(), { stream: new Socket() }), "data listeners"],
    [Object.assign(new EventEmitter(), { stream: new Socket().on("data", () => undefined) }), "error event"],
  ];
  for (const [shape, reason] of shapes) {
    expect(() => takeSocket(shape as Connection)).toThrow(new RegExp(`SOURCE_DRIVER_UNKNOWN.*mysql2=3\\..*${reason}`));
  }
});
