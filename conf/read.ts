import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type {
  FilterConfig,
  HistoryConfig,
  InstanceConfig,
  KeyStore,
  ServerConfig,
  SourceConfig,
  SourceFiles,
  StartConfig,
} from "./config.ts";
import { SluiceError } from "../proto/error.ts";
import { decryptPassword } from "./encrypted-password.ts";
import { readCluster } from "./read-cluster.ts";
import { readFailover } from "./read-failover.ts";
import { readLogStore } from "./read-log-store.ts";
import { readConsumer } from "./read-consumer.ts";
import { Secret } from "./secret.ts";
import type { Settings } from "./settings.ts";
import { parseAddress } from "./value.ts";

const LOOPBACK = "127.0.0.1";

/**
 * A path of a configuration file. Java Canal runs in `bin/` beside `conf/`, so `../conf` is the folder of canal.properties, whatever its
 * name is here; every other relative path begins in that folder. `file:` URLs are taken too.
 */
export function resolvePath(confFolder: string, path: string): string {
  if (path.startsWith("file://")) return fileURLToPath(path);
  const plain = path.startsWith("file:") ? path.slice("file:".length) : path;
  const inside = /^\.\.\/conf(?:\/(.*))?$/.exec(plain);
  return inside === null ? resolve(confFolder, plain) : join(confFolder, inside[1] ?? "");
}

/** Types the settings of the server. Call it only when lint has found no error. */
export function readServer(settings: Settings, destinations: readonly string[], file: string): ServerConfig {
  const folder = dirname(file);
  const hash = settings.get("canal.passwd");
  const listenHost = settings.get("canal.ip") ?? (hash === undefined ? LOOPBACK : undefined);
  const metricsPort = settings.get("canal.metrics.pull.port");
  return {
    file,
    destinationsDir: resolvePath(folder, settings.get("canal.conf.dir")),
    dataDir: resolvePath(folder, settings.get("canal.file.data.dir")),
    listen: settings.get("canal.withoutNetty") ? undefined : { host: listenHost, port: settings.get("canal.port") },
    user: settings.get("canal.user"),
    passwordHash: hash === undefined ? undefined : new Secret(hash),
    metrics: metricsPort > 0 ? { host: settings.get("sluice.metrics.ip") ?? listenHost, port: metricsPort } : undefined,
    adminSocket: readAdminSocket(settings, folder),
    destinations,
    scanIntervalMs: settings.get("canal.auto.scan") ? settings.get("canal.auto.scan.interval") * 1000 : undefined,
    cluster: readCluster(settings, listenHost),
    maxConnections: settings.get("sluice.maxConnections"),
    maxFrameBytes: settings.get("sluice.maxFrameBytes"),
    log: { level: settings.get("sluice.log.level"), format: settings.get("sluice.log.format") },
  };
}

function readAdminSocket(settings: Settings, folder: string): string | undefined {
  const path = settings.get("sluice.admin.socket");
  if (path === "none") return undefined;
  return path === undefined
    ? join(resolvePath(folder, settings.get("canal.file.data.dir")), "sluice.sock")
    : resolvePath(folder, path);
}

/** Types the settings of one destination. Call it only when lint has found no error. */
export function readInstance(
  settings: Settings,
  wiring: Wiring,
  server: ServerConfig,
  destination: string,
  file: string,
): InstanceConfig {
  const memoryUnit = settings.get("canal.instance.memory.buffer.memunit");
  const source = readSource(settings, dirname(server.file));
  const start = readStart(settings);
  return {
    destination,
    file,
    dataDir: join(server.dataDir, destination),
    ...wiring,
    home: settings.get("sluice.instance.home"),
    source,
    start,
    history: readHistory(settings, wiring, dirname(server.file)),
    failover: readFailover(settings, source, start, readSsl(settings, dirname(server.file), "standby")),
    filter: readFilter(settings),
    store: {
      mode: readStoreMode(settings, wiring),
      budgetBytes: settings.get("canal.instance.memory.buffer.size") * memoryUnit,
      memoryUnit,
      batchMode: settings.get("canal.instance.memory.batch.mode"),
      ddlIsolation: settings.get("canal.instance.get.ddl.isolation"),
      log: readLogStore(settings),
    },
    consumer: readConsumer(settings),
    transactionSize: settings.get("canal.instance.transaction.size"),
    rowId: settings.get("sluice.instance.rowId"),
    rowKernel: settings.get("sluice.instance.rowKernel"),
    timezone: settings.get("sluice.instance.timezone"),
  };
}

/** What canal.properties alone decides about a destination. */
export interface Wiring {
  readonly lazy: boolean;
  readonly meta: "file" | "memory" | "zookeeper";
}

/** `canal.instance.<destination>.…` over `canal.instance.global.…`. Errors: CONF_BAD_VALUE. */
export function readWiring(settings: Settings, destination: string): Wiring {
  const keyOf = (name: "mode" | "lazy" | "spring.xml") => {
    const key = `canal.instance.${destination}.${name}`;
    return settings.find(key) === undefined ? `canal.instance.global.${name}` : key;
  };
  const own = (name: "mode" | "lazy" | "spring.xml") => settings.read(keyOf(name), `canal.instance.global.${name}`);
  own("mode");
  const xml = String(own("spring.xml"));
  const meta = metaOf(xml);
  // A takeover would begin at this server's own cursors, or at none.
  if ((meta === "zookeeper") !== (settings.get("canal.zkServers") !== undefined)) {
    const expected =
      meta === "zookeeper"
        ? "canal.zkServers beside it"
        : "classpath:spring/default-instance.xml where canal.zkServers is set: cursors must be where the other servers find them";
    throw new SluiceError("CONF_BAD_VALUE", { key: keyOf("spring.xml"), value: xml, expected });
  }
  return { lazy: own("lazy") === true, meta };
}

function metaOf(xml: string): Wiring["meta"] {
  if (xml.endsWith("memory-instance.xml")) return "memory";
  return xml.endsWith("default-instance.xml") ? "zookeeper" : "file";
}

/** Without cursors on the disk nothing else is kept there either, unless it is asked for. */
function readStoreMode(settings: Settings, { meta }: Wiring): InstanceConfig["store"]["mode"] {
  const isAsked = settings.find("sluice.instance.store.mode") !== undefined;
  return meta === "memory" && !isAsked ? "memory" : settings.get("sluice.instance.store.mode");
}

const HOUR_MS = 3_600_000;

/** Without cursors on the disk nothing else is kept there either, unless it is asked for, as in Canal's memory-instance.xml. */
function readHistory(settings: Settings, { meta }: Wiring, folder: string): HistoryConfig {
  const isAsked = settings.find("canal.instance.tsdb.enable") !== undefined;
  const enabled = settings.get("canal.instance.tsdb.enable") && (meta !== "memory" || isAsked);
  return {
    enabled,
    holdBytes: meta !== "memory" || enabled ? settings.get("sluice.instance.hold.size") : 0,
    directory: resolvePath(folder, settings.get("canal.instance.tsdb.dir")),
    intervalMs: settings.get("canal.instance.tsdb.snapshot.interval") * HOUR_MS,
    expireMs: settings.get("canal.instance.tsdb.snapshot.expire") * HOUR_MS,
  };
}

function readSource(settings: Settings, folder: string): SourceConfig {
  const address = parseAddress(settings.get("canal.instance.master.address")) ?? { host: LOOPBACK, port: 3306 };
  const password = settings.get("canal.instance.dbPassword");
  const publicKey = settings.get("canal.instance.pwdPublicKey");
  const encrypted = settings.get("canal.instance.enableDruid") && publicKey !== undefined;
  return {
    files: readSourceFiles(settings, folder),
    ...address,
    user: settings.get("canal.instance.dbUsername"),
    password: encrypted ? new Secret(decryptPassword(password.reveal(), publicKey)) : password,
    database: settings.get("canal.instance.defaultDatabaseName"),
    serverId: settings.get("canal.instance.mysql.slaveId"),
    ssl: readSsl(settings, folder, "master"),
    binlogFormats: settings.get("canal.instance.binlog.format"),
    binlogImages: settings.get("canal.instance.binlog.image"),
  };
}

function readSsl(settings: Settings, folder: string, role: "master" | "standby"): SourceConfig["ssl"] {
  return {
    mode: settings.get(`canal.instance.${role}.sslMode`),
    versions: settings.get(`canal.instance.${role}.tlsVersions`),
    trust: keyStore(settings, folder, `canal.instance.${role}.trustCertificateKeyStore`),
    client: keyStore(settings, folder, `canal.instance.${role}.clientCertificateKeyStore`),
  };
}

function readSourceFiles(settings: Settings, folder: string): SourceFiles | undefined {
  const directory = settings.get("sluice.instance.source.directory");
  if (directory === undefined) return undefined;
  return {
    directory: resolvePath(folder, directory),
    wait: settings.get("sluice.instance.source.wait"),
    schemaFromServer: settings.find("canal.instance.master.address") !== undefined,
  };
}

type KeyStorePrefix = `canal.instance.${"master" | "standby"}.${"trust" | "client"}CertificateKeyStore`;

function keyStore(settings: Settings, folder: string, prefix: KeyStorePrefix): KeyStore | undefined {
  const file = settings.get(`${prefix}Url`);
  if (file === undefined) return undefined;
  return {
    file: resolvePath(folder, file),
    password: settings.get(`${prefix}Password`),
  };
}

function readStart(settings: Settings): StartConfig {
  const gtidMode = settings.get("canal.instance.gtidon");
  return {
    gtidMode,
    journalName: settings.get("canal.instance.master.journal.name"),
    position: settings.get("canal.instance.master.position"),
    timestamp: settings.get("canal.instance.master.timestamp"),
    gtidSet: gtidMode ? settings.get("canal.instance.master.gtid") : undefined,
    fallbackMs: settings.get("canal.instance.fallbackIntervalInSeconds") * 1000,
    autoResetLatest: settings.get("canal.auto.reset.latest.pos.mode"),
  };
}

/** Types the filters of one destination. Call it only when lint has found no error. */
export function readFilter(settings: Settings): FilterConfig {
  return {
    tables: settings.get("canal.instance.filter.regex"),
    blackTables: settings.get("canal.instance.filter.black.regex"),
    fields: settings.get("canal.instance.filter.field"),
    blackFields: settings.get("canal.instance.filter.black.field"),
    dcl: settings.get("canal.instance.filter.query.dcl"),
    dmlText: settings.get("canal.instance.filter.query.dml"),
    ddl: settings.get("canal.instance.filter.query.ddl"),
    rows: settings.get("canal.instance.filter.rows"),
    transactionEntries: settings.get("canal.instance.filter.transaction.entry"),
    inserts: settings.get("canal.instance.filter.dml.insert"),
    updates: settings.get("canal.instance.filter.dml.update"),
    deletes: settings.get("canal.instance.filter.dml.delete"),
    tableError: settings.get("canal.instance.filter.table.error"),
    druidDdl: settings.get("canal.instance.filter.druid.ddl"),
    onlineDdl: settings.get("sluice.instance.filter.onlineDdl"),
  };
}
