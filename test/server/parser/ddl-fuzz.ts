/** Three seeds; `DDL_SEEDS=100` runs that many, by hand. */
export const seeds: readonly number[] = Array.from(
  { length: Number(process.env["DDL_SEEDS"] ?? 3) },
  (_, at) => at + 1,
);

/** A small generator with a seed, so that a failure can be had again. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  below(limit: number): number {
    // Mulberry32.
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

const TYPES = [
  "INT",
  "INT UNSIGNED",
  "BIGINT(20) ZEROFILL",
  "TINYINT(1)",
  "DECIMAL(10,2)",
  "FLOAT(30)",
  "BIT(5)",
  "YEAR",
  "DATETIME(3)",
  "TIME",
  "TIMESTAMP NULL",
  "CHAR(5)",
  "VARCHAR(20)",
  "VARCHAR(20) CHARACTER SET latin1",
  "VARCHAR(10) COLLATE utf8mb4_bin",
  "VARCHAR(10) CHARACTER SET binary",
  "TEXT(100)",
  "TEXT",
  "TINYTEXT CHARACTER SET gbk",
  "LONGTEXT",
  "BLOB(70000)",
  "BINARY(4)",
  "VARBINARY(9)",
  "ENUM('a','b')",
  "SET('x','y') CHARACTER SET latin1",
  "NCHAR(4)",
  "BOOL",
] as const;

/** No ucs2 or utf16: MySQL loses the labels of an ENUM that it converts to them. */
const CHARSETS = ["latin1", "utf8mb4", "utf8", "gbk", "binary", "ujis"] as const;
const COLUMNS = ["a", "b", "c", "d", "e", "f", "A", "`x y`"] as const;
const TABLES = ["t", "u", "e.t"] as const;

/** One statement about tables t, u and e.t with columns out of a small set: many are refused, which is half of the sense. */
export function randomStatement(random: Random, renamesColumns: boolean): string {
  const table = random.pick(TABLES);
  const kind = random.below(100);
  if (kind < 8) return `CREATE TABLE ${table} (${createList(random)})${tableOptions(random)}`;
  if (kind < 11) return `CREATE TABLE ${table} LIKE ${random.pick(TABLES)}`;
  if (kind < 13) return `DROP TABLE ${random.chance(50) ? "IF EXISTS " : ""}${table}`;
  if (kind < 16) return `RENAME TABLE t TO tmp, ${random.pick(TABLES)} TO t, tmp TO ${random.pick(TABLES)}`;
  if (kind < 18) return `ALTER TABLE ${table} RENAME TO ${random.pick(TABLES)}`;
  if (kind < 20) return `TRUNCATE ${table}`;
  const items = Array.from({ length: 1 + random.below(4) }, () => alterItem(random, renamesColumns));
  return `ALTER TABLE ${table} ${items.join(", ")}`;
}

function createList(random: Random): string {
  const columns = COLUMNS.slice(0, 1 + random.below(5)).map((name) => `${name} ${columnType(random)}`);
  if (random.chance(50)) columns.push(`PRIMARY KEY (${random.pick(COLUMNS)}${random.chance(30) ? ", b" : ""})`);
  return columns.join(", ");
}

function columnType(random: Random): string {
  const nullable = random.pick(["", "", "", " NOT NULL", " NULL"]);
  return `${random.pick(TYPES)}${nullable}${random.chance(4) ? " PRIMARY KEY" : ""}`;
}

function tableOptions(random: Random): string {
  return random.chance(60) ? ` DEFAULT CHARSET=${random.pick(CHARSETS)}` : "";
}

function place(random: Random): string {
  const kind = random.below(10);
  if (kind < 5) return "";
  return kind < 7 ? " FIRST" : ` AFTER ${random.pick(COLUMNS)}`;
}

function alterItem(random: Random, renamesColumns: boolean): string {
  const column = random.pick(COLUMNS);
  const kind = random.below(100);
  if (kind < 30) return `ADD ${column} ${columnType(random)}${place(random)}`;
  if (kind < 42) return `DROP ${column}`;
  if (kind < 57) return `CHANGE ${column} ${random.pick(COLUMNS)} ${columnType(random)}${place(random)}`;
  if (kind < 72) return `MODIFY ${column} ${columnType(random)}${place(random)}`;
  if (kind < 80)
    return renamesColumns ? `RENAME COLUMN ${column} TO ${random.pick(COLUMNS)}` : `ALTER ${column} DROP DEFAULT`;
  if (kind < 83) return "DROP PRIMARY KEY";
  if (kind < 87) return `ADD PRIMARY KEY (${column}${random.chance(20) ? ", a" : ""})`;
  if (kind < 89) return `ADD INDEX (${column})`;
  if (kind < 92) return `DEFAULT CHARACTER SET ${random.pick(CHARSETS)}`;
  if (kind < 96) return `CONVERT TO CHARACTER SET ${random.pick(CHARSETS)}`;
  if (kind < 98) return `RENAME ${random.pick(TABLES)}`;
  return random.pick(["ENGINE=InnoDB", "COMMENT='a, b'", "FORCE"]);
}
