import type { Connection } from "mysql2/promise";
import { expect } from "vitest";
import { EntryType, EventType } from "../../../proto/entry-type.ts";
import { EntryDecoder } from "../../../proto/entry-reader.ts";
import { Ledger } from "../../../server/ledger/ledger.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import { binlogEnd } from "../../support/binlog-end.ts";
import type { DatabaseServer } from "../../support/database-server.ts";
import { FoldedTables } from "../../support/folded-tables.ts";
import { expectBalanced, makeParser } from "../../support/parser-run.ts";
import { differences, selectTable, tablesOf } from "../../support/selected-tables.ts";
import type { Run } from "./hard-case.ts";

const MARKER = "hard_case_marker";
const PATIENCE = { timeout: 60_000, interval: 10 };

/** Runs cases on one server, while one parser follows it from the first to the last. */
export class HardCaseRunner {
  readonly #server: DatabaseServer;
  readonly #source: MysqlSource;
  readonly #folded = new FoldedTables();
  readonly #ledger = new Ledger();
  readonly #entries: PipelineEntry[] = [];
  readonly #parser: ReturnType<typeof makeParser>["parser"];
  readonly #run: Promise<void>;
  #markers = 0;

  private constructor(server: DatabaseServer, start: { readonly journal: string; readonly position: number }) {
    this.#server = server;
    const { host, port } = server;
    this.#source = new MysqlSource({ host, port, user: "canal", password: "canal" }, silentLogger);
    const { parser } = makeParser(this.#source, {
      start: { journalName: start.journal, position: start.position },
      tables: new TableFilter({ regex: String.raw`hard_case.*\..*` }),
      timeZone: "+00:00",
      ledger: this.#ledger,
      sink: {
        sink: (chunk) => {
          for (const entry of chunk) {
            this.#ledger.delivered(entry);
            this.#entries.push(entry);
            this.#folded.apply(entry);
          }
          return undefined;
        },
      },
    });
    this.#parser = parser;
    this.#run = parser.run();
  }

  static async start(server: DatabaseServer): Promise<HardCaseRunner> {
    const start = await binlogEnd(server);
    await server.query(`CREATE DATABASE ${MARKER} CHARACTER SET utf8mb4`);
    await server.query(`CREATE TABLE ${MARKER}.m (id INT PRIMARY KEY)`);
    return new HardCaseRunner(server, start);
  }

  async stop(): Promise<void> {
    await this.#parser.stop();
    await this.#run;
    await this.#source.close();
    expectBalanced(this.#ledger.snapshot());
  }

  async run(name: string, { sql, rows, told, notSelected, leftOut }: Run): Promise<void> {
    const schema = `hard_case_${name}`;
    let connection = await this.#connect();
    const problemsBefore = this.#folded.problems.length;
    try {
      await connection.query(`CREATE DATABASE ${schema} CHARACTER SET utf8mb4`);
      await connection.query(`USE ${schema}`);
      const from = this.#entries.length;
      for (const statement of sql) {
        if (statement === "@restart" || statement === "@crash") {
          connection.destroy();
          if (statement === "@crash") await this.#server.kill9();
          await this.#server.restart();
          connection = await this.#connect();
          await connection.query(`USE ${schema}`);
        } else await connection.query(statement);
      }
      await this.#caughtUp();
      expect(this.#parser.status.setAsideTables).toEqual([]);
      const marker = this.#entries.findLastIndex(({ table }) => table.schema === MARKER);
      const own = this.#entries
        .slice(from, marker)
        .filter((entry) => entry.table.schema === schema || isTransactional(entry));
      if (told !== undefined) expect(tellRows(own)).toEqual(told);
      for (const [table, expected] of Object.entries(rows ?? {})) {
        const folded = this.#folded.rows(`${schema}.${table}`) ?? [];
        expect(
          folded.map((row) => Array.from(row.values())),
          table,
        ).toEqual(expected);
      }
      if (notSelected !== undefined) return;
      expect(this.#folded.problems.slice(problemsBefore)).toEqual([]);
      await connection.query("SET time_zone = '+00:00', sql_mode = '', NAMES utf8mb4");
      await this.#compare(connection, schema, new Set(Object.keys(leftOut ?? {})));
    } finally {
      await connection.query("SET sql_log_bin = 0");
      await connection.query(`DROP DATABASE ${schema}`);
      connection.destroy();
    }
  }

  async #compare(connection: Connection, schema: string, leftOut: ReadonlySet<string>): Promise<void> {
    for (const table of await tablesOf(connection, schema)) {
      const selected = await selectTable(connection, schema, table);
      expect(differences(this.#folded.rows(`${schema}.${table}`) ?? [], selected, leftOut), table).toEqual([]);
    }
  }

  async #connect(): Promise<Connection> {
    const connection = await this.#server.connect();
    await connection.query("SET sql_mode = '', time_zone = '+00:00'");
    return connection;
  }

  async #caughtUp(): Promise<void> {
    const id = ++this.#markers;
    await this.#server.query(`INSERT INTO ${MARKER}.m VALUES (?)`, [id]);
    const has = (): boolean => (this.#folded.rows(`${MARKER}.m`) ?? []).some((row) => row.get("id") === String(id));
    await Promise.race([expect.poll(has, PATIENCE).toBe(true), this.#run]);
  }
}

/** Begins, ends, and what closes XA transactions; not the notes on statements. */
function isTransactional({ entryType, eventType }: PipelineEntry): boolean {
  return entryType !== EntryType.ROWDATA || eventType === EventType.XACOMMIT || eventType === EventType.XAROLLBACK;
}

/** From the first row change on. */
function tellRows(entries: readonly PipelineEntry[]): string[] {
  const lines: string[] = [];
  const decoder = new EntryDecoder();
  for (const entry of entries.slice(entries.findIndex(({ rows }) => rows > 0))) {
    if (entry.entryType === EntryType.TRANSACTIONBEGIN) lines.push("B");
    else if (entry.entryType === EntryType.TRANSACTIONEND) lines.push("E");
    else {
      const type = Object.entries(EventType).find(([, number]) => number === entry.eventType)?.[0] ?? "";
      const change = decoder.decode(entry.frame, entry.entryStart, entry.frame.length).rowChange;
      const rows = [...(change?.rows() ?? [])].map(({ before, after }) =>
        [...((after?.length ?? 0) > 0 ? (after ?? []) : (before ?? []))].map(([, text]) => text),
      );
      lines.push(`${type} ${entry.table.table}${rows.length === 0 ? "" : ` ${JSON.stringify(rows)}`}`);
    }
  }
  // The marker's begin.
  return lines.at(-1) === "B" ? lines.slice(0, -1) : lines;
}
