import type {
  Coordinator,
  CoordinatorState,
  CreateOptions,
  Session,
  Stat,
  StateChange,
  WatchOptions,
  ZNode,
} from "../../../proto/coordination/coordinator.ts";
import { type Lease, type Moment, SessionLease } from "../../../proto/coordination/lease.ts";
import { SluiceError } from "../../../proto/error.ts";

/*
 * A model of everything around an election: true time, an ensemble, links that are cut, processes that are frozen, clocks that drift. Nothing waits for a
 * real timer. It is as unkind as the real thing may be: a session expires as early as ZooKeeper's own arithmetic allows, or late; answers
 * are lost after their write was done; who wakes up meets what had piled up in any order, requests of clients first.
 */

export const SESSION_MS = 3000;
/** Longest time that a packet is under way. */
const MOST_UNDER_WAY_MS = 120;
const RECONNECT_MS = 50;

/** True time, milliseconds, and what is due. One thing happens at a time, and all that follows from it at once is over before the next. */
export class World {
  now = 0;
  readonly draw: () => number;
  /** Looks at the world after each thing that happens. */
  onStep: () => void = () => undefined;
  #due: { readonly at: number; readonly call: () => void }[] = [];

  /** `draw` gives numbers from 0 to below 1. */
  constructor(draw: () => number) {
    this.draw = draw;
  }

  /** Returns how to call it off. */
  after(ms: number, call: () => void): () => void {
    const one = { at: this.now + Math.max(0, ms), call };
    this.#due.push(one);
    return () => {
      this.#due = this.#due.filter((other) => other !== one);
    };
  }

  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      const next = this.#due.reduce<{ readonly at: number; readonly call: () => void } | undefined>(
        (first, one) => (one.at <= until && (first === undefined || one.at < first.at) ? one : first),
        undefined,
      );
      if (next === undefined) break;
      this.#due = this.#due.filter((one) => one !== next);
      this.now = next.at;
      next.call();
      await settled();
      this.onStep();
    }
    this.now = until;
  }
}

/** All promises that could be kept have been. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

interface Node {
  data: Buffer;
  czxid: bigint;
  mzxid: bigint;
  version: number;
  readonly owner: bigint;
}

/** The ensemble: nodes, sessions, and who is to be told of changes. */
export class ModelEnsemble {
  readonly #world: World;
  readonly #nodes = new Map<string, Node>();
  readonly #sessions = new Map<bigint, { readonly cancel: () => void }>();
  readonly #watches = new Set<{ readonly path: string; readonly fire: () => void }>();
  #zxid = 0n;
  #session = 0n;

  constructor(world: World) {
    this.#world = world;
  }

  begin(): bigint {
    this.#session++;
    this.heard(this.#session, true);
    return this.#session;
  }

  /** False: the session has expired. From half a tick, a quarter of the timeout, before now on its time runs anew. */
  heard(id: bigint, isNew = false): boolean {
    const session = this.#sessions.get(id);
    if (session === undefined && !isNew) return false;
    session?.cancel();
    const patience = SESSION_MS * (0.75 + 0.5 * this.#world.draw());
    this.#sessions.set(id, { cancel: this.#world.after(patience, () => this.expire(id)) });
    return true;
  }

  expire(id: bigint): void {
    this.#sessions.get(id)?.cancel();
    this.#sessions.delete(id);
    for (const [path, { owner }] of this.#nodes) if (owner === id) this.delete(path, -1);
  }

  create(path: string, data: Uint8Array, owner: bigint): void {
    if (this.#nodes.has(path)) throw new SluiceError("COORDINATION_NODE_EXISTS", { path });
    const zxid = ++this.#zxid;
    this.#nodes.set(path, { data: Buffer.from(data), czxid: zxid, mzxid: zxid, version: 0, owner });
    this.#changed(path);
  }

  get(path: string): ZNode | undefined {
    const node = this.#nodes.get(path);
    return node && { path, data: node.data, stat: statOf(node) };
  }

  children(path: string): readonly string[] {
    const below = [...this.#nodes.keys()].filter((one) => one.startsWith(`${path}/`));
    return below.map((one) => one.slice(path.length + 1)).toSorted();
  }

  setData(path: string, data: Uint8Array, version: number): Stat {
    const node = this.#at(path, version);
    Object.assign(node, { data: Buffer.from(data), mzxid: ++this.#zxid, version: node.version + 1 });
    this.#changed(path);
    return statOf(node);
  }

  delete(path: string, version: number): void {
    this.#at(path, version);
    this.#zxid++;
    this.#nodes.delete(path);
    this.#changed(path);
  }

  watch(path: string, fire: () => void): void {
    this.#watches.add({ path, fire });
  }

  #at(path: string, version: number): Node {
    const node = this.#nodes.get(path);
    if (node === undefined) throw new SluiceError("COORDINATION_NO_NODE", { path });
    if (version !== -1 && version !== node.version) throw new SluiceError("COORDINATION_CONFLICT", { path });
    return node;
  }

  #changed(path: string): void {
    for (const watch of this.#watches) {
      if (path !== watch.path && !path.startsWith(`${watch.path}/`)) continue;
      this.#watches.delete(watch);
      watch.fire();
    }
  }
}

function statOf({ czxid, mzxid, version, owner }: Node): Stat {
  return { czxid, mzxid, version, ephemeralOwner: owner, ctime: 0, mtime: 0, childCount: 0 };
}

/** A process: a clock of its own, and whether it runs. */
export class ModelProcess {
  readonly world: World;
  readonly #rate: number;
  #frozen = false;
  #backlog: (() => void)[] = [];

  /** `rate`: how fast its clock runs. */
  constructor(world: World, rate: number) {
    this.world = world;
    this.#rate = rate;
  }

  get isFrozen(): boolean {
    return this.#frozen;
  }

  readonly now = (): number => this.world.now * this.#rate;

  readonly moment = (): Moment => ({ monotonic: this.now(), wall: this.now() });

  readonly after = (ms: number, call: () => void): (() => void) =>
    this.world.after(ms / this.#rate, () => {
      this.run(call);
    });

  /** Now, or when it runs again. */
  run(call: () => void): void {
    if (this.#frozen) this.#backlog.push(call);
    else call();
  }

  freeze(): void {
    this.#frozen = true;
  }

  /** `first`: what comes before everything that is due. */
  wake(first: () => void): void {
    this.#frozen = false;
    first();
    const backlog = this.#backlog.splice(0);
    while (backlog.length > 0) {
      const [one] = backlog.splice(Math.floor(this.world.draw() * backlog.length), 1);
      this.world.after(this.world.draw(), () => {
        this.run(() => one?.());
      });
    }
  }
}

/** A server's session over a link that may be cut; the lease is the real one. */
export class ModelCoordinator implements Coordinator {
  state: CoordinatorState = "connected";
  isCut = false;
  session: Session | undefined;
  readonly #process: ModelProcess;
  readonly #ensemble: ModelEnsemble;
  /** Of the lease's timeout to the session's: 1, but to show what a longer one would do. */
  readonly #stretch: number;
  readonly #listeners = new Set<(change: StateChange) => void>();
  #lease: SessionLease | undefined;
  #closed = false;

  constructor(process: ModelProcess, ensemble: ModelEnsemble, stretch: number) {
    this.#process = process;
    this.#ensemble = ensemble;
    this.#stretch = stretch;
    this.#begin();
    this.#probe();
  }

  get lease(): Lease | undefined {
    return this.#lease?.isValid === true ? this.#lease : undefined;
  }

  onState(listener: (change: StateChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  create(path: string, data: Uint8Array, options?: CreateOptions): Promise<string> {
    const owner = options?.mode === "ephemeral" ? (this.session?.id ?? 0n) : 0n;
    return this.#ask(() => {
      this.#ensemble.create(path, data, owner);
      return path;
    });
  }

  get(path: string): Promise<ZNode | undefined> {
    return this.#ask(() => this.#ensemble.get(path));
  }

  async exists(path: string): Promise<Stat | undefined> {
    return (await this.get(path))?.stat;
  }

  children(path: string): Promise<readonly string[] | undefined> {
    return this.#ask(() => this.#ensemble.children(path));
  }

  setData(path: string, data: Uint8Array, version: number): Promise<Stat> {
    return this.#ask(() => this.#ensemble.setData(path, data, version));
  }

  delete(path: string, version: number): Promise<void> {
    return this.#ask(() => {
      this.#ensemble.delete(path, version);
    });
  }

  sync(): Promise<void> {
    return this.#ask(() => undefined);
  }

  watch(path: string, options: WatchOptions): AsyncIterable<ZNode | undefined> {
    return this.#watching(path, options, () => this.get(path));
  }

  watchChildren(path: string, options: WatchOptions): AsyncIterable<readonly string[] | undefined> {
    return this.#watching(path, options, () => this.children(path));
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#lease?.end(new SluiceError("COORDINATION_CLOSED"));
    return Promise.resolve();
  }

  #begin(): void {
    this.session = { id: this.#ensemble.begin(), timeoutMs: SESSION_MS };
    const { id } = this.session;
    this.#lease = new SessionLease(
      { id, timeoutMs: SESSION_MS * this.#stretch },
      this.#process.moment(),
      this.#process.moment,
    );
  }

  /** For ever: a question for the lease every sixth of the timeout, and a look at the lease. */
  #probe(): void {
    if (this.#closed) return;
    const asked = this.#process.moment();
    void this.#prove(asked);
    this.#process.after(SESSION_MS / 6, () => {
      if (this.lease === undefined) this.#become("lost");
      this.#probe();
    });
  }

  async #prove(asked: Moment): Promise<void> {
    const { session } = this;
    try {
      await this.sync();
      if (session !== this.session) return;
      this.#lease?.prove(asked);
      if (this.lease === undefined) this.#begin();
      this.#become("connected");
    } catch (error) {
      if (error instanceof SluiceError && error.code === "COORDINATION_SESSION_EXPIRED" && session === this.session) {
        this.#lease?.end(error);
        this.#become("lost");
        this.#begin();
      } else this.#become(this.lease === undefined ? "lost" : "suspended");
    }
  }

  #become(state: CoordinatorState): void {
    if (this.state === state) return;
    this.state = state;
    const { session } = this;
    for (const listener of this.#listeners) listener({ state, session, isNewSession: false, error: undefined });
  }

  /** There and back, each way under way for some time. What is cut before is lost, and what is cut behind was done all the same. */
  #ask<T>(act: () => T): Promise<T> {
    const { world } = this.#process;
    const { session } = this;
    const underWay = (): number => world.draw() * MOST_UNDER_WAY_MS;
    return new Promise((resolve, reject) => {
      const fail = (error: unknown, ms: number): void => {
        world.after(ms, () => {
          this.#process.run(() => {
            reject(error);
          });
        });
      };
      const lost = (): void => fail(new SluiceError("COORDINATION_CONNECTION_LOST"), RECONNECT_MS);
      world.after(underWay(), () => {
        if (this.isCut || session === undefined) return lost();
        if (!this.#ensemble.heard(session.id)) return fail(new SluiceError("COORDINATION_SESSION_EXPIRED"), underWay());
        let result: T;
        try {
          result = act();
        } catch (error) {
          return fail(error, underWay());
        }
        world.after(underWay(), () => {
          if (this.isCut) return lost();
          this.#process.run(() => {
            resolve(result);
          });
        });
      });
    });
  }

  async *#watching<T>(path: string, { signal, recheckMs = 5000 }: WatchOptions, look: () => Promise<T>) {
    let wake: () => void = () => undefined;
    signal.addEventListener("abort", () => {
      wake();
    });
    while (!signal.aborted) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
        const { world } = this.#process;
        this.#ensemble.watch(path, () => {
          world.after(world.draw() * MOST_UNDER_WAY_MS, () => {
            this.#process.run(resolve);
          });
        });
        this.#process.after(recheckMs, resolve);
      });
      try {
        yield await look();
      } catch {
        await new Promise<void>((resolve) => {
          this.#process.after(RECONNECT_MS, resolve);
        });
        continue;
      }
      await changed;
    }
  }
}
