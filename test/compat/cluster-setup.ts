import { afterEach, beforeEach } from "vitest";
import type { Database } from "../support/database-server.ts";
import type { JavaMessage } from "../support/java-client.ts";
import { JavaClient } from "../support/java-client.ts";
import { sharedMysql97 } from "../support/shared-servers.ts";
import { startZookeeper, type ZookeeperServer } from "../support/zookeeper.ts";

/** What each test of a file has: a schema with an empty table `t (id)` on the shared MySQL, and a ZooKeeper of its own. */
export class ClusterSetup {
  readonly mysql: Database = sharedMysql97();
  readonly schema: string;
  /** What a test starts is ended behind it, the last first. */
  readonly cleanups: (() => unknown)[] = [];
  #zookeeper: ZookeeperServer | undefined;

  /** To be called at the top of a test file. */
  constructor(schema: string) {
    this.schema = schema;
    beforeEach(() => this.#begin());
    afterEach(async () => {
      for (const cleanup of this.cleanups.splice(0).toReversed()) await cleanup();
    });
  }

  get zookeeper(): ZookeeperServer {
    if (this.#zookeeper === undefined) throw new Error("no test has begun");
    return this.#zookeeper;
  }

  /** Rows with these ids, one a transaction; gives the ids. */
  async insert(from: number, to: number): Promise<number[]> {
    const ids = Array.from({ length: to - from + 1 }, (_, at) => from + at);
    for (const id of ids) await this.mysql.query(`INSERT INTO ${this.schema}.t VALUES (${String(id)})`);
    return ids;
  }

  async javaClient(): Promise<JavaClient> {
    const client = await JavaClient.start();
    this.cleanups.push(() => client.stop("SIGKILL"));
    return client;
  }

  /** Of the rows of the schema in a message. */
  idsOf({ entries }: JavaMessage): readonly number[] {
    return entries
      .filter(({ schema }) => schema === this.schema)
      .flatMap(({ rows }) => rows ?? [])
      .map(({ after }) => Number(after.find(({ name }) => name === "id")?.value));
  }

  async #begin(): Promise<void> {
    const { mysql, schema, cleanups } = this;
    await mysql.query(`DROP DATABASE IF EXISTS ${schema}`);
    await mysql.query(`CREATE DATABASE ${schema}`);
    await mysql.query(`CREATE TABLE ${schema}.t (id BIGINT PRIMARY KEY)`);
    cleanups.push(() => mysql.query(`DROP DATABASE ${schema}`));
    const zookeeper = await startZookeeper();
    cleanups.push(() => zookeeper.stop());
    this.#zookeeper = zookeeper;
  }
}
