import { SluiceError } from "../../proto/error.ts";
import type { AckedEntry, Cursor } from "../../proto/position.ts";
import { EntryMaker } from "./entry-maker.ts";
import { EventHandler } from "./event-handler.ts";
import type { EventParserOptions } from "./event-parser-options.ts";
import { RETRY_TIMES } from "./event-parser-options.ts";
import type { LogPlace } from "./group-tracker.ts";
import { Handover } from "./handover.ts";
import { HeldDelivery } from "./held-delivery.ts";
import type { HoldSettings } from "./hold-back.ts";
import { HoldBack } from "./hold-back.ts";
import { knownSet } from "./executed-set.ts";
import type { ParserStats } from "./parser-stats.ts";
import { RowHandler } from "./row-handler.ts";
import { RowTranscoder } from "./row-transcoder.ts";
import type { SchemaTimeline } from "./schema-timeline.ts";
import { SchemaTracker } from "./schema-tracker.ts";
import type { SourceIdentity } from "../source/binlog-source.ts";
import { versionNumber } from "./server-version.ts";
import { StatementHandler } from "./statement-handler.ts";
import { TableResolver } from "./table-resolver.ts";

/** What lives as long as the source stays of one kind: definitions, plans, and the handler of its events. */
export interface ParserStages {
  readonly handler: EventHandler;
  readonly resolver: TableResolver;
  readonly tracker: SchemaTracker;
  readonly held: { readonly holds: HoldBack; readonly delivery: HeldDelivery } | undefined;
}

/** What holding rows back needs of a parser. */
export interface HoldingOptions extends HoldSettings {
  /** The smallest cursor of all consumers. */
  readonly oldest: () => Cursor | undefined;
  /** The last entry that any consumer has acked. */
  readonly newest: () => AckedEntry | undefined;
  /** Where the source's log ends now, if it tells. */
  readonly end: (signal: AbortSignal) => Promise<LogPlace | undefined>;
}

/** What the stages need of a parser's options: all that has nothing to do with where to begin. */
export type StageOptions = Omit<
  EventParserOptions,
  "destination" | "history" | "holds" | "newestAcked" | "start" | "savedCursor" | "autoResetLatest" | "source"
> & { readonly source: Pick<EventParserOptions["source"], "schema"> };

/** Undefined where rows whose definition is not known are set aside. */
export function holdingOf(options: EventParserOptions): HoldingOptions | undefined {
  const { holds, savedCursor, newestAcked } = options;
  if (holds === undefined) return undefined;
  return {
    ...holds,
    oldest: savedCursor,
    newest: newestAcked ?? (() => savedCursor()?.acked),
    end: (signal) => knownSet(options, signal),
  };
}

export function buildStages(
  options: StageOptions,
  identity: SourceIdentity,
  stats: ParserStats,
  signal: AbortSignal,
  timeline?: SchemaTimeline,
  holding?: HoldingOptions,
): ParserStages {
  const { logger, ledger, switches, tables, fields, source } = options;
  const flavor = identity.flavor === "mariadb" ? "mariadb" : "mysql";
  const tracker = new SchemaTracker({
    flavor,
    lowerCaseTableNames: identity.lowerCaseTableNames,
    serverVersion: versionNumber(identity.version),
    logger,
    ...(timeline === undefined ? {} : { changed: timeline.note }),
  });
  const transcoder = newTranscoder(options, stats);
  const maker = new EntryMaker({ rowIds: options.rowIds ?? false, epoch: options.epoch });
  const resolver = new TableResolver({
    reader: source.schema,
    tracker,
    timeline,
    transcoder,
    tables,
    fields,
    tableName: (schema, table) => maker.arena.tableName(schema, table),
    logger,
    quiet: switches.tableError,
    hideOnlineDdl: switches.onlineDdl,
    lastResort: options.lastResort,
    askAgainMs: (options.retry ?? RETRY_TIMES).tableMs,
    log:
      holding === undefined
        ? undefined
        : { read: () => ({ journalName: stats.journalName, position: stats.position }), end: holding.end },
  });
  const tableName = (schema: string, table: string) => maker.arena.tableName(schema, table);
  const fold = identity.lowerCaseTableNames === 0 ? (name: string) => name : (name: string) => name.toLowerCase();
  const holds = holding === undefined ? undefined : new HoldBack({ ...holding, ledger, logger, tableName, fold });
  const rows = new RowHandler({ maker, transcoder, resolver, switches, ledger, holds });
  const statements = new StatementHandler({
    maker,
    tracker,
    timeline,
    resolver,
    reader: source.schema,
    tables,
    switches,
    ledger,
    logger,
    stats,
    flavor,
    holds,
  });
  const { sink, transactionSize } = options;
  const handover = new Handover({ sink, ledger, logger, stats, holds, transactionSize, signal });
  const held =
    holding === undefined || holds === undefined
      ? undefined
      : {
          holds,
          delivery: new HeldDelivery({
            ...holding,
            holds,
            arena: maker.arena,
            transcoder,
            resolver,
            fields,
            ledger,
            logger,
          }),
        };
  const handler = new EventHandler({
    maker,
    rows,
    statements,
    resolver,
    timeline,
    handover,
    held,
    ledger,
    logger,
    stats,
    observe: options.observe,
    signal,
  });
  return { handler, resolver, tracker, held };
}

function newTranscoder({ timeZone, kernel, kernelUses, logger }: StageOptions, counts: ParserStats): RowTranscoder {
  const told = new Set<string>();
  try {
    return new RowTranscoder({
      timeZone,
      kernel,
      ...(kernelUses === undefined ? {} : { kernelUses }),
      counts,
      onKernelFailure: (error) => {
        logger.warn(
          { error },
          "the row kernel failed, which is a fault of ours: rows are written without it from here on",
        );
      },
      onInvalidText: (map, columnIndex, charset) => {
        const key = JSON.stringify([map.schema, map.table, columnIndex]);
        if (told.has(key) || told.size >= MOST_TOLD) return;
        told.add(key);
        const { schema, table } = map;
        logger.warn(
          { schema, table, columnIndex, charset },
          "a value is no text of its column's character set: its bytes are delivered as Latin-1",
        );
      },
    });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new SluiceError("PARSER_BAD_TIME_ZONE", { timeZone }, { cause });
  }
}

/** Columns that are named in the log for values of a wrong character set. */
const MOST_TOLD = 1000;
