import { stat } from "node:fs/promises";
import { SluiceError } from "../../proto/error.ts";
import type { BinlogPosition } from "../../proto/position.ts";
import { BinlogError } from "../binlog/error.ts";
import { EventDecoder } from "../binlog/event-decoder.ts";
import type { BinlogEvent, FormatDescriptionEvent } from "../binlog/event.ts";
import { GtidSet } from "../binlog/gtid-set.ts";
import { MariadbGtidSet } from "../binlog/mariadb-gtid-set.ts";
import type { BinlogFeed, BinlogSource, DumpStart, SchemaReader, SourceIdentity } from "./binlog-source.ts";
import { GtidSkipper } from "./gtid-skipper.ts";
import { LocalFeed } from "./local-feed.ts";
import { readable } from "./log-bytes.ts";
import type { LogFile, LogFiles } from "./log-files.ts";
import { findGroupByTimestamp } from "./timestamp-search.ts";

const FILE_START = 4;
const POLL_MS = 200;
const HEARTBEAT_MS = 5000;

export interface LocalSourceOptions {
  readonly files: LogFiles;
  /** Where the files are, for identity and errors. */
  readonly directory: string;
  /** Follow the growing last file; else a feed ends with the log. */
  readonly wait: boolean;
  /** The server that the files come from, asked for table definitions only; without one the log itself has to tell. */
  readonly server?: BinlogSource | undefined;
  readonly pollMs?: number;
}

/** What stands at the begin of a file. */
interface Head {
  readonly description: FormatDescriptionEvent;
  /** Executed before the file; undefined when it does not tell. */
  readonly gtidSet: string | undefined;
  /** Of its first group; undefined when it has none yet. */
  readonly firstGtid: string | undefined;
}

/** Log files as a source: those of a folder, followed as a server writes them, or given ones. */
export class LocalSource implements BinlogSource {
  readonly schema: SchemaReader;
  readonly #options: LocalSourceOptions;
  readonly #feeds = new Set<BinlogFeed>();

  constructor(options: LocalSourceOptions) {
    this.#options = options;
    this.schema = options.server?.schema ?? NO_SCHEMA;
  }

  async identify(signal: AbortSignal): Promise<SourceIdentity> {
    const { server, directory } = this.#options;
    const { description, gtidSet, firstGtid } = await this.#lastHead(signal);
    const known = await server?.identify(signal);
    const { mariadb, serverVersion, header } = description;
    return {
      flavor: mariadb ? "mariadb" : "mysql",
      version: serverVersion,
      // Positions are those of the server itself, so cursors made from one go on from the other.
      address: known?.address ?? directory,
      port: known?.port ?? 0,
      serverId: header.serverId,
      serverUuid: known?.serverUuid ?? "",
      binlogFormat: "",
      binlogRowImage: "",
      gtid: mariadb || (gtidSet ?? "") !== "" || (firstGtid ?? "") !== "",
      lowerCaseTableNames: known?.lowerCaseTableNames ?? 0,
    };
  }

  async open(start: DumpStart, signal: AbortSignal): Promise<BinlogFeed> {
    const atEnd = this.#options.wait ? "wait" : "check";
    if (start.kind === "file") return this.#feed(await this.#place(start), atEnd, undefined, signal);
    const { file, set } = await this.#fileByGtid(start.gtidSet, signal);
    return this.#feed({ file, position: FILE_START }, atEnd, new GtidSkipper(set), signal);
  }

  async currentPosition(signal: AbortSignal): Promise<BinlogPosition> {
    const last = (await this.#files()).at(-1) as LogFile;
    const feed = this.#feed({ file: last, position: FILE_START }, "stop", undefined, signal);
    const decoder = new EventDecoder({ checksum: feed.checksum, journalName: last.journalName });
    let executed: GtidSet | MariadbGtidSet | undefined;
    let serverId = 0;
    for await (const batch of feed) {
      for (const raw of batch) {
        const event = decode(decoder, raw);
        if (event.kind === "gtid-list") executed ??= parseSet(event.flavor === "mariadb", event.gtidSet);
        if ((event.kind === "gtid" || event.kind === "mariadb-gtid") && event.gtid !== "") executed?.add(event.gtid);
        if (!event.header.artificial) serverId = event.header.serverId;
      }
    }
    const { journalName, position } = decoder;
    return { journalName, position, timestamp: 0, serverId, gtid: executed?.toString() ?? "" };
  }

  /** Sizes are those on disk, of compressed files too. */
  async listLogs(): Promise<readonly { readonly journalName: string; readonly size: number }[]> {
    const files = await this.#files();
    const sizes = await Promise.all(files.map(async ({ path }) => readable(path, () => stat(path))));
    return files.map(({ journalName }, index) => ({ journalName, size: sizes[index]?.size ?? 0 }));
  }

  async findByTimestamp(timestamp: number, signal: AbortSignal): Promise<BinlogPosition | undefined> {
    const names = (await this.#files()).map(({ journalName }) => journalName);
    return findGroupByTimestamp(names, timestamp, async (journalName, position) =>
      this.#feed(await this.#place({ journalName, position }), "stop", undefined, signal),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.#feeds].map((feed) => feed.close()));
    await this.#options.server?.close();
  }

  #feed(
    { file, position }: { readonly file: LogFile; readonly position: number },
    atEnd: "wait" | "stop" | "check",
    skipper: GtidSkipper | undefined,
    signal: AbortSignal,
  ): BinlogFeed {
    const { files, pollMs = POLL_MS } = this.#options;
    const feed = new LocalFeed({
      files,
      first: file,
      position,
      atEnd,
      pollMs,
      heartbeatMs: HEARTBEAT_MS,
      skipper,
      signal,
      onClose: () => this.#feeds.delete(feed),
    });
    this.#feeds.add(feed);
    return feed;
  }

  async #files(): Promise<readonly LogFile[]> {
    const files = await this.#options.files.list();
    if (files.length === 0) throw new SluiceError("SOURCE_NO_FILES", { directory: this.#options.directory });
    return files;
  }

  async #place(start: {
    readonly journalName: string;
    readonly position: number;
  }): Promise<{ readonly file: LogFile; readonly position: number }> {
    const { directory } = this.#options;
    const { journalName, position } = start;
    const files = await this.#files();
    const file = files.find((one) => one.journalName === journalName);
    if (file === undefined) {
      const oldestJournalName = files[0]?.journalName;
      throw new SluiceError("SOURCE_LOG_PURGED", { directory, journalName, position, oldestJournalName });
    }
    const bytes = await file.open();
    try {
      const size = await bytes.size();
      if (size !== undefined && position > size) {
        const reason = `the file has ${size} bytes`;
        throw new SluiceError("SOURCE_POSITION_INVALID", { journalName, position, file: file.path, reason });
      }
    } finally {
      await bytes.close();
    }
    return { file, position: Math.max(FILE_START, position) };
  }

  /** The newest file before which nothing was executed that the reader has not. */
  async #fileByGtid(
    gtidSet: string,
    signal: AbortSignal,
  ): Promise<{ readonly file: LogFile; readonly set: GtidSet | MariadbGtidSet }> {
    const { directory } = this.#options;
    let oldest: string | undefined;
    for (const file of (await this.#files()).toReversed()) {
      const head = await this.#head(file, signal);
      if (head === undefined) continue;
      const { description, gtidSet: before } = head;
      if (before === undefined) throw new SluiceError("SOURCE_GTID_OFF", { directory, journalName: file.journalName });
      const { mariadb } = description;
      const set = wantedSet(mariadb, gtidSet);
      if (contains(set, before)) return { file, set };
      oldest = before;
    }
    throw new SluiceError("SOURCE_LOG_PURGED", {
      directory,
      gtidSet: gtidSet.slice(0, 1000),
      gtidPurged: oldest?.slice(0, 1000),
    });
  }

  /** Of the newest file that has one. */
  async #lastHead(signal: AbortSignal): Promise<Head> {
    for (const file of (await this.#files()).toReversed()) {
      const head = await this.#head(file, signal);
      if (head !== undefined) return head;
    }
    throw new SluiceError("SOURCE_NO_FILES", { directory: this.#options.directory });
  }

  /** Undefined for a file that its server has not described yet. */
  async #head(file: LogFile, signal: AbortSignal): Promise<Head | undefined> {
    const { journalName } = file;
    const feed = this.#feed({ file, position: FILE_START }, "stop", undefined, signal);
    const decoder = new EventDecoder({ checksum: feed.checksum, journalName });
    let description: FormatDescriptionEvent | undefined;
    let gtidSet: string | undefined;
    let firstGtid: string | undefined;
    reading: for await (const batch of feed) {
      for (const raw of batch) {
        const event = decode(decoder, raw);
        if (decoder.journalName !== journalName) break reading;
        if (event.kind === "format-description") description = event;
        else if (event.kind === "gtid-list") gtidSet = event.gtidSet;
        else if (event.kind === "gtid" || event.kind === "mariadb-gtid") firstGtid = event.gtid;
        if (firstGtid !== undefined || event.kind === "query" || (gtidSet ?? "") !== "") break reading;
      }
    }
    return description === undefined ? undefined : { description, gtidSet, firstGtid };
  }
}

const NO_SCHEMA: SchemaReader = {
  showCreateTable: () => Promise.resolve(undefined),
  schemaCharset: () => Promise.resolve(undefined),
  listTables: () => Promise.resolve([]),
};

/** Decodes an event of a file; an error names the place. */
function decode(decoder: EventDecoder, raw: Uint8Array): BinlogEvent {
  const { journalName, position } = decoder;
  try {
    return decoder.decode(raw);
  } catch (cause) {
    if (!(cause instanceof BinlogError)) throw cause;
    throw new SluiceError(cause.code, { journalName, position, reason: cause.message }, { cause });
  }
}

function wantedSet(mariadb: boolean, gtidSet: string): GtidSet | MariadbGtidSet {
  try {
    return parseSet(mariadb, gtidSet);
  } catch (cause) {
    if (!(cause instanceof BinlogError)) throw cause;
    throw new SluiceError("SOURCE_GTID_SET_INVALID", { gtidSet: gtidSet.slice(0, 1000) }, { cause });
  }
}

function parseSet(mariadb: boolean, text: string): GtidSet | MariadbGtidSet {
  return mariadb ? MariadbGtidSet.parse(text) : GtidSet.parse(text);
}

function contains(set: GtidSet | MariadbGtidSet, text: string): boolean {
  if (set instanceof GtidSet) return set.contains(GtidSet.parse(text));
  return set.contains(MariadbGtidSet.parse(text));
}
