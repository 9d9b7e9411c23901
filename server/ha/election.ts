import type { Coordinator, ZNode } from "../../proto/coordination/coordinator.ts";
import type { Lease } from "../../proto/coordination/lease.ts";
import { destinationClusterPath } from "../../proto/coordination/paths.ts";
import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";
import type { Candidate } from "./candidate.ts";
import { type Clock, monotonicClock } from "./clock.ts";
import { isCoded } from "./coded.ts";
import { contentionDelay } from "./contention.ts";
import type { ElectionStatus, LeaderChange } from "./election-status.ts";
import { holderOf, RunningNode } from "./running-node.ts";
import { Term, type TermEnd } from "./term.ts";

export interface ElectionOptions {
  readonly destination: string;
  /** As registered: `host:port`. */
  readonly address: string;
  readonly coordinator: Coordinator;
  readonly candidate: Candidate;
  /** Asked anew each time: settings change. */
  readonly home: () => string | undefined;
  /** Milliseconds. */
  readonly holdBackMs: number;
  /** Destinations that this server leads or is about to, this one aside. */
  readonly load: () => number;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** After a start that failed, and after an operation that ZooKeeper refused or did not answer. Milliseconds. */
const FAILED_MS = 10_000;
const REFUSED_MS = 10_000;
const RETRY_MS = 300;

/**
 * Stands for one destination: watches its running node, takes it when it is free, and leads as long as the lease lasts.
 *
 * Whatever happens (the node or the peers change, the session comes or goes, a timer or a term ends) only asks for a step. Steps come one at a
 * time and each looks at everything anew, so that no order of events needs a case of its own.
 */
export class Election {
  readonly destination: string;
  readonly #options: ElectionOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #running: RunningNode;
  readonly #stop = new AbortController();
  readonly #watches: Promise<void>[] = [];
  #unlisten: () => void = () => undefined;
  /** Undefined before the first look. */
  #seen: { readonly node: ZNode | undefined } | undefined;
  #peers: readonly string[] | undefined;
  #term: Term | undefined;
  #leading: Promise<void> = Promise.resolve();
  #serving = false;
  #contending = false;
  #absentSince: number | undefined;
  #homeSince: number | undefined;
  #heldBackUntil = 0;
  /** The last term ended because somebody wanted another server to lead. */
  #gaveWay = false;
  #notBefore = 0;
  #leader: string | undefined;
  #lastChange: LeaderChange | undefined;
  #cancelTimer: () => void = () => undefined;
  #wanted = false;
  #worker: Promise<void> | undefined;

  constructor(options: ElectionOptions) {
    const { destination, coordinator, address, logger } = options;
    this.destination = destination;
    this.#options = options;
    this.#clock = options.clock ?? monotonicClock;
    this.#logger = logger;
    this.#running = new RunningNode(coordinator, destination, address);
  }

  /** Whether it leads or is about to. */
  get counts(): boolean {
    return this.#term !== undefined || this.#contending;
  }

  get status(): ElectionStatus {
    const { address } = this.#options;
    const term = this.#term;
    return {
      role: term === undefined ? (this.#contending ? "contending" : "standby") : this.#serving ? "leader" : "starting",
      leader: term === undefined ? this.#leader : address,
      epoch: term?.epoch,
      leaseLeftMs: term?.remainingMs ?? 0,
      standbys: (this.#peers ?? []).filter((peer) => peer !== this.#leader && (term === undefined || peer !== address)),
      lastChange: this.#lastChange,
    };
  }

  start(): void {
    const { coordinator } = this.#options;
    this.#unlisten = coordinator.onState(() => {
      this.#step();
    });
    const { signal } = this.#stop;
    this.#watches.push(
      this.#follow(async () => {
        for await (const node of coordinator.watch(this.#running.path, { signal })) {
          this.#see(node);
          this.#step();
        }
      }),
      this.#follow(async () => {
        for await (const peers of coordinator.watchChildren(destinationClusterPath(this.destination), { signal })) {
          this.#peers = peers ?? [];
          this.#step();
        }
      }),
    );
  }

  /** Gives the destination to the others, who come first for a while. Resolves when nothing is served here. */
  async release(reason: TermEnd): Promise<void> {
    this.#term?.end(reason);
    this.#step();
    await this.#worker;
  }

  /** For good. Resolves when nothing is served here and the running node is given up, if ZooKeeper can be told. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#unlisten();
    await this.release("stopped");
    this.#cancelTimer();
    await Promise.all(this.#watches);
  }

  /** A loop of a watch; it ends with the election. What can't be watched is tried again: rights may be given meanwhile. */
  async #follow(watch: () => Promise<void>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await watch();
      } catch (error) {
        if (isCoded(error, "COORDINATION_CLOSED")) return;
        this.#logger.error({ error, retryInMs: REFUSED_MS }, "the election can't be watched");
        await this.#sleep(REFUSED_MS);
      }
    }
  }

  #sleep(ms: number): Promise<void> {
    const { signal } = this.#stop;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener("abort", done);
        resolve();
      };
      const cancel = this.#clock.after(ms, done);
      signal.addEventListener("abort", done);
    });
  }

  #step(): void {
    this.#wanted = true;
    this.#worker ??= this.#work();
  }

  async #work(): Promise<void> {
    // What asked for the step goes on first; several wishes of one turn are one step.
    await Promise.resolve();
    while (this.#wanted) {
      this.#wanted = false;
      this.#cancelTimer();
      try {
        await (this.#term === undefined ? this.#stand() : this.#lead(this.#term));
      } catch (error) {
        this.#stumble(error);
      }
    }
    this.#worker = undefined;
  }

  #stumble(error: unknown): void {
    const retriable = error instanceof SluiceError && error.retriable;
    const retryInMs = retriable ? RETRY_MS : REFUSED_MS;
    if (isCoded(error, "COORDINATION_CLOSED")) return;
    this.#logger[retriable ? "debug" : "error"]({ error, retryInMs }, "a step of the election failed");
    // What was seen may have been overtaken by what we did.
    this.#seen = undefined;
    this.#later(retryInMs);
  }

  #later(ms: number): void {
    this.#cancelTimer();
    if (this.#stop.signal.aborted) return;
    this.#cancelTimer = this.#clock.after(Math.max(1, ms), () => {
      this.#step();
    });
  }

  #see(node: ZNode | undefined): void {
    this.#seen = { node };
    if (node === undefined) this.#absentSince ??= this.#clock.now();
    else this.#absentSince = undefined;
  }

  /** Without a term: look whether there is one to be had. */
  async #stand(): Promise<void> {
    const { state, lease } = this.#options.coordinator;
    if (state !== "connected" || lease?.isValid !== true) return;
    if (this.#seen === undefined) this.#see(await this.#running.read());
    const node = this.#seen?.node;
    if (node !== undefined) {
      await this.#standBy(node, lease);
      return;
    }
    if (this.#stop.signal.aborted || this.#peers === undefined) return;
    this.#leader = undefined;
    const now = this.#clock.now();
    const since = (this.#absentSince ??= now);
    const delay = contentionDelay(
      {
        destination: this.destination,
        self: this.#options.address,
        peers: this.#peers,
        load: this.#options.load(),
        home: this.#options.home(),
        heldBackUntil: this.#heldBackUntil,
      },
      since,
    );
    const due = Math.max(since + delay, this.#notBefore);
    if (now < due) this.#later(due - now);
    else await this.#contend(lease);
  }

  async #standBy(node: ZNode, lease: Lease): Promise<void> {
    if (node.stat.ephemeralOwner === lease.sessionId) {
      // Of a term that has ended, or of an attempt whose answer was lost. Each term has a node, and so an epoch, of its own.
      await this.#running.give(node);
      this.#see(await this.#running.read());
      this.#wanted = true;
      return;
    }
    const leader = holderOf(node)?.address;
    if (leader !== this.#leader) this.#logger.info({ leader }, "stands by");
    // It was asked to let another come first, and one has: should that give the destination back, nobody has to wait.
    if (this.#gaveWay) this.#heldBackUntil = 0;
    this.#leader = leader;
  }

  async #contend(lease: Lease): Promise<void> {
    this.#contending = true;
    try {
      const since = this.#absentSince;
      const node = await this.#running.take();
      this.#see(node);
      this.#wanted = true;
      if (node?.stat.ephemeralOwner === lease.sessionId && lease.isValid) this.#begin(node, lease, since);
    } finally {
      this.#contending = false;
    }
  }

  #begin(node: ZNode, lease: Lease, absentSince: number | undefined): void {
    const { destination, candidate } = this.#options;
    const term = new Term({ destination, epoch: node.stat.czxid, lease });
    this.#term = term;
    term.ended.addEventListener("abort", () => {
      this.#step();
    });
    this.#logger.info({ epoch: term.epoch, leaseMs: Math.round(term.remainingMs) }, "leads from now on");
    this.#leading = this.#serve(candidate, term, absentSince);
  }

  /** Never rejects. */
  async #serve(candidate: Candidate, term: Term, absentSince: number | undefined): Promise<void> {
    const { epoch } = term;
    try {
      await candidate.lead(term);
      const tookMs = absentSince === undefined ? undefined : Math.round(this.#clock.now() - absentSince);
      this.#serving = !term.ended.aborted;
      this.#lastChange = { at: Date.now(), kind: "taken over", reason: "no server held it", tookMs };
      this.#logger.info({ epoch, tookMs }, "serves as the active server");
    } catch (error) {
      this.#logger.error({ error, epoch }, "could not start as the active server: others may");
      this.#notBefore = this.#clock.now() + FAILED_MS;
      term.end("failed");
    }
  }

  /** With a term: does it still stand? */
  async #lead(term: Term): Promise<void> {
    const { address, candidate, holdBackMs } = this.#options;
    if (term.isHeld) await this.#verify(term);
    if (term.isHeld) this.#lookHome(term);
    if (term.isHeld) return;
    const { epoch, reason } = term;
    const began = this.#clock.now();
    this.#serving = false;
    await this.#leading;
    await candidate.yield();
    this.#term = undefined;
    this.#homeSince = undefined;
    const tookMs = Math.round(this.#clock.now() - began);
    this.#lastChange = { at: Date.now(), kind: "given up", reason: reason ?? "lease", tookMs };
    this.#logger[reason === "stopped" ? "info" : "warn"](
      { epoch, reason, tookMs, address },
      "is not the active server any more",
    );
    this.#heldBackUntil = this.#clock.now() + holdBackMs;
    this.#gaveWay = reason === "asked" || reason === "home";
    // Ours or not, the next step looks at the node itself: if it is ours it is given up there.
    this.#seen = undefined;
    this.#wanted = true;
  }

  /** What a watch tells may be older than the term: before a term ends by it the node is read again. */
  async #verify(term: Term): Promise<void> {
    let node = this.#seen?.node;
    if (node?.stat.czxid !== term.number) {
      // A term that ends meanwhile is not to wait for an answer.
      const looked = await Promise.race([this.#running.read().then((found) => ({ found })), aborted(term.ended)]);
      if (looked === undefined) return;
      node = looked.found;
      this.#see(node);
    }
    if (node?.stat.czxid !== term.number) {
      term.end("taken");
      return;
    }
    const holder = holderOf(node);
    if (holder !== undefined && !holder.active && holder.address === this.#options.address) term.end("asked");
  }

  #lookHome(term: Term): void {
    const { home, address, holdBackMs } = this.#options;
    const place = home();
    if (place === undefined || place === address || this.#peers?.includes(place) !== true) {
      this.#homeSince = undefined;
      return;
    }
    const now = this.#clock.now();
    const since = (this.#homeSince ??= now);
    if (now - since >= holdBackMs) term.end("home");
    else this.#later(holdBackMs - (now - since));
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
