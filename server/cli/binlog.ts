import type { Readable } from "node:stream";
import { Batch, SluiceError } from "../../client/index.ts";
import { EntryDecoder } from "../../proto/entry-reader.ts";
import type { QueryEvent } from "../binlog/event.ts";
import type { Logger } from "../logger.ts";
import { silentLogger } from "../logger.ts";
import { classifyStatement } from "../parser/ddl/classify.ts";
import type { DdlFlavor } from "../parser/ddl/tokenizer.ts";
import { readTransactionStatement } from "../parser/transaction-statement.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { BinlogInput } from "./binlog-input.ts";
import { fileInput, serverInput } from "./binlog-input.ts";
import type { BinlogOptions } from "./binlog-options.ts";
import { BinlogRange, parseBound } from "./binlog-range.ts";
import { SqlLines } from "./binlog-sql.ts";
import { BinlogStages } from "./binlog-stages.ts";
import { changeLines } from "./change-lines.ts";
import type { TailProcess } from "./tail.ts";
import { passwordOf } from "./tail.ts";
import { TailOutput } from "./tail-output.ts";

/** What the command needs of its process. */
interface BinlogProcess extends TailProcess {
  readonly stdin: Readable;
}

const INTERRUPTED = 130;

/** `sluice binlog`: prints logs, files or a server's, up to their end. Returns the exit code: 1 also when changes could not be printed. */
async function binlogCommand(inputs: readonly string[], options: BinlogOptions, own: BinlogProcess): Promise<number> {
  const output = new TailOutput(own.stdout);
  const stop = AbortSignal.any([own.stop, output.gone]);
  const logger = complainingLogger(own);
  // Nothing else ends a read of a pipe whose other end is silent.
  const closeInput = () => own.stdin.destroy();
  stop.addEventListener("abort", closeInput, { once: true });
  let input: BinlogInput | undefined;
  try {
    input = inputOf(inputs, options, own, logger);
    const lost = await printAll(input, options, { output, own, stop, logger });
    await output.flush();
    if (output.failure !== undefined) throw output.failure;
    if (own.stop.aborted) return INTERRUPTED;
    return lost ? 1 : 0;
  } catch (error) {
    if (output.gone.aborted && output.failure === undefined) return 0;
    if (own.stop.aborted) return INTERRUPTED;
    await output.flush();
    own.stderr.write(`sluice binlog: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    stop.removeEventListener("abort", closeInput);
    await input?.source.close();
  }
}

/** Runs the command in this process. A second signal ends it at once, as always. */
export async function binlogHere(inputs: readonly string[], options: BinlogOptions): Promise<number> {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const { stdin, stdout, stderr, env, pid } = process;
  const code = await binlogCommand(inputs, options, { stdin, stdout, stderr, env, pid, stop: stop.signal });
  // A pipe that nobody closes must not keep the process.
  stdin.destroy();
  return code;
}

interface Printing {
  readonly output: TailOutput;
  readonly own: BinlogProcess;
  readonly stop: AbortSignal;
  readonly logger: Logger;
}

/** True when changes could not be printed. */
async function printAll(input: BinlogInput, options: BinlogOptions, printing: Printing): Promise<boolean> {
  const { output, own, stop, logger } = printing;
  const from = parseBound("from", options.from);
  const range = new BinlogRange(from, parseBound("to", options.to));
  const identity = await input.source.identify(stop);
  const opened = await input.open(from, stop);
  if (opened === undefined) return false;
  let lost = false;
  let reading: BinlogStages | undefined;
  const flavor: DdlFlavor = identity.flavor === "mariadb" ? "mariadb" : "mysql";
  const sql = new SqlLines({
    isGenerated: (schema, table, index) =>
      reading?.stages.tracker.get(schema, table)?.columns[index]?.generated !== undefined,
    isWithoutEntry: (event) => options.table === undefined && isWithoutEntry(event, flavor),
    onLoss: (schema, table, reason) => {
      lost = true;
      logger.warn({ schema, table, reason }, "a change can't be written as SQL");
    },
  });
  const { format } = options;
  const isSql = format === "sql";
  const lines = format === "sql" ? (batch: Batch) => sql.lines(batch) : changeLines(format, own);
  const decoder = new EntryDecoder();
  let id = 0;
  reading = new BinlogStages({
    input: input.source,
    identity,
    table: options.table ?? "",
    logger,
    signal: stop,
    observe: (event) => {
      range.observe(event);
      if (isSql) sql.observe(event, range.accepts(event.header));
    },
    take: (entry) => (range.accepts(entry) ? print(batchOf(decoder, ++id, entry), lines, output) : undefined),
  });
  if (isSql) for (const line of SqlLines.head) await output.line(line);
  try {
    await reading.read(
      opened,
      () => range.isOver || stop.aborted,
      () => output.flush(),
    );
  } finally {
    if (isSql) for (const line of sql.finish()) await output.line(line);
  }
  const { setAside } = reading.ledger.snapshot().total;
  return lost || Object.values(setAside).some(({ events }) => events > 0);
}

function print(
  batch: Batch,
  lines: (batch: Batch) => Generator<string>,
  output: TailOutput,
): Promise<void> | undefined {
  const more = lines(batch);
  // Not a loop over them: leaving one ends what it loops over.
  for (;;) {
    const next = more.next();
    if (next.done === true) return undefined;
    const wait = output.line(next.value);
    if (wait !== undefined) return printRest(wait, more, output);
  }
}

async function printRest(first: Promise<void>, more: Generator<string>, output: TailOutput): Promise<void> {
  await first;
  for (const line of more) await output.line(line);
}

function batchOf(decoder: EntryDecoder, id: number, { frame, entryStart }: PipelineEntry): Batch {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.length);
  return new Batch(decoder, id, bytes, [entryStart, frame.length]);
}

function inputOf(inputs: readonly string[], options: BinlogOptions, own: BinlogProcess, logger: Logger): BinlogInput {
  const { password } = passwordOf(options.passwordEnv, own.env);
  const [first] = inputs;
  if (first?.startsWith("mysql://") === true) {
    if (inputs.length === 1) return serverInput(first, password, logger);
    throw new SluiceError("CLIENT_BAD_OPTION", { option: "input", takes: "one server, or files" });
  }
  return fileInput(inputs, own.stdin);
}

/** Views, routines, accounts …: Canal has no entry for them, but who redoes a log wants them. */
function isWithoutEntry({ sql, schema, sqlMode = 0, alterPhase }: QueryEvent, flavor: DdlFlavor): boolean {
  if (readTransactionStatement(sql) !== undefined || alterPhase === "start" || alterPhase === "rollback") return false;
  if (/^\s*(?:SAVEPOINT|ROLLBACK\s+TO|RELEASE\s+SAVEPOINT)\b/i.test(sql)) return false;
  return classifyStatement(sql, { defaultSchema: schema, druid: true, sqlMode, flavor }).length === 0;
}

/** Warnings go where the complaints go. */
function complainingLogger(own: BinlogProcess): Logger {
  const complain = (fields: object, message: string) => {
    const shown = Object.entries(fields)
      .filter(([, value]) => typeof value === "string" || typeof value === "number")
      .map(([name, value]) => `${name}=${String(value)}`);
    own.stderr.write(`sluice binlog: ${message}${shown.length === 0 ? "" : ` (${shown.join(", ")})`}\n`);
  };
  const logger: Logger = { ...silentLogger, warn: complain, error: complain, child: () => logger };
  return logger;
}
