import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { callAdmin } from "../../server/cli/admin-client.ts";
import type { LedgerAnswer } from "../../server/admin/ledger-answer.ts";
import type { Database } from "../support/database-server.ts";
import { freePort } from "../support/ports.ts";
import { ConfFixture, ServerProcess } from "../support/server-process.ts";
import { breachesOf, type Checked, countsOf } from "./checker.ts";
import { accountBreaches, accountDifferences } from "./account-checker.ts";
import { FaultConsumer, fourManners, type Manner } from "./consumer.ts";
import { Workload } from "./workload.ts";

export interface FaultRunOptions {
  readonly mysql: Database;
  /** Name of the database and of the account. */
  readonly database: string;
  /** Settings of the server, and of the destination, over those of the run. */
  readonly server?: Readonly<Record<string, string | number>>;
  readonly instance?: Readonly<Record<string, string | number>>;
  /** Folder of the data. Default: one of its own. */
  readonly dataDir?: string;
  /** Of the server's process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: four of different speed. */
  readonly manners?: readonly Manner[];
  /** Longest wait for progress, milliseconds. */
  readonly patienceMs?: number;
  /** Draws what is left to chance. Default: without a seed. */
  readonly random?: () => number;
}

/** A server under load with its consumers, to which faults are done from outside. */
export class FaultRun {
  readonly conf: ConfFixture;
  readonly workload: Workload;
  readonly consumers: readonly FaultConsumer[];
  readonly dataDir: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #metricsPort: number;
  readonly #patienceMs: number;
  readonly #random: () => number;
  #server: ServerProcess | undefined;
  #end = Infinity;
  readonly #accountBreaches: string[] = [];
  #accountChecks = 0;
  /** Number of the first entry that each consumer's account counts. */
  readonly #begins: (number | undefined)[] = [];
  #reading: Promise<unknown> = Promise.resolve();

  private constructor(
    conf: ConfFixture,
    workload: Workload,
    consumers: readonly FaultConsumer[],
    metricsPort: number,
    { dataDir = join(conf.folder, "data"), env = {}, patienceMs = 120_000, random = Math.random }: FaultRunOptions,
  ) {
    this.conf = conf;
    this.workload = workload;
    this.consumers = consumers;
    this.dataDir = dataDir;
    this.#env = env;
    this.#metricsPort = metricsPort;
    this.#patienceMs = patienceMs;
    this.#random = random;
  }

  /** Resolves when every consumer is served and the load has begun. */
  static async start(options: FaultRunOptions): Promise<FaultRun> {
    const { mysql, database, server = {}, instance = {}, manners = fourManners(database), dataDir = "data" } = options;
    const workload = await Workload.create(mysql, database);
    const port = await freePort();
    const metricsPort = await freePort();
    const conf = await ConfFixture.create({
      "canal.port": port,
      "canal.metrics.pull.port": metricsPort,
      "canal.file.data.dir": dataDir,
      ...server,
    });
    await conf.destination("example", {
      "canal.instance.master.address": `${mysql.host}:${mysql.port}`,
      "canal.instance.filter.regex": `${database}\\\\..*`,
      "canal.instance.dbUsername": database,
      "canal.instance.dbPassword": "canal",
      ...instance,
    });
    const consumers = manners.map((manner) => new FaultConsumer(port, manner));
    const run = new FaultRun(conf, workload, consumers, metricsPort, options);
    await run.startServer();
    await run.server.line("delivery starts here");
    run.#reading = Promise.all(consumers.map((consumer) => consumer.run(() => run.#end)));
    await run.until(() => consumers.every(({ lives }) => lives.length > 0), "a connection of each consumer");
    workload.start();
    return run;
  }

  get server(): ServerProcess {
    if (this.#server === undefined) throw new Error("the server does not run");
    return this.#server;
  }

  async startServer(...args: readonly string[]): Promise<ServerProcess> {
    this.#server = await ServerProcess.start(this.conf, args, this.#env);
    return this.#server;
  }

  /** Folder of the log's segments. */
  get logFolder(): string {
    return join(this.dataDir, "example", "log");
  }

  /** Status and text of `/health`. */
  async health(): Promise<string> {
    return this.#page("health");
  }

  async metrics(): Promise<string> {
    return this.#page("metrics");
  }

  async #page(name: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.#metricsPort}/${name}`);
    return `${response.status} ${await response.text()}`;
  }

  /** Rows that all consumers have taken together. */
  get progress(): number {
    let rows = 0;
    for (const { lives } of this.consumers) for (const life of lives) rows += life.rows.length;
    return rows;
  }

  /** Resolves when consumers have taken so many rows more. */
  async advance(rows: number): Promise<void> {
    const from = this.progress;
    await this.until(() => this.progress >= from + rows, `${rows} rows more`);
  }

  /** What is broken of the promises by what consumers have had until now; what has not come yet is not. */
  get breaches(): readonly string[] {
    return [...this.consumers.flatMap((one) => breachesOf(one, countsOf(one).rows)), ...this.#accountBreaches];
  }

  /** How often the consumers' accounts were held against what the clients know. */
  get accountChecks(): number {
    return this.#accountChecks;
  }

  /**
   * After a kill: each consumer's account goes on where it began, balances by table, and has as delivered what its client knows to be acked, and no more than what
   * that has sent acks of.
   */
  async #checkAccounts(): Promise<void> {
    const confirmed = this.consumers.map((one) => ({ t: one.acked("t").confirmed, u: one.acked("u").confirmed }));
    const { consumers } = await this.#ledger();
    for (const [index, one] of this.consumers.entries()) {
      const { clientId, destination } = one.manner;
      const group = destination.split("@")[1] ?? "";
      const account = consumers.find((line) => line.clientId === clientId && line.group === group);
      const sent = { t: one.acked("t").sent, u: one.acked("u").sent };
      const known = this.#begins[index] ?? account?.from;
      this.#begins[index] = known;
      const acked = { from: known, confirmed: confirmed[index] ?? sent, sent };
      const found = accountBreaches(account, this.workload.database, acked);
      this.#accountBreaches.push(...found.map((breach) => `${one.name}: ${breach}`));
      this.#accountChecks++;
    }
  }

  /** As soon as the server tells it. */
  async #ledger(): Promise<LedgerAnswer> {
    const deadline = Date.now() + this.#patienceMs;
    for (;;) {
      try {
        return (await callAdmin(join(this.dataDir, "sluice.sock"), "ledger.show", {
          destination: "example",
        })) as LedgerAnswer;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await sleep(20);
      }
    }
  }

  /** A kill at a random moment, and a new server. */
  async kill(): Promise<void> {
    await this.advance(100);
    await sleep(this.#random() * 300);
    await this.server.end("SIGKILL");
    await this.startServer();
    await this.#checkAccounts();
  }

  /** Kills the server, lets somebody at its log (the folder of segments), and starts it again. */
  async damage(harm: (folder: string) => Promise<void>): Promise<void> {
    await this.advance(100);
    await this.server.end("SIGKILL");
    await harm(this.logFolder);
    await this.startServer();
  }

  /** What `sluice ledger` tells of it, or why not: all of what was written since the run began must be in it, once. */
  async #ledgerBreaches(byTable: boolean): Promise<string[]> {
    const { database, rows, turns } = this.workload;
    const wanted = new Map([
      [`${database}.t`, { read: rows, stored: rows, filtered: 0 }],
      [`${database}.u`, { read: turns, stored: turns, filtered: 0 }],
      [`${database}_other.f`, { read: 2 * turns, stored: 0, filtered: 2 * turns }],
    ]);
    const deadline = Date.now() + this.#patienceMs;
    for (;;) {
      const answer = await this.#ledger();
      const found = [...answer.problems, ...(byTable ? ledgerDifferences(answer, wanted) : [])];
      for (const { group, clientId, from, pending, waitsFor } of answer.consumers) {
        if (from === undefined || pending === undefined) found.push(`${group}/${clientId}: ${waitsFor}`);
        else if (pending.events !== 0) found.push(`${group}/${clientId} has ${pending.events} entries pending`);
      }
      if (byTable) found.push(...answer.consumers.flatMap((one) => accountDifferences(one, wanted)));
      if (found.length === 0 || Date.now() > deadline) return found.map((one) => `ledger: ${one}`);
      await Promise.all(this.consumers.map((one) => one.drain()));
      await sleep(200);
    }
  }

  /**
   * Ends the load, waits until everybody has everything, and gives every breach of what is promised. `byTable`: the ledger must have every table's
   * rows; a log that has lost its end begins it anew with what it holds.
   */
  async finish(
    byTable = true,
  ): Promise<{ readonly breaches: readonly string[]; readonly checked: readonly Checked[] }> {
    const last = await this.workload.stop();
    this.#end = last;
    const done = this.#reading.then(() => true);
    const missing = (await Promise.race([done, this.#stuck()]))
      ? []
      : this.consumers
          .filter((one) => one.last < last)
          .map((one) => `${one.name} stands at row ${one.last} of ${last}`);
    const ledger = missing.length === 0 ? await this.#ledgerBreaches(byTable) : [];
    const breaches = [...this.consumers.flatMap((one) => breachesOf(one, last)), ...this.#accountBreaches, ...ledger];
    return { breaches: [...missing, ...breaches].slice(0, 50), checked: this.consumers.map(countsOf) };
  }

  /** Resolves when nobody has taken anything for as long as the patience lasts: a slow one may have much before it. */
  async #stuck(): Promise<false> {
    for (let before = -1; before !== this.progress;) {
      before = this.progress;
      await sleep(this.#patienceMs, undefined, { ref: false });
    }
    return false;
  }

  /** Ends what still runs. To be called whatever has happened. */
  async stop(): Promise<void> {
    this.#end = 0;
    await this.workload.stop();
    await this.#server?.end("SIGKILL");
    await this.#reading;
    await this.workload.drop();
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + this.#patienceMs;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
      await sleep(20);
    }
  }
}

interface TableRows {
  readonly read: number;
  readonly stored: number;
  readonly filtered: number;
}

function ledgerDifferences({ tables }: LedgerAnswer, wanted: ReadonlyMap<string, TableRows>): string[] {
  return [...wanted].flatMap(([name, rows]) => {
    const line = tables.find(({ schema, table }) => `${schema}.${table}` === name);
    const filtered = line?.filtered.table?.rows ?? 0;
    const found: TableRows = { read: line?.read.rows ?? 0, stored: line?.delivered.rows ?? 0, filtered };
    const same = found.read === rows.read && found.stored === rows.stored && found.filtered === rows.filtered;
    return same ? [] : [`${name} is ${JSON.stringify(found)}, written were ${JSON.stringify(rows)}`];
  });
}
