import { afterAll, expect, test } from "vitest";
import { sharedMysql56, sharedMysql97 } from "./shared-servers.ts";

const servers = [sharedMysql97(), sharedMysql56()];
afterAll(async () => {
  for (const server of servers) await server.disconnect();
});

test("the shared servers answer and write a binary log", async () => {
  for (const server of servers) {
    const [row] = await server.query("SELECT @@log_bin AS logs");
    expect(row?.["logs"]).toBe(1);
  }
});
