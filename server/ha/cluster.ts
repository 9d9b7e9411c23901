import type { Coordinator, StateChange } from "../../proto/coordination/coordinator.ts";
import { clusterNodePath, destinationClusterNodePath } from "../../proto/coordination/paths.ts";
import { SluiceError } from "../../proto/error.ts";
import { sleep } from "../../proto/sleep.ts";
import type { Logger } from "../logger.ts";
import type { Candidate } from "./candidate.ts";
import { Election } from "./election.ts";
import { clusterWarnings } from "./cluster-warnings.ts";
import type { ClusterStatus, ElectionStatus } from "./election-status.ts";
import { Registration } from "./registration.ts";
import type { TermEnd } from "./term.ts";

export interface ClusterOptions {
  /** Begins a session with ZooKeeper; called again while it fails by what may pass. */
  readonly connect: (signal: AbortSignal) => Promise<Coordinator>;
  /** As registered: `host:port`. */
  readonly address: string;
  /** As `canal.zkServers` has them. */
  readonly zookeeper: string;
  /** Asked for, milliseconds. */
  readonly sessionTimeoutMs: number;
  /** Milliseconds. */
  readonly holdBackMs: number;
  readonly logger: Logger;
}

/** A destination's part in the cluster. */
export interface Standing {
  readonly status: ElectionStatus;
  /** Gives the destination to the others. Resolves when nothing of it is served here. */
  release(reason: TermEnd): Promise<void>;
  /** Withdraws for good: released and no longer listed as standby. */
  stop(): Promise<void>;
}

/** What a destination brings to its election. */
export interface Stand {
  readonly destination: string;
  readonly candidate: Candidate;
  /** Asked anew each time: settings change. */
  readonly home: () => string | undefined;
  readonly logger: Logger;
}

const RETRY_MS = 1000;

const UNCONNECTED: ElectionStatus = {
  role: "standby",
  leader: undefined,
  epoch: undefined,
  leaseLeftMs: 0,
  standbys: [],
  lastChange: undefined,
};

/** This server among those that stand by for each other: one session, one address, an election for each destination. */
export class Cluster {
  readonly address: string;
  readonly #options: ClusterOptions;
  readonly #stop = new AbortController();
  readonly #elections = new Set<Election>();
  /** Waits for the first session to begin. */
  readonly #connected: Promise<Coordinator | undefined>;
  #coordinator: Coordinator | undefined;
  #node: Registration | undefined;
  #failure: SluiceError | undefined;
  #unlisten: () => void = () => undefined;
  #sessionsLost = 0;
  #warnedOf: bigint | undefined;

  /** Begins to connect at once; destinations may stand before there is a session. */
  constructor(options: ClusterOptions) {
    this.#options = options;
    this.address = options.address;
    this.#connected = this.#connect();
  }

  /** Undefined before the first session. */
  get coordinator(): Coordinator | undefined {
    return this.#coordinator;
  }

  get status(): ClusterStatus {
    const coordinator = this.#coordinator;
    return {
      address: this.address,
      session: coordinator?.state ?? "connecting",
      sessionId: coordinator?.session?.id.toString(16),
      sessionTimeoutMs: coordinator?.session?.timeoutMs,
      leaseLeftMs: coordinator?.lease?.remainingMs ?? 0,
      sessionsLost: this.#sessionsLost,
      addressTaken: this.#node?.isTaken ?? false,
      failure: this.#failure,
      warnings: clusterWarnings({ ...this.#options, granted: coordinator?.session }),
    };
  }

  /** Stands for a destination until it is told to stop. */
  stand(stand: Stand): Standing {
    let stopped = false;
    let begun: { readonly election: Election; readonly node: Registration } | undefined;
    const begin = async (): Promise<void> => {
      const coordinator = await this.#connected;
      if (coordinator !== undefined && !stopped) begun = this.#begin(coordinator, stand);
    };
    void begin();
    return {
      get status() {
        return begun?.election.status ?? UNCONNECTED;
      },
      release: async (reason) => begun?.election.release(reason),
      stop: async () => {
        stopped = true;
        if (begun === undefined) return;
        // The running node first: that is what the others wait for.
        await begun.election.stop();
        this.#elections.delete(begun.election);
        await begun.node.stop();
      },
    };
  }

  /** Ends the session; call it when every destination has been withdrawn. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#connected;
    this.#unlisten();
    await this.#node?.stop();
    await this.#coordinator?.close();
  }

  async #connect(): Promise<Coordinator | undefined> {
    const { connect, address, logger } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const coordinator = await connect(signal);
        this.#coordinator = coordinator;
        this.#failure = undefined;
        this.#unlisten = coordinator.onState((change) => {
          this.#onState(change);
        });
        const { session } = coordinator;
        logger.info(
          { address, session: session?.id.toString(16), sessionTimeoutMs: session?.timeoutMs },
          "joined the cluster",
        );
        this.#warn();
        this.#node = new Registration({ coordinator, path: clusterNodePath(address), logger });
        this.#node.start();
        return coordinator;
      } catch (error) {
        if (signal.aborted) break;
        if (error instanceof SluiceError) this.#failure = error;
        logger.error(
          { error, retryInMs: RETRY_MS },
          "ZooKeeper can't be reached: this server leads nothing until it can",
        );
        await sleep(RETRY_MS, signal);
      }
    }
    return undefined;
  }

  #begin(coordinator: Coordinator, { destination, candidate, home, logger }: Stand) {
    const { address, holdBackMs } = this.#options;
    const node = new Registration({ coordinator, path: destinationClusterNodePath(destination, address), logger });
    const election: Election = new Election({
      destination,
      address,
      coordinator,
      candidate,
      home,
      holdBackMs,
      load: () => [...this.#elections].filter((other) => other !== election && other.counts).length,
      logger,
    });
    this.#elections.add(election);
    node.start();
    election.start();
    return { election, node };
  }

  #onState({ state, session, error }: StateChange): void {
    const { logger } = this.#options;
    const fields = { state, session: session?.id.toString(16), error };
    if (state === "lost") {
      this.#sessionsLost++;
      logger.warn(fields, "the session with ZooKeeper is lost: nothing is led any more");
    } else if (state === "suspended") logger.warn(fields, "no connection to ZooKeeper: the lease runs on");
    else logger.info(fields, "the session with ZooKeeper");
    if (state === "connected") this.#warn();
  }

  /** Each warning once for each session: another server of the ensemble may grant other times. */
  #warn(): void {
    const { logger } = this.#options;
    const id = this.#coordinator?.session?.id;
    if (id === this.#warnedOf) return;
    this.#warnedOf = id;
    for (const { code, details, message } of this.status.warnings) logger.warn({ code, details }, message);
  }
}
