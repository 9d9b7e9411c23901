import { expect } from "vitest";
import { sharedRowKernel } from "../../server/instance/instance-kernel.ts";
import type { LedgerSnapshot } from "../../server/ledger/ledger.ts";
import { Ledger } from "../../server/ledger/ledger.ts";
import { silentLogger } from "../../server/logger.ts";
import { EventParser } from "../../server/parser/event-parser.ts";
import type { EventParserOptions } from "../../server/parser/event-parser-options.ts";
import type { ParserStatus } from "../../server/parser/parser-stats.ts";
import { DEFAULT_SWITCHES } from "../../server/parser/parser-switches.ts";
import type { StartCursor, StartSettings } from "../../server/parser/start-position.ts";
import type { PipelineEntry } from "../../server/pipeline-entry.ts";
import { FieldFilter } from "../../server/sink/field-filter.ts";
import { TableFilter } from "../../server/sink/table-filter.ts";
import type { BinlogSource } from "../../server/source/binlog-source.ts";

export const NO_START: StartSettings = {
  journalName: "",
  position: 0,
  timestamp: 0,
  gtid: "",
  gtidOn: false,
  fallbackIntervalSeconds: 60,
};

/** What a parser is told beside its source; everything has a default that suits tests. */
export interface ParserSetup extends Partial<Omit<EventParserOptions, "source" | "start">> {
  readonly start?: Partial<StartSettings>;
  readonly cursor?: StartCursor;
}

/** A parser whose entries go into an array, whole or in chunks. */
export function makeParser(source: BinlogSource, setup: ParserSetup = {}) {
  const entries: PipelineEntry[] = [];
  const ledger = setup.ledger ?? new Ledger();
  const { start, cursor, ...rest } = setup;
  const parser = new EventParser({
    destination: "test",
    source,
    sink: {
      sink: (chunk) => {
        for (const entry of chunk) {
          entries.push(entry);
          ledger.delivered(entry);
        }
        return undefined;
      },
    },
    ledger,
    logger: silentLogger,
    tables: new TableFilter({ regex: "" }),
    fields: new FieldFilter(),
    switches: DEFAULT_SWITCHES,
    transactionSize: 1024,
    start: { ...NO_START, ...start },
    savedCursor: () => cursor,
    autoResetLatest: false,
    timeZone: "UTC",
    kernel: sharedRowKernel(silentLogger),
    kernelUses: 1,
    retry: { firstMs: 1, mostMs: 2, failedMs: 2, tableMs: 60_000 },
    ...rest,
  });
  return { parser, entries, ledger };
}

export interface ParserRun {
  readonly entries: readonly PipelineEntry[];
  readonly status: ParserStatus;
  readonly ledger: LedgerSnapshot;
}

/** Runs a parser until its source has said that there is nothing more. */
export async function runToEnd(source: BinlogSource, setup: ParserSetup = {}): Promise<ParserRun> {
  const { parser, entries, ledger } = makeParser(source, setup);
  const run = parser.run();
  const caughtUp = expect
    .poll(() => ({ caughtUp: parser.status.caughtUpAt > 0, phase: parser.status.phase }), {
      timeout: 15_000,
      interval: 1,
    })
    .toEqual({ caughtUp: true, phase: "running" });
  // A parser that fails for good says why.
  await Promise.race([caughtUp, run]);
  const { status } = parser;
  await parser.stop();
  await run;
  return { entries, status, ledger: ledger.snapshot() };
}

/** read = delivered + filtered + set aside + held, in events and in rows. */
export function expectBalanced({ total }: LedgerSnapshot): void {
  const { delivered, held } = total;
  const sum = { events: delivered.events + held.events, rows: delivered.rows + held.rows };
  for (const { events, rows } of [...Object.values(total.filtered), ...Object.values(total.setAside)]) {
    sum.events += events;
    sum.rows += rows;
  }
  expect(sum).toEqual(total.read);
}
