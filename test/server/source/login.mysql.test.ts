import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { Logger } from "../../../server/logger.ts";
import { login } from "../../../server/source/mysql-login.ts";
import { resolveOptions } from "../../../server/source/mysql-source-options.ts";
import type { MysqlSourceOptions } from "../../../server/source/mysql-source-options.ts";
import { CertificateAuthority } from "../../support/certificates.ts";
import type { Certificate } from "../../support/certificates.ts";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMysql56, startMysql97 } from "../../support/mysql.ts";
import { freePort } from "../../support/ports.ts";
import { TcpProxy } from "../../support/tcp-proxy.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

const ever = new AbortController().signal;
const PASSWORD = "s3cret p'ässword";

let folder: string;
let authority: CertificateAuthority;
let stranger: CertificateAuthority;
let byName: Certificate;
let byAddress: Certificate;
let client: Certificate;
let newServer: DatabaseServer;
let oldServer: DatabaseServer;
let oldServerWithTls: DatabaseServer;

beforeAll(async () => {
  folder = await tempFolder("tls");
  authority = await CertificateAuthority.create(folder, "ca");
  stranger = await CertificateAuthority.create(folder, "stranger");
  byName = await authority.sign("by-name", "DNS:localhost");
  byAddress = await authority.sign("by-address", "IP:127.0.0.1");
  client = await authority.sign("client");
  [newServer, oldServer, oldServerWithTls] = await Promise.all([
    startMysql97({ tls: { ca: authority.ca, ...byName } }),
    startMysql56(),
    startMysql56({ tls: { ca: authority.ca, ...byName } }),
  ]);
  const accounts = [
    "CREATE USER sha256@'%' IDENTIFIED WITH sha256_password BY ?",
    "CREATE USER caching@'%' IDENTIFIED WITH caching_sha2_password BY ?",
    "CREATE USER certified@'%' IDENTIFIED BY ? REQUIRE X509",
    "CREATE USER locked@'%' IDENTIFIED BY ? ACCOUNT LOCK",
    "CREATE USER elsewhere@'10.255.255.1' IDENTIFIED BY ?",
  ];
  for (const sql of accounts) await newServer.query(sql, [PASSWORD]);
  await newServer.query("CREATE USER nopass@'%' IDENTIFIED WITH caching_sha2_password BY ''");
  await newServer.query("CREATE USER nopass256@'%' IDENTIFIED WITH sha256_password BY ''");
  for (const server of [oldServer, oldServerWithTls]) {
    await server.query("CREATE USER native@'%' IDENTIFIED BY ?", [PASSWORD]);
  }
});

afterAll(async () => {
  await Promise.all([newServer, oldServer, oldServerWithTls].map(async (server) => server.stop()));
  await removeTempFolder(folder);
});

type Settings = Partial<MysqlSourceOptions>;

const settings = (server: { host: string; port: number }, user: string, more: Settings = {}): MysqlSourceOptions => ({
  host: server.host,
  port: server.port,
  user,
  password: PASSWORD,
  ...more,
});

/** Logs in and tells the cipher of the session, "" for none. */
async function cipherOf(options: MysqlSourceOptions, logger: Logger = silentLogger): Promise<string> {
  const session = await login(resolveOptions(options), logger, ever);
  try {
    const row = await session.queryRow("SHOW SESSION STATUS LIKE 'Ssl_cipher'", ever);
    return row["Value"] ?? "";
  } finally {
    session.close();
  }
}

async function failure(options: MysqlSourceOptions, signal: AbortSignal = ever): Promise<SluiceError> {
  const error: unknown = await login(resolveOptions(options), silentLogger, signal).then(
    (session) => {
      session.close();
      return undefined;
    },
    (reason: unknown) => reason,
  );
  if (!(error instanceof SluiceError)) throw new Error("no coded error", { cause: error });
  expect(inspect(error, { depth: 20 })).not.toContain("s3cret");
  return error;
}

describe("accounts", () => {
  test("mysql_native_password", async () => {
    expect(await cipherOf(settings(oldServer, "native"))).toBe("");
  });

  test("caching_sha2_password without TLS: by RSA while the server's cache is empty, then from the cache", async () => {
    await newServer.query("FLUSH PRIVILEGES");
    expect(await cipherOf(settings(newServer, "caching"))).toBe("");
    expect(await cipherOf(settings(newServer, "caching"))).toBe("");
  });

  test("caching_sha2_password over TLS, cache empty and filled", async () => {
    await newServer.query("FLUSH PRIVILEGES");
    expect(await cipherOf(settings(newServer, "caching", { sslMode: "REQUIRED" }))).not.toBe("");
    expect(await cipherOf(settings(newServer, "caching", { sslMode: "REQUIRED" }))).not.toBe("");
  });

  test.each(["DISABLED", "REQUIRED"] as const)("sha256_password with TLS %s", async (sslMode) => {
    const cipher = await cipherOf(settings(newServer, "sha256", { sslMode }));
    expect(cipher === "").toBe(sslMode === "DISABLED");
  });

  test.each(["nopass", "nopass256"])("an account without password: %s", async (user) => {
    for (const sslMode of ["DISABLED", "REQUIRED"] as const) {
      await cipherOf(settings(newServer, user, { password: "", sslMode }));
    }
  });

  test("a wrong password, an unknown user, a locked account", async () => {
    for (const user of ["caching", "sha256", "nobody", "locked"]) {
      const password = user === "locked" ? PASSWORD : "s3cret, but wrong";
      for (const sslMode of ["DISABLED", "REQUIRED"] as const) {
        const error = await failure(settings(newServer, user, { password, sslMode }));
        expect(error.code).toBe("SOURCE_ACCESS_DENIED");
        expect(error.details).toMatchObject({ user, address: newServer.host, port: newServer.port });
        expect(error.retriable).toBe(false);
      }
    }
    expect((await failure(settings(oldServer, "native", { password: "no" }))).code).toBe("SOURCE_ACCESS_DENIED");
    expect((await failure(settings(newServer, "elsewhere"))).code).toBe("SOURCE_ACCESS_DENIED");
  });
});

const ca = () => ({ ca: { file: authority.ca } });

const verifying = (host: string) => settings(newServer, "caching", { host, sslMode: "VERIFY_IDENTITY", tls: ca() });

describe("TLS", () => {
  test("VERIFY_CA takes a certificate of the CA for whatever name", async () => {
    expect(await cipherOf(settings(newServer, "caching", { sslMode: "VERIFY_CA", tls: ca() }))).not.toBe("");
  });

  test.each(["VERIFY_CA", "VERIFY_IDENTITY"] as const)("%s refuses a certificate of another CA", async (sslMode) => {
    for (const tls of [{ ca: { file: stranger.ca } }, {}]) {
      const error = await failure(settings(newServer, "caching", { host: "localhost", sslMode, tls }));
      expect(error.code).toBe("SOURCE_TLS_FAILED");
    }
  });

  test("VERIFY_IDENTITY compares the name, and the address too", async () => {
    expect(await cipherOf(verifying("localhost"))).not.toBe("");
    expect((await failure(verifying("127.0.0.1"))).code).toBe("SOURCE_TLS_FAILED");
    await useCertificate(byAddress);
    try {
      expect(await cipherOf(verifying("127.0.0.1"))).not.toBe("");
      expect((await failure(verifying("localhost"))).code).toBe("SOURCE_TLS_FAILED");
    } finally {
      await useCertificate(byName);
    }
  });

  test("an account that asks for a client certificate", async () => {
    const tls = { ...ca(), cert: { file: client.cert }, key: { file: client.key } };
    expect(await cipherOf(settings(newServer, "certified", { sslMode: "VERIFY_CA", tls }))).not.toBe("");
    const error = await failure(settings(newServer, "certified", { sslMode: "VERIFY_CA", tls: ca() }));
    expect(error.code).toBe("SOURCE_ACCESS_DENIED");
  });

  test("a PEM file that is not there", async () => {
    const tls = { ca: { file: "/nowhere/ca.pem" } };
    const error = await failure(settings(newServer, "caching", { sslMode: "VERIFY_CA", tls }));
    expect(error.code).toBe("SOURCE_TLS_FILE");
    expect(error.details).toMatchObject({ file: "/nowhere/ca.pem", reason: "ENOENT" });
  });

  test("a server that insists on TLS", async () => {
    await newServer.query("SET GLOBAL require_secure_transport = ON");
    try {
      expect((await failure(settings(newServer, "caching"))).code).toBe("SOURCE_TLS_REQUIRED");
      expect(await cipherOf(settings(newServer, "caching", { sslMode: "PREFERRED" }))).not.toBe("");
    } finally {
      const connection = await newServer.connect({ ssl: { rejectUnauthorized: false } });
      await connection.query("SET GLOBAL require_secure_transport = OFF");
      await connection.end();
    }
  });

  test("a server without TLS: REQUIRED fails, PREFERRED says so and goes on", async () => {
    expect((await failure(settings(oldServer, "native", { sslMode: "REQUIRED" }))).code).toBe("SOURCE_TLS_UNAVAILABLE");
    const warnings: object[] = [];
    const logger: Logger = { ...silentLogger, warn: (fields) => warnings.push(fields) };
    expect(await cipherOf(settings(oldServer, "native", { sslMode: "PREFERRED" }), logger)).toBe("");
    expect(warnings).toEqual([{ address: oldServer.host, port: oldServer.port, code: "SOURCE_TLS_UNAVAILABLE" }]);
  });

  test("a server whose TLS is too old for ours: REQUIRED fails, PREFERRED goes on", async () => {
    const required = settings(oldServerWithTls, "native", { sslMode: "REQUIRED" });
    expect((await failure(required)).code).toBe("SOURCE_TLS_FAILED");
    expect(await cipherOf({ ...required, sslMode: "PREFERRED" })).toBe("");
  });
});

describe("a server that can't be reached", () => {
  test("nobody listens", async () => {
    const error = await failure(settings({ host: "127.0.0.1", port: await freePort() }, "caching"));
    expect(error.code).toBe("SOURCE_UNREACHABLE");
    expect(error.details["reason"]).toBe("ECONNREFUSED");
    expect(error.retriable).toBe(true);
  });

  test("it accepts and says nothing", async () => {
    const proxy = await TcpProxy.start(newServer);
    proxy.stall();
    try {
      expect((await failure(settings(proxy, "caching", { connectTimeoutMs: 300 }))).code).toBe("SOURCE_TIMEOUT");
      const controller = new AbortController();
      const aborted = login(resolveOptions(settings(proxy, "caching")), silentLogger, controller.signal);
      setTimeout(() => {
        controller.abort(new Error("enough"));
      }, 50);
      await expect(aborted).rejects.toThrow("enough");
    } finally {
      await proxy.stop();
    }
  });

  test("it breaks the connection during the log-in", async () => {
    const proxy = await TcpProxy.start(newServer);
    try {
      proxy.stall();
      const failing = failure(settings(proxy, "caching"));
      await expect.poll(() => proxy.connections).toBe(1);
      proxy.cut();
      expect((await failing).code).toBe("SOURCE_CONNECTION_LOST");
    } finally {
      await proxy.stop();
    }
  });

  test("it has too many connections", async () => {
    await newServer.query("SET GLOBAL max_connections = 1");
    const connections = [];
    try {
      for (let i = 0; i < 2; i++) connections.push(await newServer.connect().catch(() => undefined));
      expect((await failure(settings(newServer, "caching"))).code).toBe("SOURCE_TOO_MANY_CONNECTIONS");
    } finally {
      await newServer.query("SET GLOBAL max_connections = 151");
      for (const connection of connections) await connection?.end();
    }
  });
});

async function useCertificate({ cert, key }: Certificate): Promise<void> {
  await newServer.query(`SET GLOBAL ssl_cert = '${cert}', ssl_key = '${key}'`);
  await newServer.query("ALTER INSTANCE RELOAD TLS");
}
