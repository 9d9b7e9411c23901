import { connectCoordinator } from "../../proto/coordination/zookeeper-coordinator.ts";
import type { Coordinator } from "../../proto/coordination/coordinator.ts";
import { runningPath } from "../../proto/coordination/paths.ts";
import { decodeServerRunning } from "../../proto/coordination/payloads.ts";
import { freePort } from "./ports.ts";
import { ConfFixture, ServerProcess } from "./server-process.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import type { ZookeeperServer } from "./zookeeper.ts";

export interface ClusterOptions {
  readonly nodes: number;
  readonly zookeeper: string;
  /** Settings of each destination's instance.properties. */
  readonly destinations: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  readonly canal?: Readonly<Record<string, string | number>>;
  /** With it each node reaches ZooKeeper through a proxy of its own. */
  readonly proxied?: ZookeeperServer;
}

/** One server of a cluster: an address, a configuration folder of its own, and a process now and then. */
export class ClusterNode {
  readonly port: number;
  readonly conf: ConfFixture;
  /** Between this node and ZooKeeper. */
  readonly proxy: TcpProxy | undefined;
  process: ServerProcess | undefined;

  constructor(port: number, conf: ConfFixture, proxy: TcpProxy | undefined) {
    this.port = port;
    this.conf = conf;
    this.proxy = proxy;
  }

  get address(): string {
    return `127.0.0.1:${String(this.port)}`;
  }

  get running(): ServerProcess {
    if (this.process === undefined) throw new Error("the node does not run");
    return this.process;
  }

  async start(): Promise<ServerProcess> {
    this.process = await ServerProcess.start(this.conf);
    return this.process;
  }

  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    const { process } = this;
    this.process = undefined;
    return process?.end(signal) ?? null;
  }
}

/** Servers that stand by for each other on this machine, and a session with ZooKeeper to look at them from outside. */
export class ClusterNodes {
  readonly nodes: readonly ClusterNode[];
  readonly outside: Coordinator;

  private constructor(nodes: readonly ClusterNode[], outside: Coordinator) {
    this.nodes = nodes;
    this.outside = outside;
  }

  /** Prepared; none runs yet. */
  static async create({ nodes, zookeeper, destinations, canal, proxied }: ClusterOptions): Promise<ClusterNodes> {
    const made = await Promise.all(
      Array.from({ length: nodes }, async () => {
        const port = await freePort();
        const proxy = proxied === undefined ? undefined : await TcpProxy.start(proxied);
        const conf = await ConfFixture.create({
          "canal.port": port,
          "canal.destinations": Object.keys(destinations).join(","),
          "canal.zkServers": proxy === undefined ? zookeeper : `127.0.0.1:${String(proxy.port)}`,
          "canal.instance.global.spring.xml": "classpath:spring/default-instance.xml",
          ...canal,
        });
        for (const [name, settings] of Object.entries(destinations)) await conf.destination(name, settings);
        return new ClusterNode(port, conf, proxy);
      }),
    );
    return new ClusterNodes(made, await connectCoordinator({ servers: zookeeper, sessionTimeoutMs: 10_000 }));
  }

  async startAll(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.start()));
  }

  /** The node that holds the running node now. */
  async leader(destination = "example"): Promise<ClusterNode | undefined> {
    const node = await this.outside.get(runningPath(destination));
    if (node === undefined) return undefined;
    const { address } = decodeServerRunning(node.data, node.path);
    return this.nodes.find((one) => one.address === address);
  }

  /** The running node's czxid. */
  async epoch(destination = "example"): Promise<bigint | undefined> {
    return (await this.outside.get(runningPath(destination)))?.stat.czxid;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.nodes.map(async (node) => {
        node.process?.child.kill("SIGCONT");
        await node.end("SIGKILL");
        await node.proxy?.stop();
      }),
    );
    await this.outside.close();
  }
}
