import { EventDecoder } from "../../server/binlog/event-decoder.ts";
import { silentLogger } from "../../server/logger.ts";
import { MysqlSource } from "../../server/source/mysql-source.ts";
import { percentiles } from "./percentiles.ts";

/**
 * A program of its own: `time-dump PORT FILE POSITION`. A replica that does nothing: it takes the dump of `latency.t` and looks at the one value of each row
 * that `time-rows` looks at, the moment its statement began. What it measures is the source's part of the latency. Says `ready` at the row of worker
 * -2 and its figures at that of -1.
 */
const [port = "", journalName = "", position = ""] = process.argv.slice(2);
const source = new MysqlSource(
  { host: "127.0.0.1", port: Number(port), user: "canal", password: "canal" },
  silentLogger,
);
const { signal } = new AbortController();
const feed = await source.open({ kind: "file", journalName, position: Number(position) }, signal);
const decoder = new EventDecoder({ checksum: feed.checksum, journalName, position: Number(position) });
const times: number[] = [];
reading: for await (const raws of feed) {
  const now = performance.timeOrigin + performance.now();
  for (const raw of raws) {
    const event = decoder.decode(raw);
    if (event.kind !== "rows" || event.map?.table !== "t") continue;
    // NULL bits, BIGINT, INT, DATETIME(6) in 5 + 3 bytes: one row an event.
    const row = Buffer.from(event.bytes.buffer, event.bytes.byteOffset + event.rowsStart, 1 + 8 + 4 + 8);
    const worker = row.readInt32LE(9);
    if (worker === -1) break reading;
    if (worker === -2) process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
    else times.push(now - millisecondsOf(row.readUIntBE(13, 5), row.readUIntBE(18, 3)));
  }
}
process.stdout.write(`${JSON.stringify({ rows: times.length, ...percentiles(times) })}\n`);
await source.close();

/** Milliseconds since 1970 of a DATETIME(6): sign 1, year·13 + month 17, day 5, hour 5, minute 6, second 6 bits, and microseconds (binlog.md). */
function millisecondsOf(packed: number, micros: number): number {
  const yearMonth = Math.floor(packed / 2 ** 22) & 0x1ffff;
  const day = Math.floor(packed / 2 ** 17) & 31;
  const [hour, minute, second] = [Math.floor(packed / 2 ** 12) & 31, (packed >> 6) & 63, packed & 63];
  return Date.UTC(Math.floor(yearMonth / 13), (yearMonth % 13) - 1, day, hour, minute, second) + micros / 1000;
}
