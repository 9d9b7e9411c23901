import { readFile } from "node:fs/promises";
import type { ConfFolder } from "../conf/conf-folder.ts";
import type { InstanceConfig } from "../conf/config.ts";
import { type Finding, formatFinding } from "../conf/finding.ts";
import { SluiceError } from "../proto/error.ts";
import type { DestinationAdmin } from "./destination-admin.ts";
import type { Cluster, Standing } from "./ha/cluster.ts";
import type { Term } from "./ha/term.ts";
import { type ActiveTerm, Instance } from "./instance/instance.ts";
import type { Logger } from "./logger.ts";
import type { Failure, InstanceStatus } from "./ops/instance-status.ts";
import type { Destination } from "./session/destination.ts";
import type { Subscriptions } from "./subscription/subscriptions.ts";

/** When a destination that failed is tried again: soon if that may help by itself, else in case somebody has acted. Milliseconds. */
const RETRY_MS = 10_000;
const SLOW_RETRY_MS = 60_000;

export interface SlotOptions {
  readonly name: string;
  readonly conf: ConfFolder;
  readonly logger: Logger;
  /** Undefined: a server alone. */
  readonly cluster: Cluster | undefined;
}

/**
 * One destination, whatever becomes of it: waiting for its first client, running, or failed. Its starts, reloads and stops come one after
 * another. Nothing that goes wrong in it is thrown: it is logged and told by `status`.
 */
export class DestinationSlot {
  readonly name: string;
  readonly #conf: ConfFolder;
  readonly #logger: Logger;
  /** What its file said when it was read last; undefined when there was none. */
  #text: string | undefined;
  #phase: InstanceStatus["phase"] = "starting";
  #failure: Failure | undefined;
  #reloadFailure: Failure | undefined;
  #config: InstanceConfig | undefined;
  #instance: Instance | undefined;
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;
  #queue: Promise<void> = Promise.resolve();
  readonly #cluster: Cluster | undefined;
  #standing: Standing | undefined;
  #term: Term | undefined;

  constructor({ name, conf, logger, cluster }: SlotOptions) {
    this.name = name;
    this.#conf = conf;
    this.#logger = logger;
    this.#cluster = cluster;
  }

  /** The destination as the clients of a group see it; undefined while it does not run. */
  served(group: string): Destination | undefined {
    return this.#phase === "running" ? this.#instance?.served(group) : undefined;
  }

  /** Undefined while it does not run. */
  get destination(): Subscriptions | undefined {
    return this.#phase === "running" ? this.#instance?.destination : undefined;
  }

  /** Undefined while it does not run. */
  get admin(): DestinationAdmin | undefined {
    return this.#phase === "running" ? this.#instance?.admin : undefined;
  }

  status(): InstanceStatus {
    return {
      destination: this.name,
      phase: this.#phase,
      failure: this.#failure,
      reloadFailure: this.#reloadFailure,
      stages: this.#phase === "running" ? this.#instance?.status() : undefined,
      election: this.#standing?.status,
    };
  }

  /** In a cluster: gives it to the others. Resolves when nothing of it is served here. */
  async release(): Promise<void> {
    await this.#standing?.release("asked");
  }

  /** Reads its file for the first time, or again, and does what it says if it says something new. */
  reload(): Promise<void> {
    return this.#enqueue(async () => {
      const text = await this.#read();
      if (text !== undefined && text === this.#text) return;
      this.#text = text;
      await this.#apply();
    });
  }

  /** Starts it if it waits for its first client. */
  wake(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#phase === "lazy" && this.#config !== undefined) await this.#begin(this.#config);
    });
  }

  /** For good: resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#standing?.stop();
    await this.#enqueue(() => this.#stopInstance());
  }

  async #apply(): Promise<void> {
    const { findings, config } = this.#conf.loadInstance(this.name);
    for (const one of findings) {
      const { severity, code, file, line, key } = one;
      this.#logger[severity === "error" ? "error" : "warn"]({ code, file, line, key }, formatFinding(one));
    }
    if (config === undefined) {
      this.#refuse(failureOf(findings));
      return;
    }
    this.#config = config;
    if (config.lazy && this.#instance === undefined && this.#standing === undefined) {
      this.#phase = "lazy";
      this.#failure = undefined;
      this.#logger.info({}, "waits for its first client");
      return;
    }
    await this.#begin(config);
  }

  /** Alone it starts at once. In a cluster it stands by until it is elected; settings that change while it leads are taken at once. */
  async #begin(config: InstanceConfig): Promise<void> {
    const cluster = this.#cluster;
    if (cluster === undefined || this.#term !== undefined) {
      await this.#replace(config);
      return;
    }
    if (this.#stopped) return;
    this.#phase = "standby";
    this.#failure = undefined;
    this.#reloadFailure = undefined;
    this.#standing ??= cluster.stand({
      destination: this.name,
      candidate: { lead: (term) => this.#lead(term), yield: () => this.#yield() },
      home: () => this.#config?.home,
      logger: this.#logger,
    });
  }

  async #lead(term: Term): Promise<void> {
    await this.#enqueue(async () => {
      const config = this.#config;
      if (config === undefined || !term.isHeld) return;
      this.#term = term;
      await this.#replace(config);
    });
    term.assertHeld();
    if (this.#phase === "running") return;
    const failure = (this.#failure ?? this.#reloadFailure)?.message;
    throw new SluiceError("CLUSTER_START_FAILED", { destination: this.name, failure });
  }

  #yield(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#stopInstance();
      this.#term = undefined;
      this.#phase = "standby";
    });
  }

  /** New settings that can't be used leave a running instance as it is. */
  #refuse(failure: Failure): void {
    if (this.#instance !== undefined || this.#standing !== undefined) {
      this.#reloadFailure = failure;
      this.#logger.error({ code: failure.code }, "the changed settings can't be used: those before stay in force");
      return;
    }
    this.#phase = "failed";
    this.#failure = failure;
  }

  async #replace(config: InstanceConfig): Promise<void> {
    let next: Instance;
    try {
      next = new Instance({ config, logger: this.#logger, ...this.#active() });
    } catch (error) {
      this.#logger.error({ error }, "the settings can't be used");
      this.#refuse(failureOf(error));
      return;
    }
    const reloaded = this.#instance !== undefined;
    await this.#stopInstance();
    this.#phase = "starting";
    this.#failure = undefined;
    this.#reloadFailure = undefined;
    this.#instance = next;
    try {
      await next.start();
      this.#phase = "running";
      this.#logger.info({}, reloaded ? "destination reloaded" : "destination started");
    } catch (error) {
      await this.#fail(error);
    }
  }

  async #fail(error: unknown): Promise<void> {
    const retryInMs = error instanceof SluiceError && !error.retriable ? SLOW_RETRY_MS : RETRY_MS;
    this.#logger.error({ error, retryInMs }, "destination failed");
    await this.#stopInstance();
    this.#phase = "failed";
    this.#failure = failureOf(error);
    // In a cluster the election says when it is tried again, and by whom.
    if (this.#stopped || this.#cluster !== undefined) return;
    this.#retry = setTimeout(() => {
      void this.#enqueue(async () => {
        if (this.#phase === "failed" && this.#config !== undefined && !this.#stopped) await this.#replace(this.#config);
      });
    }, retryInMs);
    this.#retry.unref();
  }

  #active(): { readonly active?: ActiveTerm } {
    const { cluster } = this.#conf.server.config ?? {};
    const { coordinator, address } = this.#cluster ?? {};
    if (this.#term === undefined || cluster === undefined || coordinator === undefined || address === undefined)
      return {};
    const { durableAcks, flushMs } = cluster;
    return { active: { term: this.#term, coordinator, address, durableAcks, flushMs } };
  }

  async #stopInstance(): Promise<void> {
    clearTimeout(this.#retry);
    const instance = this.#instance;
    this.#instance = undefined;
    try {
      await instance?.stop();
    } catch (error) {
      this.#logger.error({ error }, "destination did not stop cleanly");
    }
  }

  async #read(): Promise<string | undefined> {
    try {
      return await readFile(this.#conf.instanceFile(this.name), "latin1");
    } catch (error) {
      if (error instanceof Error && "code" in error) return undefined;
      throw error;
    }
  }

  #enqueue(action: () => Promise<void>): Promise<void> {
    const run = this.#queue.then(action);
    this.#queue = run.catch((error: unknown) => {
      this.#logger.error({ error }, "a destination's life cycle failed by a bug");
    });
    return this.#queue;
  }
}

function failureOf(cause: unknown): Failure {
  const at = Date.now();
  if (Array.isArray(cause)) {
    const error = (cause as readonly Finding[]).find(({ severity }) => severity === "error");
    if (error !== undefined) return { code: error.code, message: formatFinding(error), at };
  }
  if (cause instanceof SluiceError) return { code: cause.code, message: cause.message, at };
  return { code: "INTERNAL_BUG", message: cause instanceof Error ? cause.message : String(cause), at };
}
