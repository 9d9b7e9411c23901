import { EntryType, EventType } from "../../proto/entry-type.ts";
import { silentLogger } from "../../server/logger.ts";
import { NO_TABLE } from "../../server/pipeline-entry.ts";
import type { PipelineEntry } from "../../server/pipeline-entry.ts";
import type { StoreReader } from "../../server/store/event-store.ts";
import { DurableLog } from "../../server/store/log/durable-log.ts";
import { isAckable } from "../../server/entry-cursor.ts";

/**
 * A program of its own: `log-store FOLDER ENTRIES append|read|live|open LAGGARDS`. A durable log alone, with the default settings and entries of 700 bytes
 * in transactions of three.
 *
 * - `append`: puts them all; ends when they are durable
 * - `read`: reads all that the folder holds, from the first on
 * - `live`: as `append`, with a reader that takes each entry as soon as it is visible, and LAGGARDS others, which begin at different places of what
 *   the folder holds and read half a megabyte each second
 * - `open`: opens the folder and closes it
 *
 * Prints seconds, processor seconds and bytes of frames, and the most memory.
 */
const [folder = "", count = "0", mode = "append", laggards = "0"] = process.argv.slice(2);
const ENTRIES = Number(count);
const FRAME_BYTES = 700;
const SLAB_BYTES = 1 << 20;
const CHUNK = 1024;
const LAGGARD_BYTES = 512 * 1024;
const NEVER = new AbortController().signal;
const TABLE = { schema: "bench", table: "t" };

let slab = Buffer.alloc(0);
let used = 0;
let most = 0;

/** Entry `n` of the log; its frame lies behind the one before, as the parser lays them. */
function make(n: number): PipelineEntry {
  if (used + FRAME_BYTES > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES).fill(n & 0xff);
    used = 0;
  }
  const frame = new Uint8Array(slab.buffer, used, FRAME_BYTES);
  used += FRAME_BYTES;
  const step = n % 3;
  return {
    frame,
    entryStart: 3,
    entryType: step === 0 ? EntryType.TRANSACTIONBEGIN : step === 1 ? EntryType.ROWDATA : EntryType.TRANSACTIONEND,
    eventType: step === 1 ? EventType.INSERT : 0,
    table: step === 1 ? TABLE : NO_TABLE,
    rows: step === 1 ? 1 : 0,
    journalName: "bin.000001",
    position: 4 + n * 100,
    index: 0,
    timestamp: 1_700_000_000_000 + Math.floor(n / 3000) * 1000,
    serverId: 1,
    gtid: "",
  };
}

async function readOn(log: DurableLog, reader: StoreReader, from: number, bytes: number): Promise<number> {
  let seq = from;
  let left = bytes;
  while (left > 0 && seq < log.next) {
    const entry = reader.at(seq);
    if (entry === undefined) await reader.load(seq);
    else {
      left -= entry.frame.length;
      seq++;
    }
  }
  return seq;
}

/** Half a megabyte at once, so that 32 of them ask for 16 MB/s in all, and none in the same moment as all others. */
function lag(log: DurableLog, index: number, of: number): NodeJS.Timeout {
  const reader = log.openReader();
  let seq = 1 + Math.floor((index / of) * (log.next - 1));
  let reading = false;
  const advance = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    seq = await readOn(log, reader, seq, LAGGARD_BYTES);
    reading = false;
  };
  return setInterval(() => {
    void advance();
  }, 1000 + index);
}

async function append(log: DurableLog): Promise<void> {
  const first = log.next;
  const live = mode === "live" ? log.openReader() : undefined;
  let seq = first;
  for (let n = first; n < first + ENTRIES; n += CHUNK) {
    const chunk: PipelineEntry[] = [];
    for (let i = n; i < Math.min(n + CHUNK, first + ENTRIES); i++) chunk.push(make(i));
    await log.put(chunk, NEVER);
    if (live !== undefined) seq = await readOn(log, live, seq, Infinity);
    log.release(log.next - 1);
    most = Math.max(most, process.memoryUsage.rss());
  }
  while (log.next < first + ENTRIES) await log.waitFor(first + ENTRIES - 1, NEVER);
}

const beforeOpen = process.hrtime.bigint();
const usedBefore = process.cpuUsage();
const log = await DurableLog.open({
  destination: "bench",
  directory: folder,
  budgetBytes: 16 << 20,
  maxEntries: 16_384,
  fsync: "batch",
  fsyncIntervalMs: 1000,
  commitDelayMs: 1,
  segmentBytes: 64 << 20,
  diskBudgetBytes: 0,
  whenFull: "wait",
  retentionMs: Infinity,
  retentionBytes: Infinity,
  isResumable: isAckable,
  needs: () => [],
  logger: silentLogger,
});
const openSeconds = Number(process.hrtime.bigint() - beforeOpen) / 1e9;
const timers = Array.from({ length: Number(laggards) }, (_, i) => lag(log, i, Number(laggards)));
const bytesBefore = log.stats.putBytes;
const before = mode === "open" ? usedBefore : process.cpuUsage();
const started = process.hrtime.bigint();
if (mode === "append" || mode === "live") await append(log);
if (mode === "read") await readOn(log, log.openReader(), log.first, Infinity);
const seconds = mode === "open" ? openSeconds : Number(process.hrtime.bigint() - started) / 1e9;
const { user, system } = process.cpuUsage(before);
for (const timer of timers) clearInterval(timer);
const bytes = mode === "read" ? log.stats.putBytes : log.stats.putBytes - bytesBefore;
most = Math.max(most, process.memoryUsage.rss());
await log.close();
process.stdout.write(`${JSON.stringify({ seconds, processor: (user + system) / 1e6, bytes, most })}\n`);
