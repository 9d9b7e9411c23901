import { afterAll, beforeAll, expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { silentLogger } from "../../../server/logger.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import type { MysqlSourceOptions } from "../../../server/source/mysql-source-options.ts";
import { CANAL_PRIVILEGES } from "../../support/mysql.ts";
import { sharedMysql56, sharedMysql97 } from "../../support/shared-servers.ts";

const server = sharedMysql97();
const old = sharedMysql56();
/** Longer than what RSA of 2048 bits can carry; servers take up to 256. */
const LONG = "p".repeat(250);

beforeAll(async () => {
  for (const [user, password] of [
    ["hc_long", LONG],
    ["hc_empty", ""],
    ["`hc_user@azure`", "pw"],
  ] as const) {
    await server.query(`DROP USER IF EXISTS ${user}@'%'`);
    await server.query(`CREATE USER ${user}@'%' IDENTIFIED BY '${password}'`);
    await server.query(`GRANT ${CANAL_PRIVILEGES} ON *.* TO ${user}@'%'`);
  }
  await server.query("DROP USER IF EXISTS hc_switched@'%'");
  await server.query("CREATE USER hc_switched@'%' IDENTIFIED WITH sha256_password BY 'pw'");
  await server.query(`GRANT ${CANAL_PRIVILEGES} ON *.* TO hc_switched@'%'`);
  await old.query(`GRANT ${CANAL_PRIVILEGES} ON *.* TO hc_native@'%' IDENTIFIED BY 'pw'`);
});
afterAll(async () => {
  for (const user of ["hc_long", "hc_empty", "`hc_user@azure`", "hc_switched"])
    await server.query(`DROP USER ${user}@'%'`);
  await old.query("DROP USER hc_native@'%'");
  await server.disconnect();
  await old.disconnect();
});

async function login(
  port: number,
  options: Pick<MysqlSourceOptions, "user" | "password" | "sslMode">,
): Promise<string> {
  const source = new MysqlSource({ host: "127.0.0.1", port, ...options }, silentLogger);
  try {
    return (await source.identify(AbortSignal.timeout(60_000))).version;
  } finally {
    await source.close();
  }
}

test("131: a password too long for RSA", async () => {
  expect(await login(server.port, { user: "hc_long", password: LONG, sslMode: "REQUIRED" })).toMatch(/^9\./);
  await server.query("FLUSH PRIVILEGES");
  const plain = await login(server.port, { user: "hc_long", password: LONG, sslMode: "DISABLED" }).catch(
    (error: unknown) => error,
  );
  expect(plain).toBeInstanceOf(SluiceError);
  expect(String(plain)).not.toContain(LONG);
});

test("132: an empty password", async () => {
  expect(await login(server.port, { user: "hc_empty", password: "" })).toMatch(/^9\./);
  expect(await login(server.port, { user: "hc_empty", password: "", sslMode: "REQUIRED" })).toMatch(/^9\./);
});

test("133: an account of mysql_native_password", async () => {
  expect(await login(old.port, { user: "hc_native", password: "pw" })).toMatch(/^5\.6/);
});

test("193: a user name with an @, and a plugin that the greeting did not name", async () => {
  expect(await login(server.port, { user: "hc_user@azure", password: "pw", sslMode: "REQUIRED" })).toMatch(/^9\./);
  expect(await login(server.port, { user: "hc_switched", password: "pw", sslMode: "REQUIRED" })).toMatch(/^9\./);
});
