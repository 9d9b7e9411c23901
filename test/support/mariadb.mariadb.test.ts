import { expect, test } from "vitest";
import { startMariadb } from "./mariadb.ts";

test("MariaDB starts, crashes and comes back", async () => {
  const server = await startMariadb();
  try {
    const [row] = await server.query("SELECT VERSION() v, @@log_bin l");
    expect(row?.["v"]).toMatch(process.env["MARIADB_VERSION"] === "11.8" ? /^11\.8.*MariaDB/ : /^10\.11.*MariaDB/);
    expect(row?.["l"]).toBe(1);
    await server.query("CREATE DATABASE d");
    await server.kill9();
    await server.restart();
    expect(await server.query("SHOW DATABASES LIKE 'd'")).toHaveLength(1);
  } finally {
    await server.stop();
  }
});
