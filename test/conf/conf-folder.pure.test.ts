import { generateKeyPairSync, privateEncrypt } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { ConfFolder } from "../../conf/conf-folder.ts";
import { formatFinding } from "../../conf/finding.ts";
import type { Outside } from "../../conf/settings.ts";

const HASH = "e3619321c1a937c46a0d8bd1dac39f93b27d4458";
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function conf(
  canal: string,
  instances: Readonly<Record<string, string>> = { example: "" },
  outside: Partial<Outside> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "sluice-conf-"));
  folders.push(folder);
  writeFileSync(join(folder, "canal.properties"), canal);
  for (const [name, text] of Object.entries(instances)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "instance.properties"), `canal.instance.dbUsername = canal\n${text}`);
  }
  return new ConfFolder(join(folder, "canal.properties"), { overrides: {}, environment: {}, ...outside });
}

/** `severity code file:line key` of every finding. Line 1 of an instance's file is its dbUsername. */
function told(folder: ConfFolder): string[] {
  return folder.check().map(({ severity, code, file, line, key }) => {
    const place = file.endsWith("instance.properties") ? basename(dirname(file)) : basename(file);
    return `${severity} ${code} ${place}:${line} ${key ?? ""}`.trim();
  });
}

function instance(folder: ConfFolder, destination = "example") {
  const { config } = folder.loadInstance(destination);
  if (config === undefined) throw new Error(folder.check().map(formatFinding).join("\n"));
  return config;
}

describe("Canal's own files", () => {
  test("every key of 1.1.9 at its shipped value loads without a finding", () => {
    const file = join(import.meta.dirname, "../data/conf/canal-1.1.9/canal.properties");
    const folder = new ConfFolder(file, { overrides: {}, environment: {} });
    expect(told(folder)).toEqual([]);
    expect(folder.server.config).toMatchObject({
      destinations: ["example"],
      listen: { host: "127.0.0.1", port: 11111 },
    });
    expect(instance(folder)).toMatchObject({
      dataDir: join(dirname(file), "example"),
      meta: "file",
      source: { host: "127.0.0.1", port: 3306, user: "canal" },
      filter: { tables: ".*\\..*", blackTables: "mysql\\.slave_.*" },
      store: { budgetBytes: 16_777_216 },
    });
    expect(instance(folder).source.password.reveal()).toBe("canal");
  });
});

describe("findings", () => {
  const CASES: readonly [name: string, canal: string, instance: string, expected: readonly string[]][] = [
    ["nothing to say", "", "", []],
    ["unknown key", "\ncanal.prot = 1", "", ["error CONF_UNKNOWN_KEY canal.properties:2 canal.prot"]],
    ["unknown key of an instance", "", "x = 1", ["error CONF_UNKNOWN_KEY example:2 x"]],
    [
      "a variable is no unknown key",
      "pw = 1\nport = 12\ncanal.port = ${port}",
      "canal.instance.dbPassword = ${pw}",
      [],
    ],
    ["not a number", "canal.port = x", "", ["error CONF_BAD_VALUE canal.properties:1 canal.port"]],
    ["out of bounds", "canal.port = 70000", "", ["error CONF_BAD_VALUE canal.properties:1 canal.port"]],
    ["blanks around a value", "canal.port =   12 \t", "", []],
    ["not true nor false", "canal.auto.scan = yes", "", ["error CONF_BAD_VALUE canal.properties:1 canal.auto.scan"]],
    [
      "no power of two",
      "",
      "canal.instance.memory.buffer.size = 3000",
      ["error CONF_BAD_VALUE example:2 canal.instance.memory.buffer.size"],
    ],
    [
      "a chunk larger than the buffer",
      "canal.instance.memory.buffer.size = 512",
      "",
      ["error CONF_DEADLOCK example:0 canal.instance.transaction.size"],
    ],
    [
      "an output that is not built",
      "canal.serverMode = kafka",
      "",
      ["error CONF_BAD_VALUE canal.properties:1 canal.serverMode"],
    ],
    [
      "cursors in ZooKeeper without ZooKeeper",
      "canal.instance.example.spring.xml = classpath:spring/default-instance.xml",
      "",
      ["error CONF_BAD_VALUE canal.properties:1 canal.instance.example.spring.xml"],
    ],
    [
      "not built",
      "canal.admin.manager = b:2",
      "canal.instance.standby1.address = c:3",
      [
        "warning CONF_NOT_BUILT canal.properties:1 canal.admin.manager",
        "warning CONF_NOT_BUILT example:2 canal.instance.standby1.address",
      ],
    ],
    [
      "a cluster whose cursors are on each server",
      "canal.zkServers = a:1",
      "",
      ["error CONF_BAD_VALUE canal.properties:0 canal.instance.global.spring.xml"],
    ],
    [
      "a cluster",
      "canal.zkServers = a:2181,[::1]:2181/root\ncanal.register.ip = db-1.example\ncanal.instance.global.spring.xml = classpath:spring/default-instance.xml",
      "sluice.instance.home = db-1.example:11111",
      [],
    ],
    [
      "an ensemble, an address and a home that are none",
      "canal.zkServers = a:1;b:1\ncanal.register.ip = a:11111\nsluice.zookeeper.digest = secret\ncanal.instance.global.spring.xml = classpath:spring/default-instance.xml",
      "sluice.instance.home = db-1",
      [
        "error CONF_BAD_VALUE canal.properties:1 canal.zkServers",
        "error CONF_BAD_VALUE canal.properties:2 canal.register.ip",
        "error CONF_BAD_VALUE canal.properties:3 sluice.zookeeper.digest",
        "error CONF_BAD_VALUE example:2 sluice.instance.home",
      ],
    ],
    [
      "a standby that is never switched to",
      "",
      "canal.instance.standby.address = c:3\ncanal.instance.detecting.enable = true",
      ["warning CONF_TRAP example:2 canal.instance.standby.address"],
    ],
    [
      "a switch to nowhere",
      "canal.instance.detecting.enable = true\ncanal.instance.detecting.heartbeatHaEnable = true",
      "",
      ["warning CONF_TRAP canal.properties:2 canal.instance.detecting.heartbeatHaEnable"],
    ],
    [
      "a switch without a heartbeat",
      "canal.instance.detecting.heartbeatHaEnable = true",
      "canal.instance.standby.address = c:3",
      ["warning CONF_TRAP canal.properties:1 canal.instance.detecting.heartbeatHaEnable"],
    ],
    [
      "no effect",
      "canal.instance.network.receiveBufferSize = 7",
      "canal.instance.connectionCharset = GBK",
      [
        "warning CONF_NO_EFFECT canal.properties:1 canal.instance.network.receiveBufferSize",
        "warning CONF_NO_EFFECT example:2 canal.instance.connectionCharset",
      ],
    ],
    ["MQ keys are idle", "kafka.acks = 1\ncanal.mq.flatMessage = false", "canal.mq.topic = t", []],
    [
      "repeated key",
      "canal.port = 1\ncanal.port = 2",
      "",
      ["warning CONF_DUPLICATE_KEY canal.properties:1 canal.port"],
    ],
    ["wrong file", "", "canal.port = 2", ["warning CONF_WRONG_FILE example:2 canal.port"]],
    ["unresolved", "canal.ip = ${nowhere}", "", ["error CONF_UNRESOLVED_REFERENCE canal.properties:1 canal.ip"]],
    ["circle", "canal.ip = ${canal.ip}", "", ["error CONF_REFERENCE_CYCLE canal.properties:1 canal.ip"]],
    ["bad escape", "\n\ncanal.ip = \\u1", "", ["error CONF_BAD_ESCAPE canal.properties:3"]],
    ["open listener", "canal.ip = 0.0.0.0", "", ["error CONF_OPEN_LISTENER canal.properties:1 canal.ip"]],
    ["loopback needs no password", "canal.ip = 127.0.0.2", "", []],
    ["no listener needs no password", "canal.ip = 0.0.0.0\ncanal.withoutNetty = true", "", []],
    ["user without password", "canal.user = u", "", ["error CONF_USER_WITHOUT_PASSWORD canal.properties:1 canal.user"]],
    ["password that is no hash", "canal.passwd = secret", "", ["error CONF_BAD_VALUE canal.properties:1 canal.passwd"]],
    ["missing file", "canal.destinations = example,other", "", ["error CONF_NO_DESTINATION other:0"]],
    [
      "bad list",
      "canal.destinations.expr = x{8-1}",
      "",
      ["error CONF_BAD_VALUE canal.properties:1 canal.destinations.expr"],
    ],
    [
      "traps of the start",
      "",
      "canal.instance.master.position = 4\ncanal.instance.master.gtid = a:1",
      [
        "warning CONF_TRAP example:2 canal.instance.master.position",
        "warning CONF_TRAP example:3 canal.instance.master.gtid",
      ],
    ],
    [
      "traps of a filter",
      "",
      "canal.instance.filter.regex = a\\\\..*, b\\\\..*\ncanal.instance.filter.black.regex = .*\\..*",
      [
        "warning CONF_TRAP example:2 canal.instance.filter.regex",
        "warning CONF_TRAP example:3 canal.instance.filter.black.regex",
      ],
    ],
    [
      "encrypted without key",
      "",
      "canal.instance.enableDruid = true",
      ["error CONF_BAD_VALUE example:2 canal.instance.enableDruid"],
    ],
    [
      "encrypted with a wrong key",
      "",
      "canal.instance.enableDruid = true\ncanal.instance.pwdPublicKey = AAAA\ncanal.instance.dbPassword = AAAA",
      ["error CONF_BAD_ENCRYPTED_PASSWORD example:4 canal.instance.dbPassword"],
    ],
    [
      "address",
      "",
      "canal.instance.master.address = db",
      ["error CONF_BAD_VALUE example:2 canal.instance.master.address"],
    ],
    [
      "zone",
      "",
      "sluice.instance.timezone = Asia/Shanghai",
      ["error CONF_BAD_VALUE example:2 sluice.instance.timezone"],
    ],
  ];
  test.each(CASES)("%s", (_name, canal, text, expected) => {
    expect(told(conf(canal, { example: text }))).toEqual(expected);
  });

  test("one broken destination leaves the others and the server alone", () => {
    const folder = conf("canal.destinations = a,b", { a: "nonsense = 1", b: "" });
    expect(folder.server.config?.destinations).toEqual(["a", "b"]);
    expect(folder.loadInstance("a").config).toBeUndefined();
    expect(folder.loadInstance("b").config).toBeDefined();
  });

  test("a file that is not there", () => {
    const folder = new ConfFolder("/nowhere/canal.properties", { overrides: {}, environment: {} });
    expect(folder.check()).toMatchObject([{ code: "CONF_FILE_UNREADABLE", details: { reason: "ENOENT" } }]);
  });

  test("two destinations with one server id on one source", () => {
    const text = "canal.instance.mysql.slaveId = 7";
    expect(told(conf("", { a: text, b: text, example: "" }))).toEqual([
      "error CONF_BAD_VALUE b:0 canal.instance.mysql.slaveId",
    ]);
  });

  test("an unknown key names the nearest", () => {
    const [finding] = conf("canal.instance.filter.regexp = x").check();
    expect(finding?.details["nearest"]).toBe("canal.instance.filter.regex");
    expect(finding && formatFinding(finding)).toMatch(
      /canal\.properties:1: error CONF_UNKNOWN_KEY: .*nearest=canal\.instance\.filter\.regex/,
    );
  });

  test("names outside the files", () => {
    const outside = { overrides: { "canal.prot": "1" }, environment: { "canal.instance.foo": "1", HOME: "/" } };
    expect(told(conf("", { example: "" }, outside))).toEqual([
      "error CONF_UNKNOWN_KEY -D:0 canal.prot",
      "warning CONF_UNKNOWN_KEY environment:0 canal.instance.foo",
    ]);
  });
});

describe("values", () => {
  test("command line over environment over instance.properties over canal.properties over default; blank is unset", () => {
    const key = "canal.instance.master.address";
    const canal = `${key} = canal:1`;
    const read = (text: string, outside: Partial<Outside> = {}) =>
      instance(conf(canal, { example: text }, outside)).source.host;
    expect(read("")).toBe("canal");
    expect(read(`${key} = file:1`)).toBe("file");
    expect(read(`${key} = `)).toBe("canal");
    expect(read(`${key} = file:1`, { environment: { [key]: "env:1" } })).toBe("env");
    expect(read(`${key} = file:1`, { environment: { [key]: "env:1" }, overrides: { [key]: "line:1" } })).toBe("line");
    expect(read("", { environment: { [key]: " " } })).toBe("canal");
    expect(instance(conf("")).source.host).toBe("127.0.0.1");
  });

  test("references reach the environment and the destination's name", () => {
    const text = "canal.instance.master.address = ${DB_HOST:none}-${canal.instance.destination}:33";
    const folder = conf("", { example: text }, { environment: { DB_HOST: "h" } });
    expect(instance(folder).source).toMatchObject({ host: "h-example", port: 33 });
  });

  test("a password opens the listener to every address", () => {
    const config = conf(`canal.passwd = ${HASH}\ncanal.port = 0`).server.config;
    expect(config?.listen).toEqual({ host: undefined, port: 0 });
    expect(config?.metrics).toEqual({ host: undefined, port: 11112 });
    expect(conf("canal.metrics.pull.port = 0").server.config?.metrics).toBeUndefined();
  });

  test("the expression wins over the list", () => {
    expect(conf("canal.destinations = a\ncanal.destinations.expr = d{9-11}").server.config?.destinations).toEqual([
      "d9",
      "d10",
      "d11",
    ]);
  });

  test("wiring by destination", () => {
    const folder = conf(
      "canal.destinations = a,b\ncanal.instance.global.lazy = true\ncanal.instance.b.lazy = false\n" +
        "canal.instance.b.spring.xml = classpath:spring/memory-instance.xml",
      { a: "", b: "" },
    );
    expect(folder.check()).toEqual([]);
    expect(instance(folder, "a")).toMatchObject({ lazy: true, meta: "file" });
    expect(instance(folder, "b")).toMatchObject({ lazy: false, meta: "memory" });
  });

  test("paths", () => {
    const folder = conf("canal.file.data.dir = ../data");
    const base = dirname(folder.file);
    expect(folder.server.config).toMatchObject({ destinationsDir: base, dataDir: join(base, "../data") });
    expect(conf("canal.file.data.dir = /var/x").server.config?.dataDir).toBe("/var/x");
    const certificate = "canal.instance.master.trustCertificateKeyStoreUrl = file:///etc/ca.pem";
    expect(instance(conf("", { example: certificate })).source.ssl.trust?.file).toBe("/etc/ca.pem");
  });

  test("an encrypted password is decrypted", () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const encrypted = privateEncrypt(privateKey, Buffer.from("pässword")).toString("base64");
    const key = publicKey.export({ format: "der", type: "spki" }).toString("base64");
    const text = `canal.instance.enableDruid = true\ncanal.instance.pwdPublicKey = ${key}\ncanal.instance.dbPassword = ${encrypted}`;
    expect(instance(conf("", { example: text })).source.password.reveal()).toBe("pässword");
  });

  test("no form of a config shows a secret", () => {
    const folder = conf(`canal.passwd = ${HASH}`, { example: "canal.instance.dbPassword = hush-hush" });
    for (const config of [folder.server.config, instance(folder)]) {
      for (const shown of [JSON.stringify(config), inspect(config, { depth: 9, showHidden: true })]) {
        expect(shown).not.toMatch(/hush-hush|e3619321/);
        expect(shown).toContain("***");
      }
    }
    const wrong = conf("canal.passwd = hush-hush").check();
    expect(JSON.stringify(wrong) + wrong.map(formatFinding).join()).not.toContain("hush-hush");
  });
});

test("a standby has its own address, start and TLS, and all else of the master", () => {
  const { source, start, failover } = instance(
    conf("canal.instance.detecting.enable = true\ncanal.instance.detecting.heartbeatHaEnable = true", {
      example: [
        "canal.instance.master.address = a:1",
        "canal.instance.master.journal.name = bin.1",
        "canal.instance.mysql.slaveId = 7",
        "canal.instance.standby.address = b:2",
        "canal.instance.standby.timestamp = 5",
        "canal.instance.standby.gtid = ignored-without-gtidon",
        "canal.instance.standby.sslMode = REQUIRED",
        "canal.instance.detecting.interval.time = 9",
      ].join("\n"),
    }),
  );
  expect(failover.detecting).toEqual({ sql: "select 1", intervalMs: 9000, threshold: 3, switchOver: true });
  expect(failover.standby?.source).toEqual({
    ...source,
    host: "b",
    port: 2,
    ssl: { mode: "REQUIRED", versions: undefined, trust: undefined, client: undefined },
  });
  expect(failover.standby?.start).toEqual({ ...start, journalName: undefined, timestamp: 5 });
  expect(instance(conf("")).failover).toEqual({ standby: undefined, detecting: undefined });
});
