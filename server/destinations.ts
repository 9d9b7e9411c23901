import { stat } from "node:fs/promises";
import type { ConfFolder } from "../conf/conf-folder.ts";
import { SluiceError } from "../proto/error.ts";
import type { DestinationAdmin } from "./destination-admin.ts";
import { DestinationSlot } from "./destination-slot.ts";
import type { Cluster } from "./ha/cluster.ts";
import type { Logger } from "./logger.ts";
import type { InstanceStatus } from "./ops/instance-status.ts";
import { parseDestinationName } from "./session/destination-name.ts";
import type { Destination, DestinationDirectory } from "./session/destination.ts";

/** A file is not read before it has been left alone for so long: half of it may still have to come. Milliseconds. */
const SETTLED_MS = 1000;

/**
 * The destinations of a server, none able to hurt another. Opens them, finds them for sessions, and follows their files (`canal.auto.scan`):
 * one that appears is started, one that changes is reloaded, one that goes is stopped, and the others do not notice.
 */
export class Destinations implements DestinationDirectory {
  readonly #conf: ConfFolder;
  readonly #logger: Logger;
  readonly #slots = new Map<string, DestinationSlot>();
  #timer: NodeJS.Timeout | undefined;
  #scanning: Promise<void> = Promise.resolve();
  #closed = false;
  #cluster: Cluster | undefined;

  constructor(conf: ConfFolder, logger: Logger) {
    this.#conf = conf;
    this.#logger = logger;
  }

  /**
   * Resolves when every destination runs, waits for its first client, stands for election, or has failed: that is not the server's failure.
   */
  async open(cluster?: Cluster): Promise<void> {
    this.#cluster = cluster;
    const { destinations, scanIntervalMs } = this.#settings();
    const found = scanIntervalMs === undefined ? [] : this.#conf.foundDestinations();
    await Promise.all([...new Set([...destinations, ...found])].map((name) => this.#add(name).reload()));
    if (scanIntervalMs !== undefined) this.#scheduleScan(scanIntervalMs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#scanning;
    await Promise.all([...this.#slots.values()].map((slot) => slot.stop()));
  }

  find(name: string): Destination | undefined {
    const { destination, group } = parseDestinationName(name);
    return this.#slots.get(destination)?.served(group);
  }

  /** What operators reach of a destination. Errors: ADMIN_BAD_ARGUMENT for one that there is not, DESTINATION_NOT_RUNNING. */
  admin(name: string): DestinationAdmin {
    const slot = this.#slots.get(name);
    if (slot === undefined) {
      const expected = `one of ${[...this.#slots.keys()].toSorted().join(", ")}`;
      throw new SluiceError("ADMIN_BAD_ARGUMENT", { argument: "destination", got: name.slice(0, 256), expected });
    }
    if (slot.admin === undefined) throw new SluiceError("DESTINATION_NOT_RUNNING", { destination: name });
    return slot.admin;
  }

  has(name: string): boolean {
    return this.#slots.has(name);
  }

  async start(name: string): Promise<Destination | undefined> {
    if (this.#closed) return undefined;
    const { destination } = parseDestinationName(name);
    await this.#slots.get(destination)?.wake();
    return this.find(name);
  }

  statuses(): InstanceStatus[] {
    return Array.from(this.#slots.values(), (slot) => slot.status());
  }

  #settings(): { readonly destinations: readonly string[]; readonly scanIntervalMs: number | undefined } {
    return this.#conf.server.config ?? { destinations: [], scanIntervalMs: undefined };
  }

  #add(name: string): DestinationSlot {
    const logger = this.#logger.child({ destination: name });
    const slot = new DestinationSlot({ name, conf: this.#conf, logger, cluster: this.#cluster });
    this.#slots.set(name, slot);
    return slot;
  }

  #scheduleScan(intervalMs: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#scanning = this.#scan()
        .catch((error: unknown) => {
          this.#logger.error({ error }, "the folder of destinations can't be looked through");
        })
        .finally(() => {
          this.#scheduleScan(intervalMs);
        });
    }, intervalMs);
    this.#timer.unref();
  }

  async #scan(): Promise<void> {
    const found = new Set(this.#conf.foundDestinations());
    const listed = new Set(this.#settings().destinations);
    const gone = [...this.#slots.keys()].filter((name) => !found.has(name));
    await Promise.all([
      ...gone.map((name) => this.#remove(name, listed)),
      ...[...found].map((name) => this.#look(name)),
    ]);
  }

  /** One that canal.destinations names and that never had a file stays, so that its absence is seen. */
  async #remove(name: string, listed: ReadonlySet<string>): Promise<void> {
    const slot = this.#slots.get(name);
    if (slot === undefined || (listed.has(name) && slot.status().phase === "failed")) return;
    this.#slots.delete(name);
    this.#logger.info({ destination: name }, "its instance.properties is gone: stopping the destination");
    await slot.stop();
  }

  async #look(name: string): Promise<void> {
    if (!(await isSettled(this.#conf.instanceFile(name)))) return;
    await (this.#slots.get(name) ?? this.#add(name)).reload();
  }
}

async function isSettled(file: string): Promise<boolean> {
  try {
    return Math.abs(Date.now() - (await stat(file)).mtimeMs) >= SETTLED_MS;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}
