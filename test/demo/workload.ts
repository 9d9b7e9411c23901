import { performance } from "node:perf_hooks";
import type { Connection, ResultSetHeader } from "mysql2/promise";

export const SCHEMA = "sluice_demo";

/** What the workload did, so that the watcher can be held to it. */
export interface WorkloadRecord {
  /** Row changes by the servers' own count of affected rows. */
  rows: number;
  transactions: number;
  /** `Date.now()` when the column was there; undefined before. */
  alteredAt?: number;
  /** Moment (performance.now) at which the commit of an order was sent, by order id. */
  readonly committedAt: Map<string, number>;
}

export async function prepareSchema(connection: Connection): Promise<void> {
  await connection.query(`DROP DATABASE IF EXISTS ${SCHEMA}`);
  await connection.query(`CREATE DATABASE ${SCHEMA} CHARACTER SET utf8mb4`);
  await connection.query(`CREATE TABLE ${SCHEMA}.customer (
    id INT UNSIGNED PRIMARY KEY, name VARCHAR(60) NOT NULL, city VARCHAR(40), balance DECIMAL(12,2) NOT NULL DEFAULT 0)`);
  await connection.query(`CREATE TABLE ${SCHEMA}.orders (
    id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, customer_id INT UNSIGNED NOT NULL, state ENUM('new','paid','sent') NOT NULL,
    total DECIMAL(12,2) NOT NULL, note VARCHAR(200), placed_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3))`);
  const rows = CITIES.map((city, i) => [i + 1, `Customer ${i + 1}`, city, "0.00"]);
  await connection.query(`INSERT INTO ${SCHEMA}.customer VALUES ?`, [rows]);
}

/**
 * Runs for `durationMs`: each transaction places an order and books it on its customer; some orders move on, some are taken back. In the middle
 * of it, or when `isTime`, a column is added, as it happens in real life.
 */
export async function runWorkload(
  connection: Connection,
  durationMs: number,
  record: WorkloadRecord,
  isTime?: () => boolean,
): Promise<void> {
  const started = performance.now();
  const isMiddle = (): boolean => performance.now() - started > durationMs / 2;
  for (let n = 0; performance.now() - started < durationMs; n++) {
    if (record.alteredAt === undefined && (isTime ?? isMiddle)()) {
      await connection.query(
        `ALTER TABLE ${SCHEMA}.orders ADD COLUMN channel VARCHAR(10) NOT NULL DEFAULT 'web' AFTER state`,
      );
      record.alteredAt = Date.now();
    }
    await placeOrder(connection, n, record);
    // Bursts with pauses between them look more like life than one even stream.
    if (n % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function placeOrder(connection: Connection, n: number, record: WorkloadRecord): Promise<void> {
  const customer = (n % CITIES.length) + 1;
  const total = ((n * 37) % 20_000) / 100 + 1;
  await connection.beginTransaction();
  const [placed] = await connection.query<ResultSetHeader>(
    `INSERT INTO ${SCHEMA}.orders (customer_id, state, total, note) VALUES (?, 'new', ?, ?)`,
    [customer, total, n % 3 === 0 ? null : NOTES[n % NOTES.length]],
  );
  record.rows += placed.affectedRows;
  record.rows += await change(connection, `UPDATE ${SCHEMA}.customer SET balance = balance + ? WHERE id = ?`, [
    total,
    customer,
  ]);
  if (n % 4 === 1) {
    record.rows += await change(connection, `UPDATE ${SCHEMA}.orders SET state = 'paid' WHERE id = ?`, [
      placed.insertId,
    ]);
  }
  if (n % 16 === 5) {
    record.rows += await change(connection, `DELETE FROM ${SCHEMA}.orders WHERE id = ?`, [placed.insertId]);
  }
  record.committedAt.set(String(placed.insertId), performance.now());
  await connection.commit();
  record.transactions++;
}

async function change(connection: Connection, sql: string, values: (string | number)[]): Promise<number> {
  const [result] = await connection.query<ResultSetHeader>(sql, values);
  return result.affectedRows;
}

const CITIES = ["Berlin", "København", "Łódź", "東京", "Zürich", "Nairobi", "São Paulo", "Αθήνα"];
const NOTES = ["leave at the door", "it's a gift 🎁", 'say "hello"', "ünïcödé", "C:\\path"];
