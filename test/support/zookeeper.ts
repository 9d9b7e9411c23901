import type { ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { debianPackages } from "./debian.ts";
import { freePort } from "./ports.ts";
import { exited, spawnGuarded } from "./process.ts";
import { removeTempFolder, tempFolder } from "./temp-folder.ts";

const READY_MS = 120_000;
const COMMAND_MS = 10_000;
const START_ATTEMPTS = 3;
/** Jars that the server needs of what its package pulls in. */
const JARS = /^(?:zookeeper|zookeeper-jute|slf4j-api|slf4j-simple|netty.*|snappy-java|metrics-core|jackson-.*)\.jar$/;

export interface ZookeeperOptions {
  /** Milliseconds; sessions last 2 to 20 of them. Default 500. */
  readonly tickTime?: number;
}

interface Ports {
  readonly client: number;
  readonly quorum: number;
  readonly election: number;
}

/** One ZooKeeper 3.8 server, alone or of an ensemble, on 127.0.0.1. */
export class ZookeeperServer {
  readonly host = "127.0.0.1";
  readonly port: number;
  readonly #folder: string;
  readonly #java: readonly string[];
  #child: ChildProcess | undefined;

  constructor(port: number, folder: string, java: readonly string[]) {
    this.port = port;
    this.#folder = folder;
    this.#java = java;
  }

  /** `host:port`, as `canal.zkServers` takes it. */
  get connect(): string {
    return `${this.host}:${this.port}`;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("ZooKeeper does not run");
    return pid;
  }

  /** Starts the process; `ready` tells when it serves. */
  async launch(): Promise<void> {
    const log = await open(join(this.#folder, "zookeeper.log"), "a");
    try {
      const options = { stdio: ["ignore", log.fd, log.fd], cwd: this.#folder } as const;
      this.#child = spawnGuarded([...this.#java, join(this.#folder, "zoo.cfg")], {
        ...options,
        stdio: [...options.stdio],
      });
    } finally {
      await log.close();
    }
  }

  async ready(): Promise<void> {
    const deadline = Date.now() + READY_MS;
    for (;;) {
      const mode = /^Mode: (\w+)/m.exec(await this.command("srvr").catch(() => ""));
      if (mode !== null) return;
      const child = this.#child;
      if (child === undefined || child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
        throw new Error(`ZooKeeper did not start:\n${(await this.log()).slice(-4000)}`);
      }
      await sleep(100);
    }
  }

  /** Answer to a four-letter word (`srvr`, `cons`, `dump`, `mntr` …). */
  async command(word: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let answer = "";
      const socket = connect(this.port, this.host, () => socket.end(word));
      // The port may have become somebody else's, who says nothing.
      socket.setTimeout(COMMAND_MS, () => socket.destroy(new Error(`no answer to ${word}`)));
      socket.setEncoding("utf8");
      socket.on("data", (text: string) => (answer += text));
      socket.once("error", reject);
      socket.once("close", () => {
        resolve(answer);
      });
    });
  }

  async log(): Promise<string> {
    return readFile(join(this.#folder, "zookeeper.log"), "utf8");
  }

  /** Stops the process without ending it: it holds its connections and says nothing. */
  freeze(): void {
    process.kill(this.pid, "SIGSTOP");
  }

  thaw(): void {
    process.kill(this.pid, "SIGCONT");
  }

  async kill9(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    child.kill("SIGKILL");
    await exited(child);
  }

  /** Ends it, if it runs, and starts it with its data on the same port. */
  async restart(): Promise<void> {
    await this.kill9();
    await this.launch();
    await this.ready();
  }

  async stop(): Promise<void> {
    await this.kill9();
    await removeTempFolder(this.#folder);
  }
}

export interface ZookeeperEnsemble {
  readonly servers: readonly ZookeeperServer[];
  /** `host:port,host:port,host:port` */
  readonly connect: string;
  stop(): Promise<void>;
}

/** Starts a throw-away ZooKeeper. The first start ever on a machine fetches it. */
export async function startZookeeper(options: ZookeeperOptions = {}): Promise<ZookeeperServer> {
  const { servers } = await startEnsemble(1, options);
  const [server] = servers;
  if (server === undefined) throw new Error("an ensemble of one has one server");
  return server;
}

export async function startZookeeperEnsemble(options: ZookeeperOptions = {}): Promise<ZookeeperEnsemble> {
  return startEnsemble(3, options);
}

async function startEnsemble(size: number, options: ZookeeperOptions): Promise<ZookeeperEnsemble> {
  const java = await javaCommand();
  for (let attempt = 1; ; attempt++) {
    const ports = await Promise.all(
      Array.from({ length: size }, async (): Promise<Ports> => {
        const [client, quorum, election] = await Promise.all([freePort(), freePort(), freePort()]);
        return { client, quorum, election };
      }),
    );
    const servers = await Promise.all(ports.map(async (own, i) => prepare(i + 1, own, ports, java, options)));
    const stop = async (): Promise<void> => {
      await Promise.all(servers.map(async (server) => server.stop()));
    };
    try {
      await Promise.all(servers.map(async (server) => server.launch()));
      await Promise.all(servers.map(async (server) => server.ready()));
      return { servers, connect: servers.map((server) => server.connect).join(","), stop };
    } catch (error) {
      await stop();
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function prepare(
  id: number,
  own: Ports,
  all: readonly Ports[],
  java: readonly string[],
  { tickTime = 500 }: ZookeeperOptions,
): Promise<ZookeeperServer> {
  const folder = await tempFolder("zookeeper");
  const data = join(folder, "data");
  await mkdir(data);
  const config = [
    `tickTime=${tickTime}`,
    `dataDir=${data}`,
    `clientPort=${own.client}`,
    "clientPortAddress=127.0.0.1",
    "admin.enableServer=false",
    "4lw.commands.whitelist=*",
    "forceSync=no",
  ];
  if (all.length > 1) {
    config.push("initLimit=20", "syncLimit=10");
    all.forEach(({ quorum, election }, i) => config.push(`server.${i + 1}=127.0.0.1:${quorum}:${election}`));
    await writeFile(join(data, "myid"), `${id}\n`);
  }
  await writeFile(join(folder, "zoo.cfg"), `${config.join("\n")}\n`);
  return new ZookeeperServer(own.client, folder, java);
}

/** Java of the machine with the jars of Debian's packages. */
async function javaCommand(): Promise<readonly string[]> {
  const prefix = await debianPackages({
    folder: "zookeeper38",
    suite: "bookworm",
    packages: ["libzookeeper-java"],
    only: /^lib(?:zookeeper|slf4j|netty|snappy|dropwizard-metrics|jackson2)/,
  });
  const jars = join(prefix, "usr/share/java");
  const classPath = readdirSync(jars)
    .filter((name) => JARS.test(name))
    .map((name) => join(jars, name));
  const home = process.env["JAVA_HOME"];
  const java = home === undefined || home === "" ? "java" : join(home, "bin/java");
  const heap = ["-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dzookeeper.jmx.log4j.disable=true"];
  return [java, ...heap, "-cp", classPath.join(":"), "org.apache.zookeeper.server.quorum.QuorumPeerMain"];
}
