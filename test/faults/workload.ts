import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../support/database-server.ts";

/**
 * Rows 1, 2, 3 … of table `t`, transaction after transaction of 1 to 40 rows, and with each one row of table `u`, which some consumers do not
 * want. Behind each, two rows of a table that the server filters away. Until it is stopped.
 */
export class Workload {
  readonly database: string;
  readonly #mysql: Database;
  #rows = 0;
  #turns = 0;
  #stopped = false;
  #running: Promise<void> | undefined;

  private constructor(mysql: Database, database: string) {
    this.#mysql = mysql;
    this.database = database;
  }

  /** Makes the tables and an account for the server, both named `database`. */
  static async create(mysql: Database, database: string): Promise<Workload> {
    await mysql.query(`CREATE DATABASE ${database}`);
    await mysql.query(`CREATE TABLE ${database}.t (id INT PRIMARY KEY, filler VARCHAR(200))`);
    await mysql.query(`CREATE TABLE ${database}.u (id INT AUTO_INCREMENT PRIMARY KEY, last INT)`);
    await mysql.query(`CREATE DATABASE ${database}_other`);
    await mysql.query(`CREATE TABLE ${database}_other.f (id INT AUTO_INCREMENT PRIMARY KEY, last INT)`);
    await mysql.query(`CREATE USER ${database}@'%' IDENTIFIED BY 'canal'`);
    await mysql.query(`GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO ${database}@'%'`);
    return new Workload(mysql, database);
  }

  /** Rows of `t` so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Transactions so far: each with a row of `u`, and behind each one with two rows of a table that the server filters away. */
  get turns(): number {
    return this.#turns;
  }

  start(): void {
    this.#stopped = false;
    this.#running ??= this.#run();
  }

  /** Gives the number of rows of `t`. */
  async stop(): Promise<number> {
    this.#stopped = true;
    await this.#running;
    this.#running = undefined;
    return this.#rows;
  }

  async drop(): Promise<void> {
    await this.#mysql.query(`DROP DATABASE IF EXISTS ${this.database}`);
    await this.#mysql.query(`DROP DATABASE IF EXISTS ${this.database}_other`);
    await this.#mysql.query(`DROP USER ${this.database}@'%'`);
  }

  async #run(): Promise<void> {
    for (let turn = 0; !this.#stopped; turn++) {
      const count = 1 + ((turn * 7) % 40);
      const values = Array.from({ length: count }, (_, index) => `(${this.#rows + index + 1}, REPEAT('x', 150))`);
      await this.#mysql.query("BEGIN");
      await this.#mysql.query(`INSERT INTO ${this.database}.t VALUES ${values.join(",")}`);
      this.#rows += count;
      await this.#mysql.query(`INSERT INTO ${this.database}.u (last) VALUES (${this.#rows})`);
      await this.#mysql.query("COMMIT");
      await this.#mysql.query(`INSERT INTO ${this.database}_other.f (last) VALUES (${this.#rows}), (0)`);
      this.#turns++;
      await sleep(2);
    }
  }
}
