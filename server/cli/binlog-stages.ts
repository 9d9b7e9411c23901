import { SluiceError } from "../../proto/error.ts";
import { BinlogError } from "../binlog/error.ts";
import type { BinlogEvent } from "../binlog/event.ts";
import { EventDecoder } from "../binlog/event-decoder.ts";
import { Ledger } from "../ledger/ledger.ts";
import type { Logger } from "../logger.ts";
import { InsideTransaction } from "../parser/inside-transaction.ts";
import { newParserStats } from "../parser/parser-stats.ts";
import type { ParserStages } from "../parser/parser-stages.ts";
import { buildStages } from "../parser/parser-stages.ts";
import { DEFAULT_SWITCHES } from "../parser/parser-switches.ts";
import { unnamedMeta } from "../parser/table-meta-from-map.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import { FieldFilter } from "../sink/field-filter.ts";
import { TableFilter } from "../sink/table-filter.ts";
import type { SourceIdentity } from "../source/binlog-source.ts";
import type { OpenInput } from "./binlog-input.ts";

export interface BinlogStagesOptions {
  readonly input: Parameters<typeof buildStages>[0]["source"];
  readonly identity: SourceIdentity;
  /** Tables wanted, as `canal.instance.filter.regex`. */
  readonly table: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly observe: (event: BinlogEvent) => void;
  /** Takes the entries of the event observed last. */
  readonly take: (entry: PipelineEntry) => Promise<void> | undefined;
}

/**
 * The stages of an instance for a log that is read once, from one end to the other: no reconnecting, no chunks. Each entry is handed on as
 * soon as its event was read, so that what is observed and what is taken are in step.
 */
export class BinlogStages {
  readonly stages: ParserStages;
  readonly ledger = new Ledger();

  /** Errors: FILTER_BAD_EXPRESSION. */
  constructor({ input, identity, table, logger, signal, observe, take }: BinlogStagesOptions) {
    const options = {
      source: input,
      sink: {
        sink: (chunk: readonly PipelineEntry[]) => takeAll(chunk, take),
      },
      ledger: this.ledger,
      logger,
      tables: new TableFilter({ regex: table }),
      fields: new FieldFilter(),
      switches: DEFAULT_SWITCHES,
      transactionSize: 1,
      timeZone: "+00:00",
      observe,
      lastResort: unnamedMeta,
    };
    this.stages = buildStages(options, identity, newParserStats(), signal);
  }

  /** Reads to the end, or until `isOver`. `behind` is awaited behind each step of the feed. Errors: coded, with file and offset. */
  async read(
    { feed, journalName, position }: OpenInput,
    isOver: () => boolean,
    behind: () => Promise<void>,
  ): Promise<void> {
    const { handler } = this.stages;
    const place = { journalName, position };
    const decoder = new EventDecoder({ checksum: feed.checksum, ...place });
    handler.begin({
      decoder,
      place,
      server: "",
      gtids: undefined,
      executed: undefined,
      handed: undefined,
      handedInFirstGroup: false,
    });
    try {
      for await (const batch of feed) {
        for (const raw of batch) {
          place.journalName = decoder.journalName;
          place.position = decoder.position;
          const wait = handler.handle(decoder.decode(raw));
          if (wait !== undefined) await wait;
          if (isOver()) return;
        }
        await behind();
      }
    } catch (error) {
      throw placed(error, place);
    }
  }
}

function takeAll(
  chunk: readonly PipelineEntry[],
  take: (entry: PipelineEntry) => Promise<void> | undefined,
): Promise<void> | undefined {
  const [first, ...others] = chunk;
  const wait = first === undefined ? undefined : take(first);
  if (others.length === 0) return wait;
  return (async () => {
    await wait;
    for (const entry of others) await take(entry);
  })();
}

function placed(error: unknown, place: { readonly journalName: string; readonly position: number }): unknown {
  if (error instanceof InsideTransaction) return new SluiceError("BINLOG_UNKNOWN_TABLE_ID", { ...error.place });
  if (!(error instanceof BinlogError)) return error;
  return new SluiceError(error.code, { ...place, reason: error.message }, { cause: error });
}
