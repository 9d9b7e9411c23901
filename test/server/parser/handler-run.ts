import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import type { BinlogEvent } from "../../../server/binlog/event.ts";
import { Ledger } from "../../../server/ledger/ledger.ts";
import type { Logger } from "../../../server/logger.ts";
import type { HoldingOptions, ParserStages, StageOptions } from "../../../server/parser/parser-stages.ts";
import { buildStages } from "../../../server/parser/parser-stages.ts";
import type { ParserStats } from "../../../server/parser/parser-stats.ts";
import { newParserStats } from "../../../server/parser/parser-stats.ts";
import { DEFAULT_SWITCHES } from "../../../server/parser/parser-switches.ts";
import type { ParserSwitches } from "../../../server/parser/parser-switches.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { FieldFilter } from "../../../server/sink/field-filter.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import type { SchemaReader, SourceIdentity } from "../../../server/source/binlog-source.ts";
import { plainEntry } from "../../support/canal-sample.ts";
import type { Plain } from "../../support/canal-sample.ts";
import { IDENTITY as SERVER_IDENTITY } from "../../support/log-source.ts";

const IDENTITY: SourceIdentity = { ...SERVER_IDENTITY, gtid: false };

interface HandlerSetup extends Partial<Omit<StageOptions, "switches" | "source">> {
  readonly switches?: Partial<ParserSwitches>;
  readonly identity?: Partial<SourceIdentity>;
  readonly schema?: Partial<SchemaReader>;
  readonly holding?: HoldingOptions;
}

/** What the logger was told, in order. */
interface Told {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly fields: object;
  readonly message: string;
}

interface HandlerRun extends ParserStages {
  readonly entries: PipelineEntry[];
  readonly ledger: Ledger;
  readonly stats: ParserStats;
  readonly told: Told[];
  /** Handles events as they come from a dump. */
  readonly feed: (...events: readonly BinlogEvent[]) => Promise<void>;
  /** The entries as objects. */
  readonly plain: () => readonly Record<string, Plain>[];
}

/** The stages behind the decoder, at the begin of a dump of `bin.000001`, with a source that knows no table. */
export function runHandler({ switches, identity, schema, holding, ...options }: HandlerSetup = {}): HandlerRun {
  const entries: PipelineEntry[] = [];
  const told: Told[] = [];
  const ledger = options.ledger ?? new Ledger();
  const stats = newParserStats();
  const reader: SchemaReader = {
    showCreateTable: () => Promise.resolve(undefined),
    schemaCharset: () => Promise.resolve("utf8mb4"),
    listTables: () => Promise.resolve([]),
    ...schema,
  };
  const stages = buildStages(
    {
      source: { schema: reader },
      sink: {
        sink: (chunk) => {
          entries.push(...chunk);
          for (const entry of chunk) ledger.delivered(entry);
          return undefined;
        },
      },
      logger: teller(told),
      tables: new TableFilter({ regex: "" }),
      fields: new FieldFilter(),
      transactionSize: 1024,
      timeZone: "UTC",
      ...options,
      switches: { ...DEFAULT_SWITCHES, ...switches },
      ledger,
    },
    { ...IDENTITY, ...identity },
    stats,
    new AbortController().signal,
    undefined,
    holding,
  );
  stages.handler.begin({
    decoder: new EventDecoder({ checksum: "NONE" }),
    place: { journalName: "bin.000001", position: 4 },
    server: "s",
    source: IDENTITY,
    gtids: undefined,
    handed: undefined,
    handedInFirstGroup: false,
  });
  return {
    ...stages,
    entries,
    ledger,
    stats,
    told,
    feed: async (...events) => {
      for (const event of events) await stages.handler.handle(event);
    },
    plain: () => entries.map(({ frame, entryStart }) => plainEntry(frame.subarray(entryStart))),
  };
}

function teller(told: Told[]): Logger {
  const tell =
    (level: Told["level"]) =>
    (fields: object, message: string): void => {
      told.push({ level, fields, message });
    };
  const logger: Logger = {
    trace: () => undefined,
    debug: tell("debug"),
    info: tell("info"),
    warn: tell("warn"),
    error: tell("error"),
    child: () => logger,
  };
  return logger;
}
