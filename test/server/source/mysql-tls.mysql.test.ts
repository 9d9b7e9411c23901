import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect, createServer } from "node:tls";
import { inspect, promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { resolveOptions } from "../../../server/source/mysql-source-options.ts";
import type { MysqlSourceOptions } from "../../../server/source/mysql-source-options.ts";
import { tlsOf } from "../../../server/source/mysql-tls.ts";
import { CertificateAuthority } from "../../support/certificates.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

const account = { host: "127.0.0.1", port: 3306, user: "canal", password: "canal" };
const settingsOf = async (more: Partial<MysqlSourceOptions>) => tlsOf(resolveOptions({ ...account, ...more }));

let folder: string;
beforeAll(async () => {
  folder = await tempFolder("tls");
});
afterAll(async () => {
  await removeTempFolder(folder);
});

test("what each mode verifies", async () => {
  expect(await settingsOf({})).toBeUndefined();
  expect(await settingsOf({ sslMode: "DISABLED", tls: { ca: { file: "/nowhere" } } })).toBeUndefined();
  const verified = async (sslMode: NonNullable<MysqlSourceOptions["sslMode"]>) => {
    const tls = await settingsOf({ sslMode });
    return [tls?.rejectUnauthorized, tls?.verifyIdentity];
  };
  expect(await verified("PREFERRED")).toEqual([false, false]);
  expect(await verified("REQUIRED")).toEqual([false, false]);
  expect(await verified("VERIFY_CA")).toEqual([true, false]);
  expect(await verified("VERIFY_IDENTITY")).toEqual([true, true]);
});

test("PEM by text or by file", async () => {
  const authority = await CertificateAuthority.create(folder, "ca");
  const text = await readFile(authority.ca, "utf8");
  expect((await settingsOf({ sslMode: "VERIFY_CA", tls: { ca: { file: authority.ca } } }))?.ca).toBe(text);
  expect((await settingsOf({ sslMode: "VERIFY_CA", tls: { ca: { pem: text } } }))?.ca).toBe(text);
});

test("a PEM that is none, and a wrong passphrase, are told before anything is connected", async () => {
  const authority = await CertificateAuthority.create(folder, "ca");
  const { cert, key } = await authority.sign("locked");
  await promisify(execFile)("openssl", [
    "rsa",
    "-in",
    key,
    "-aes256",
    "-passout",
    "pass:s3cret",
    "-out",
    `${key}.locked`,
  ]);
  const broken = { pem: "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n" };
  const own = { cert: { file: cert }, key: { file: `${key}.locked` } };
  expect((await settingsOf({ sslMode: "REQUIRED", tls: { ...own, passphrase: "s3cret" } }))?.passphrase).toBe("s3cret");
  for (const tls of [
    { ca: broken },
    { cert: broken, key: own.key },
    own,
    { ...own, passphrase: "s3cret, but wrong" },
  ]) {
    const error: unknown = await settingsOf({ sslMode: "REQUIRED", tls }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "SOURCE_TLS_FILE", retriable: false });
    expect(inspect(error, { depth: 20 })).not.toContain("s3cret");
  }
});

// A TLS server of Node stands in for a MySQL of the 5.6 age: the one at hand speaks a TLS that OpenSSL 3 can't.
test("old versions are offered only when they are named", async () => {
  const authority = await CertificateAuthority.create(folder, "ca");
  const certificate = await authority.sign("old", "IP:127.0.0.1");
  const server = createServer({
    cert: await readFile(certificate.cert),
    key: await readFile(certificate.key),
    minVersion: "TLSv1",
    maxVersion: "TLSv1.1",
    ciphers: "DEFAULT@SECLEVEL=0",
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const speak = async (more: Partial<MysqlSourceOptions>): Promise<string | null> => {
    const socket = connect({ host: "127.0.0.1", port, ...(await settingsOf({ sslMode: "REQUIRED", ...more })) });
    try {
      await once(socket, "secureConnect");
      return socket.getProtocol();
    } finally {
      socket.destroy();
    }
  };
  try {
    expect(await speak({ tls: { versions: ["TLSv1.1", "TLSv1"] } })).toBe("TLSv1.1");
    expect(await speak({ tls: { versions: ["TLSv1"] } })).toBe("TLSv1");
    await expect(speak({})).rejects.toThrow();
  } finally {
    server.close();
  }
});
