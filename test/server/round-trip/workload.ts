import type { Connection } from "mysql2/promise";
import { escape } from "mysql2";
import type { Random } from "../parser/ddl-fuzz.ts";
import { columnKinds } from "./column-kinds.ts";
import type { ColumnKind, RoundTripServer, Value } from "./column-kinds.ts";

interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
}

interface Table {
  name: string;
  readonly keyed: boolean;
  columns: Column[];
}

/** Of rows, unless a statement says otherwise. */
const MOST_ROWS = 4;
const IMAGES = ["FULL", "FULL", "MINIMAL", "NOBLOB"] as const;
/** Where one stands in a transaction, a server may not be able to take back what it has logged. */
const TEMPORARY = [
  "CREATE TEMPORARY TABLE IF NOT EXISTS scratch (i INT)",
  "DROP TEMPORARY TABLE IF EXISTS scratch",
  "INSERT INTO scratch VALUES (1)",
] as const;
const ZONES = ["+00:00", "+05:30", "-11:00"] as const;

/**
 * One client that does whatever comes to its mind, on tables of its own (`<prefix>1` …): by its seed always the same. What a server refuses is
 * part of it; `refused` tells why. Behind each ALTER every row is written again with all its values: what an ALTER makes of rows is in no log.
 */
export class Workload {
  readonly refused: string[] = [];
  statements = 0;
  readonly #connection: Connection;
  readonly #random: Random;
  readonly #server: RoundTripServer;
  readonly #prefix: string;
  readonly #kinds: readonly ColumnKind[];
  readonly #tables: Table[] = [];
  #nextTable = 1;
  #nextColumn = 1;
  #nextId = 1;
  #image = "FULL";

  constructor(connection: Connection, random: Random, server: RoundTripServer, prefix: string) {
    this.#connection = connection;
    this.#random = random;
    this.#server = server;
    this.#prefix = prefix;
    this.#kinds = columnKinds(server);
  }

  async begin(): Promise<void> {
    await this.#connection.query("SET sql_mode = 'NO_ENGINE_SUBSTITUTION', foreign_key_checks = 0");
    for (let count = 0; count < 3; count++) await this.#create();
  }

  /** One step: a statement, a transaction of some, a change of tables or of the session. */
  async step(): Promise<void> {
    const kind = this.#random.below(100);
    if (kind < 50) await this.#change();
    else if (kind < 68) await this.#transaction();
    else if (kind < 88) await this.#ddl();
    else await this.#session();
  }

  /** A value that is larger than a packet of the protocol. */
  async bigRow(bytes: number): Promise<void> {
    const name = `${this.#prefix}big`;
    await this.#run(`CREATE TABLE ${name} (id INT PRIMARY KEY, b LONGBLOB, c LONGTEXT CHARACTER SET latin1)`);
    await this.#run(`INSERT INTO ${name} VALUES (1, REPEAT('x', ${bytes}), 'small')`);
    await this.#run(`UPDATE ${name} SET c = 'changed'`);
  }

  /** Every row once more with all its values: MINIMAL images leave out defaults and what is computed. */
  async finish(): Promise<void> {
    await this.#setImage("FULL");
    for (const { name } of this.#tables) await this.#run(`UPDATE ${name} SET touch = touch + 1`);
  }

  async #run(sql: string): Promise<boolean> {
    this.statements++;
    try {
      await this.#connection.query(sql);
      return true;
    } catch (error) {
      if (!(error instanceof Error) || !("errno" in error)) throw error;
      this.refused.push(`${sql.slice(0, 200)}: ${error.message}`);
      return false;
    }
  }

  #literal(value: Value): string {
    return typeof value === "object" && value !== null && "sql" in value ? value.sql : escape(value);
  }

  #value({ kind }: Column): string {
    return this.#random.chance(10) ? "NULL" : this.#literal(kind.value(this.#random));
  }

  #someTable(): Table {
    return this.#random.pick(this.#tables);
  }

  #insert(table: Table, verb: string, id = this.#nextId++): string {
    const { columns } = table;
    const count = verb === "INSERT" ? 1 + this.#random.below(MOST_ROWS) : 1;
    const names = ["id", "touch", ...columns.map(({ name }) => name)];
    const rows = Array.from({ length: count }, (_, at) => {
      const values = columns.map((column) => this.#value(column));
      return `(${[at === 0 ? id : this.#nextId++, this.#random.below(9), ...values].join(", ")})`;
    });
    return `${verb} INTO ${table.name} (${names.join(", ")}) VALUES ${rows.join(", ")}`;
  }

  #set(table: Table): string {
    const { columns } = table;
    const sets = ["touch = touch + 1"];
    for (let count = this.#random.below(4); count > 0 && columns.length > 0; count--) {
      const column = this.#random.pick(columns);
      sets.push(`${column.name} = ${this.#value(column)}`);
    }
    return sets.join(", ");
  }

  #where(): string {
    return this.#random.pick([
      `id = ${this.#someId()}`,
      `id % 5 = ${this.#random.below(5)}`,
      `id BETWEEN ${this.#someId()} AND ${this.#someId()}`,
      "touch = 1",
    ]);
  }

  #someId(): number {
    return this.#random.below(this.#nextId) + 1;
  }

  /** One statement that changes rows. */
  async #change(): Promise<void> {
    const table = this.#someTable();
    const other = this.#someTable();
    const kind = this.#random.below(100);
    if (kind < 40) await this.#run(this.#insert(table, "INSERT"));
    else if (kind < 46) await this.#run(this.#insert(table, "REPLACE", this.#someId()));
    else if (kind < 52) {
      await this.#run(`${this.#insert(table, "INSERT", this.#someId())} ON DUPLICATE KEY UPDATE touch = touch + 100`);
    } else if (kind < 75) await this.#run(`UPDATE ${table.name} SET ${this.#set(table)} WHERE ${this.#where()}`);
    else if (kind < 80) {
      const id = this.#someId();
      await this.#run(`UPDATE ${table.name} SET id = ${this.#nextId++}, touch = 5 WHERE id = ${id}`);
    } else if (kind < 88) await this.#run(`DELETE FROM ${table.name} WHERE ${this.#where()} LIMIT 5`);
    else if (kind < 92) await this.#multiTable(table, other);
    else if (kind < 96) {
      await this.#run(
        `INSERT INTO ${table.name} (id, touch) SELECT id + ${this.#nextId}, touch FROM ${other.name} WHERE ${this.#where()} LIMIT 20`,
      );
      this.#nextId *= 2;
      if (this.#nextId > 1_000_000) this.#nextId = 1;
    } else await this.#run(`UPDATE ${table.name} SET touch = touch WHERE ${this.#where()}`);
  }

  async #multiTable(table: Table, other: Table): Promise<void> {
    if (table === other) return;
    const joined = `${table.name} JOIN ${other.name} ON ${table.name}.id % 7 = ${other.name}.id % 7`;
    const sql = this.#random.chance(60)
      ? `UPDATE ${joined} SET ${table.name}.touch = 11, ${other.name}.touch = 12 WHERE ${other.name}.touch < 5`
      : `DELETE ${table.name}, ${other.name} FROM ${joined} WHERE ${table.name}.touch = 2`;
    await this.#run(sql);
  }

  async #transaction(): Promise<void> {
    await this.#run(this.#random.pick(["BEGIN", "START TRANSACTION"]));
    let savepoint = false;
    for (let count = 1 + this.#random.below(6); count > 0; count--) {
      const kind = this.#random.below(10);
      if (kind < 7) await this.#change();
      else if (kind === 7) savepoint = await this.#run("SAVEPOINT `s 1`");
      else if (kind === 8 && savepoint) await this.#run("ROLLBACK TO SAVEPOINT `s 1`");
      else await this.#run(this.#random.pick(TEMPORARY));
    }
    await this.#run(this.#random.chance(75) ? "COMMIT" : "ROLLBACK");
  }

  async #session(): Promise<void> {
    const kind = this.#random.below(4);
    if (kind === 0) await this.#setImage(this.#random.pick(IMAGES));
    else if (kind === 1) await this.#run(`SET time_zone = '${this.#random.pick(ZONES)}'`);
    else if (kind === 2) {
      const variable = this.#server === "mariadb" ? "binlog_annotate_row_events" : "binlog_rows_query_log_events";
      await this.#run(`SET ${variable} = ${this.#random.below(2)}`);
    } else if (this.#server === "9.7") await this.#run(`SET binlog_transaction_compression = ${this.#random.below(2)}`);
    else if (this.#server === "mariadb") {
      await this.#run(
        this.#random.pick([
          `SET GLOBAL log_bin_compress = ${this.#random.below(2)}`,
          `SET binlog_alter_two_phase = ${this.#random.below(2)}`,
        ]),
      );
    }
  }

  async #setImage(image: string): Promise<void> {
    if (await this.#run(`SET binlog_row_image = ${image}`)) this.#image = image;
  }

  async #ddl(): Promise<void> {
    const kind = this.#random.below(100);
    const table = this.#someTable();
    if (kind < 12) await this.#create();
    else if (kind < 16 && this.#tables.length > 2) await this.#drop(table);
    else if (kind < 20) await this.#run(`TRUNCATE ${this.#random.chance(50) ? "TABLE " : ""}${table.name}`);
    else if (kind < 32) await this.#rename(table);
    else if (kind < 36) await this.#like(table);
    else if (table.keyed) await this.#alter(table);
  }

  async #create(): Promise<void> {
    const columns = Array.from({ length: 1 + this.#random.below(12) }, () => this.#newColumn());
    const keyed = this.#random.chance(80);
    const definitions = [
      "id INT NOT NULL",
      ...columns.map(({ name, kind }) => `${name} ${kind.type}`),
      "touch BIGINT NOT NULL DEFAULT 0",
      ...(keyed ? ["PRIMARY KEY (id)"] : []),
    ];
    if (this.#server !== "5.6" && this.#random.chance(30)) {
      definitions.splice(1, 0, `g${this.#nextColumn++} INT AS (touch + 1) ${this.#random.pick(["STORED", "VIRTUAL"])}`);
    }
    const name = `${this.#prefix}${this.#nextTable++}`;
    const charset = this.#random.pick(["utf8mb4", "latin1", "gbk"]);
    const engine = this.#random.chance(10) ? " ENGINE=MyISAM" : "";
    if (await this.#run(`CREATE TABLE ${name} (${definitions.join(", ")})${engine} DEFAULT CHARSET=${charset}`))
      this.#tables.push({ name, keyed, columns });
  }

  #newColumn(): Column {
    return { name: `c${this.#nextColumn++}`, kind: this.#random.pick(this.#kinds) };
  }

  async #drop(table: Table): Promise<void> {
    if (await this.#run(`DROP TABLE IF EXISTS ${table.name}, no_such_table`))
      this.#tables.splice(this.#tables.indexOf(table), 1);
  }

  async #rename(table: Table): Promise<void> {
    const other = this.#someTable();
    if (table === other || this.#random.chance(40)) {
      const name = `${this.#prefix}${this.#nextTable++}`;
      const sql = this.#random.chance(50)
        ? `ALTER TABLE ${table.name} RENAME TO ${name}`
        : `RENAME TABLE ${table.name} TO ${name}`;
      if (await this.#run(sql)) table.name = name;
      return;
    }
    const passing = `${this.#prefix}passing`;
    const swap = `RENAME TABLE ${table.name} TO ${passing}, ${other.name} TO ${table.name}, ${passing} TO ${other.name}`;
    if (await this.#run(swap)) [table.name, other.name] = [other.name, table.name];
  }

  async #like(table: Table): Promise<void> {
    const name = `${this.#prefix}${this.#nextTable++}`;
    if (await this.#run(`CREATE TABLE ${name} LIKE ${table.name}`))
      this.#tables.push({ name, keyed: table.keyed, columns: [...table.columns] });
  }

  async #alter(table: Table): Promise<void> {
    const added = this.#newColumn();
    const old = this.#random.pick(table.columns);
    const kind = this.#random.below(100);
    const places = ["", " FIRST", " AFTER id", ...table.columns.map(({ name }) => ` AFTER ${name}`)];
    let sql: string;
    let columns: Column[] = table.columns;
    if (kind < 40 || old === undefined) {
      sql = `ADD COLUMN ${added.name} ${added.kind.type}${this.#random.pick(places)}`;
      columns = [...columns, added];
    } else if (kind < 55) {
      sql = `DROP COLUMN ${old.name}`;
      columns = columns.filter((column) => column !== old);
    } else if (kind < 75) {
      sql = `CHANGE ${old.name} ${added.name} ${old.kind.type}${this.#random.chance(40) ? " FIRST" : ""}`;
      columns = columns.map((column) => (column === old ? { name: added.name, kind: old.kind } : column));
    } else if (kind < 85 && !(isBytes(old) && isText(added))) {
      sql = `MODIFY ${old.name} ${added.kind.type}`;
      columns = columns.map((column) => (column === old ? { name: old.name, kind: added.kind } : column));
    } else
      sql = this.#random.pick([
        "CONVERT TO CHARACTER SET utf8mb4",
        "COMMENT 'x'",
        "ENGINE=InnoDB",
        "DEFAULT CHARACTER SET latin1",
      ]);
    if (!(await this.#run(`ALTER TABLE ${table.name} ${sql}`))) return;
    table.columns = columns;
    const image = this.#image;
    await this.#setImage("FULL");
    await this.#run(`UPDATE ${table.name} SET touch = touch + 1`);
    await this.#setImage(image);
  }
}

/** What bytes become as text is none that SELECT could show: it is no text, and entries keep its bytes. */
function isBytes({ kind }: Column): boolean {
  return /BLOB|BINARY|GEOMETRY|VECTOR/.test(kind.type);
}

function isText({ kind }: Column): boolean {
  return /CHAR|TEXT|ENUM|SET|JSON/.test(kind.type);
}
