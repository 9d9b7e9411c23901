import type { ConfFolder } from "../conf/conf-folder.ts";
import type { ServerConfig } from "../conf/config.ts";
import { SluiceError } from "../proto/error.ts";
import { programVersion } from "./cli/version.ts";
import { adminCommands } from "./admin/admin-commands.ts";
import { DataLock } from "./data-lock.ts";
import { Destinations } from "./destinations.ts";
import { joinCluster } from "./cluster.ts";
import type { Cluster } from "./ha/cluster.ts";
import type { Logger } from "./logger.ts";
import { AdminRegistry } from "./ops/admin-command.ts";
import { AdminSocket } from "./ops/admin-socket.ts";
import { canalMetrics } from "./ops/canal-metrics.ts";
import { clusterMetrics } from "./ops/cluster-metrics.ts";
import { type Health, healthAnswer, healthOf } from "./ops/health.ts";
import { OpsHttp } from "./ops/http.ts";
import { formatMetrics, METRICS_CONTENT_TYPE } from "./ops/metrics.ts";
import { ProcessMetrics } from "./ops/process-metrics.ts";
import { sluiceMetrics } from "./ops/sluice-metrics.ts";
import type { Service } from "./service.ts";
import { Listener } from "./session/listener.ts";

export interface CanalServerOptions {
  readonly conf: ConfFolder;
  readonly logger: Logger;
}

/** Where a running server is reached; undefined where it does not listen. */
export interface ServerAddresses {
  readonly clients: { readonly host: string; readonly port: number } | undefined;
  readonly metricsPort: number | undefined;
}

/**
 * One server: the listener for Canal clients, the destinations, metrics and health. It holds the lock of its data folder while it lives.
 * With `instance.ts` it is the only place that calls constructors of stages.
 */
export class CanalServer implements Service {
  readonly name = "server";
  readonly #config: ServerConfig;
  readonly #logger: Logger;
  readonly #destinations: Destinations;
  #lock: DataLock | undefined;
  #listener: Listener | undefined;
  #cluster: Cluster | undefined;
  #http: OpsHttp | undefined;
  #admin: AdminSocket | undefined;
  #process: ProcessMetrics | undefined;
  #starting: Promise<ServerAddresses> | undefined;
  #stopping: Promise<void> | undefined;
  /** Settles `run`. */
  readonly #end = new Settled();

  /** Errors: CONF_INVALID when canal.properties has errors; `conf.check()` names them. */
  constructor({ conf, logger }: CanalServerOptions) {
    const { config } = conf.server;
    if (config === undefined) throw new SluiceError("CONF_INVALID", { file: conf.file });
    this.#config = config;
    this.#logger = logger;
    this.#destinations = new Destinations(conf, logger);
  }

  /**
   * Resolves when clients can connect; destinations may still be connecting to their sources. Errors: CONF_DATA_DIR_LOCKED,
   * CONF_DATA_DIR_UNUSABLE, LISTEN_FAILED, SERVER_ADDRESS_UNAVAILABLE; nothing is left open then.
   */
  async start(): Promise<ServerAddresses> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /** Starts if need be, and resolves after `stop`. Rejects when the data folder's lock is lost. */
  async run(): Promise<void> {
    await this.start();
    await this.#end.promise;
  }

  /** Stops listening, waits until acks are durable, closes every destination, gives the data folder free. */
  async stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    await this.#stopping;
    this.#end.resolve();
  }

  health(): Health {
    return healthOf(this.#destinations.statuses(), Date.now(), this.#cluster?.status);
  }

  /** The text of /metrics. */
  metrics(): string {
    const statuses = this.#destinations.statuses();
    const sessions = this.#listener?.stats;
    return formatMetrics([
      ...canalMetrics(statuses, sessions),
      ...sluiceMetrics(statuses, sessions),
      ...clusterMetrics(this.#cluster?.status, statuses),
      ...(this.#process?.families() ?? []),
    ]);
  }

  async #start(): Promise<ServerAddresses> {
    try {
      return await this.#open();
    } catch (error) {
      await this.#close();
      throw error;
    }
  }

  async #open(): Promise<ServerAddresses> {
    const { dataDir, listen, metrics } = this.#config;
    this.#lock = await DataLock.take(dataDir, (error) => {
      this.#logger.error({ error }, "the data folder was lost to another server: stopping");
      this.#end.reject(error);
    });
    // Ports first: a second server with the same settings must fail before it touches a source.
    const metricsPort = metrics === undefined ? undefined : await this.#openMetrics(metrics);
    const clients = listen === undefined ? undefined : await this.#openListener(listen);
    const { cluster } = this.#config;
    this.#cluster =
      cluster === undefined ? undefined : joinCluster(cluster, clients?.port ?? cluster.port, this.#logger);
    await this.#destinations.open(this.#cluster);
    await this.#openAdmin();
    this.#logger.info({ clients, metricsPort }, "server started");
    return { clients, metricsPort };
  }

  async #openMetrics({ host, port }: { readonly host: string | undefined; readonly port: number }): Promise<number> {
    this.#process = new ProcessMetrics(programVersion());
    const metrics = () => ({ status: 200, contentType: METRICS_CONTENT_TYPE, body: this.metrics() });
    const http = new OpsHttp({
      host,
      port,
      logger: this.#logger,
      // Java Canal answers every path with its metrics; scrapers are set to one of these two.
      routes: { "/metrics": metrics, "/": metrics, "/health": () => healthAnswer(this.health()) },
    });
    const bound = await http.listen();
    this.#http = http;
    this.#logger.info({ host, port: bound }, "metrics and health are served");
    return bound;
  }

  /** A server that operators can't reach still serves its clients. */
  async #openAdmin(): Promise<void> {
    const { adminSocket } = this.#config;
    if (adminSocket === undefined) return;
    const registry = new AdminRegistry(
      adminCommands({
        health: () => this.health(),
        destination: (name) => this.#destinations.admin(name),
      }),
    );
    const admin = new AdminSocket({ path: adminSocket, registry, logger: this.#logger });
    try {
      await admin.listen();
      this.#admin = admin;
    } catch (error) {
      this.#logger.error({ error }, "operators can't reach this server by its admin socket");
    }
  }

  async #openListener({ host, port }: { readonly host: string | undefined; readonly port: number }) {
    const { user, passwordHash, maxConnections, maxFrameBytes } = this.#config;
    const listener = new Listener({
      host: host ?? "",
      port,
      auth: { user: user ?? "", passwd: passwordHash?.reveal() ?? "" },
      directory: this.#destinations,
      logger: this.#logger,
      limits: { connections: maxConnections, frameBytes: maxFrameBytes },
    });
    const bound = await listener.listen();
    this.#listener = listener;
    return bound;
  }

  async #stop(): Promise<void> {
    // A stop during the start lets the start come to its end, so that nothing is opened behind our back.
    await this.#starting?.catch(() => undefined);
    await this.#close();
    this.#logger.info({}, "server stopped");
  }

  /** Every part is closed even if one before it fails; the first failure is thrown at the end. */
  async #close(): Promise<void> {
    const steps: (() => Promise<void> | undefined)[] = [
      // Of a cluster the others wait for the running nodes: clients that linger come after that.
      () => (this.#cluster === undefined ? undefined : this.#destinations.close()),
      () => this.#listener?.close(),
      () => this.#admin?.close(),
      () => this.#destinations.close(),
      () => this.#cluster?.close(),
      () => this.#http?.close(),
      () => this.#lock?.release(),
    ];
    const failures: unknown[] = [];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#process?.stop();
    if (failures.length > 0) throw failures[0];
  }
}

/** A promise that is settled from outside; nobody needs to wait for it. */
class Settled {
  readonly promise: Promise<void>;
  resolve: () => void = () => undefined;
  reject: (error: unknown) => void = () => undefined;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // An embedder may never call `run`; who rejects has logged why.
    this.promise.catch(() => undefined);
  }
}
