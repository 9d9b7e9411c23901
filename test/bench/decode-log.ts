import { readFileSync } from "node:fs";
import { Ledger } from "../../server/ledger/ledger.ts";
import { silentLogger } from "../../server/logger.ts";
import { RowKernel } from "../../server/kernel/row-kernel.ts";
import { EventParser } from "../../server/parser/event-parser.ts";
import { DEFAULT_SWITCHES } from "../../server/parser/parser-switches.ts";
import { FieldFilter } from "../../server/sink/field-filter.ts";
import { TableFilter } from "../../server/sink/table-filter.ts";
import { LogSource } from "../support/log-source.ts";

export interface DecodePass {
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  /** Processor seconds of all threads: compiling and collecting too. */
  readonly processor: number;
}

/**
 * A program of its own: `decode-log FILE JOURNAL SCHEMA.TABLE CREATE PASSES`. Sends a log file through the parser as the server has it, all but the
 * socket in front and the store behind, so many times, with a new parser each time, and prints each pass from the first byte to the last as a JSON
 * line. The first one finds a process without compiled code, as a server is that was just started; the others find what a server is all day.
 */
const [path = "", journalName = "", table = "", create = "", passes = "1"] = process.argv.slice(2);
const file = readFileSync(path);
/** One for the process, as a server has it. */
const kernel = new RowKernel();

async function decode(): Promise<DecodePass> {
  const source = new LogSource({ files: [{ journalName, bytes: file }], tables: { [table]: create }, batch: 256 });
  let rows = 0;
  let bytes = 0;
  const parser = new EventParser({
    destination: "bench",
    source,
    sink: {
      sink: (chunk) => {
        for (const entry of chunk) {
          rows += entry.rows;
          bytes += entry.frame.length;
        }
        return undefined;
      },
    },
    ledger: new Ledger(),
    logger: silentLogger,
    tables: new TableFilter({ regex: ".*\\..*" }),
    fields: new FieldFilter(),
    switches: DEFAULT_SWITCHES,
    transactionSize: 1024,
    start: { journalName, position: 4, timestamp: 0, gtid: "", gtidOn: false, fallbackIntervalSeconds: 60 },
    savedCursor: () => undefined,
    autoResetLatest: false,
    timeZone: "+00:00",
    kernel,
  });
  const started = process.hrtime.bigint();
  const used = process.cpuUsage();
  const running = parser.run();
  while (parser.status.caughtUpAt === 0) {
    const { failure } = parser.status;
    if (failure !== undefined) throw new Error(JSON.stringify(failure));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const { user, system } = process.cpuUsage(used);
  await parser.stop();
  await running;
  return { rows, bytes, seconds, processor: (user + system) / 1e6 };
}

for (let i = 0; i < Number(passes); i++) process.stdout.write(`${JSON.stringify(await decode())}\n`);
