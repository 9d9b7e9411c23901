import type { InstanceConfig } from "../../conf/config.ts";
import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import type { InstanceFilters } from "../instance/instance-filters.ts";
import type { InstanceHistory } from "../instance/instance-history.ts";
import { commonParserOptions } from "../instance/instance-parser.ts";
import { makeSource } from "../instance/instance-source.ts";
import { Ledger } from "../ledger/ledger.ts";
import type { Logger } from "../logger.ts";
import type { ReadingBound } from "./reading-bound.ts";
import type { BinlogSource } from "../source/binlog-source.ts";
import { EventParser } from "../parser/event-parser.ts";
import { isSameAddress } from "../parser/source-address.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { EventSink } from "../sink/event-sink.ts";

/** What reading a part of the source again needs of a destination. */
export interface RangeReadingParts {
  readonly config: InstanceConfig;
  readonly filters: InstanceFilters;
  readonly history: InstanceHistory;
  /** The server's term. */
  readonly epoch: () => string | undefined;
  readonly logger: Logger;
}

export interface RangeReadingOptions extends RangeReadingParts {
  /** Reading begins behind what it covers. Its server is the one that is read. */
  readonly from: Cursor;
  /** Where what is wanted ends. */
  readonly bound: ReadingBound;
  /** Nothing is handed on where the server at that address is another one now. "" where that is not known. */
  readonly serverUuid?: string;
  /** Takes what is read, in order. */
  readonly sink: EventSink;
  /** Told when everything that is wanted has been taken. */
  readonly onComplete: () => void;
  /** Told of what keeps it from reading, undefined when that is over; it goes on trying. */
  readonly onFailure: (error: { readonly code: string; readonly message: string } | undefined) => void;
}

/** How often the parser is asked how it goes, milliseconds. */
const ASK_MS = 200;

/**
 * Reads a part of the source again, on a connection of its own with a drawn server id: the same filters, the definitions of that time, the same
 * order; nothing of it is counted in the destination's ledger. It follows no fail-over: places of another server say nothing here.
 */
export class RangeReading {
  readonly #options: RangeReadingOptions;
  #parser: EventParser | undefined;
  #close: (() => Promise<void>) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #over = false;
  #told: string | undefined;

  constructor(options: RangeReadingOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { config, filters, history, from, onFailure, logger } = this.#options;
    const source = await sourceOf(config, from.sourceAddress, logger);
    if (source === undefined) {
      const { address, port } = from.sourceAddress;
      const { code, message } = new SluiceError("REREAD_SERVER_GONE", { address, port });
      onFailure({ code, message });
      return;
    }
    if (this.#over) return;
    this.#close = () => source.close();
    this.#parser = new EventParser({
      ...commonParserOptions(config, filters, logger),
      source,
      sink: this.#bounded(),
      ledger: new Ledger(),
      logger,
      epoch: this.#options.epoch,
      savedCursor: () => from,
      autoResetLatest: false,
      history: history.readOnly(),
    });
    this.#timer = setInterval(() => {
      this.#look();
    }, ASK_MS);
    this.#timer.unref();
    this.#parser.run().catch((error: unknown) => {
      const { code, message } = error instanceof SluiceError ? error : new SluiceError("INTERNAL_BUG");
      onFailure({ code, message });
    });
  }

  /** Nothing is handed on any more when it resolves. */
  async stop(): Promise<void> {
    this.#over = true;
    clearInterval(this.#timer);
    await this.#parser?.stop();
    await this.#close?.();
  }

  /** Hands on what is wanted, then holds the parser until it is stopped. */
  #bounded(): EventSink {
    const { sink, bound } = this.#options;
    const finish = async (entries: readonly PipelineEntry[], signal: AbortSignal): Promise<void> => {
      if (entries.length > 0) await sink.sink(entries, signal);
      this.#complete();
      await stopped(signal);
    };
    return {
      sink: (chunk, signal) => {
        this.#checkServer();
        const { wanted, ended } = bound.take(chunk);
        if (ended) return finish(wanted, signal);
        return wanted.length === 0 ? undefined : sink.sink(wanted, signal);
      },
    };
  }

  /** Error: REREAD_SERVER_GONE. */
  #checkServer(): void {
    const { serverUuid = "", from } = this.#options;
    const now = this.#parser?.status.identity?.serverUuid ?? "";
    if (serverUuid === "" || now === "" || now === serverUuid) return;
    throw new SluiceError("REREAD_SERVER_GONE", { ...from.sourceAddress, serverUuid, now });
  }

  #complete(): void {
    if (this.#over) return;
    this.#over = true;
    this.#options.onComplete();
  }

  #look(): void {
    const failure = this.#parser?.status.failure;
    if (failure?.code === this.#told) return;
    this.#told = failure?.code;
    this.#options.onFailure(failure && { code: failure.code, message: failure.message });
  }
}

/** Rejects when the signal is aborted, and not before. */
function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => {
      reject(new SluiceError("SOURCE_CLOSED", {}));
    };
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

/** The server of that address, where it is one of those that the settings name; a folder of files is always the same. */
export async function sourceOf(
  config: InstanceConfig,
  sourceAddress: Cursor["sourceAddress"],
  logger: Logger,
): Promise<BinlogSource | undefined> {
  const { source, failover } = config;
  const without = { ...failover, standby: undefined, detecting: undefined };
  const own = { ...config, failover: without };
  if (source.files !== undefined) return makeSource(own, logger).source;
  for (const server of [source, failover.standby?.source]) {
    if (server === undefined) continue;
    if (!(await isSameAddress({ address: server.host, port: server.port }, sourceAddress))) continue;
    return makeSource({ ...own, source: { ...server, serverId: 0 } }, logger).source;
  }
  return undefined;
}
