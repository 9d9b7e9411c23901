import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "./database-server.ts";

let made = 0;

/** Writes rows 1, 2, 3 … of one table, one transaction after another, of 1 to 20 rows, until it is stopped. */
export class RowWorkload {
  readonly database: string;
  readonly #mysql: Database;
  #rows = 0;
  #stopped = false;
  #running: Promise<void> | undefined;

  private constructor(mysql: Database, database: string) {
    this.#mysql = mysql;
    this.database = database;
  }

  static async create(mysql: Database): Promise<RowWorkload> {
    made++;
    const name = `cluster_${String(process.pid)}_${String(made)}`;
    await mysql.query(`CREATE DATABASE ${name}`);
    // An account of its own, so that its dump can be told from those of other test files.
    await mysql.query(`CREATE USER ${name}@'%' IDENTIFIED BY 'canal'`);
    await mysql.query(`GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO ${name}@'%'`);
    await mysql.query(`CREATE TABLE ${name}.t (id INT PRIMARY KEY, filler VARCHAR(200))`);
    return new RowWorkload(mysql, name);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Settings of a destination that follows it from now on. */
  async settings(): Promise<Record<string, string | number>> {
    const [end] = await this.#mysql.query("SHOW BINARY LOG STATUS");
    return {
      "canal.instance.master.address": `${this.#mysql.host}:${String(this.#mysql.port)}`,
      "canal.instance.master.journal.name": String(end?.["File"]),
      "canal.instance.master.position": String(end?.["Position"]),
      "canal.instance.dbUsername": this.database,
      "canal.instance.dbPassword": "canal",
      "canal.instance.filter.regex": `${this.database}\\\\..*`,
    };
  }

  start(pauseMs = 5): void {
    this.#running = this.#run(pauseMs);
  }

  /** The number of rows written. */
  async stop(): Promise<number> {
    this.#stopped = true;
    await this.#running;
    return this.#rows;
  }

  /** So many rows, now. */
  async write(count: number): Promise<void> {
    const values = Array.from({ length: count }, (_, i) => `(${String(this.#rows + i + 1)}, REPEAT('x', 150))`);
    await this.#mysql.query(`INSERT INTO ${this.database}.t VALUES ${values.join(",")}`);
    this.#rows += count;
  }

  async drop(): Promise<void> {
    await this.stop();
    await this.#mysql.query(`DROP USER ${this.database}@'%'`);
    await this.#mysql.query(`DROP DATABASE IF EXISTS ${this.database}`);
  }

  async #run(pauseMs: number): Promise<void> {
    for (let turn = 0; !this.#stopped; turn++) {
      await this.write(1 + ((turn * 7) % 20));
      await sleep(pauseMs);
    }
  }
}
