import { crc32 } from "node:zlib";
import type { BinlogPosition } from "../../proto/position.ts";
import { BinlogFileReader } from "../../server/binlog/binlog-file-reader.ts";
import { EventDecoder } from "../../server/binlog/event-decoder.ts";
import { GtidSet } from "../../server/binlog/gtid-set.ts";
import { MariadbGtidSet } from "../../server/binlog/mariadb-gtid-set.ts";
import type {
  BinlogFeed,
  BinlogSource,
  DumpStart,
  SchemaReader,
  SourceFlavor,
  SourceIdentity,
} from "../../server/source/binlog-source.ts";

export interface LogFile {
  readonly journalName: string;
  /** A whole log file, magic included. */
  readonly bytes: Uint8Array;
}

export interface LogSourceOptions {
  readonly files: readonly LogFile[];
  /** `SHOW CREATE TABLE` by `schema.table`. */
  readonly tables?: Readonly<Record<string, string>>;
  readonly identity?: Partial<SourceIdentity>;
  /** Events in one array. Default: all that there are. */
  readonly batch?: number;
}

const HEADER = 19;
const ROTATE = 4;
const HEARTBEAT = 27;
const ARTIFICIAL = 0x20;
const CHUNK_BYTES = 1 << 18;

/** Who the server of the logs is. */
export const IDENTITY: SourceIdentity = {
  flavor: "mysql",
  version: "9.7.4",
  address: "127.0.0.1",
  port: 3306,
  serverId: 1,
  serverUuid: "747213ea-e541-11f1-8866-02fc00000001",
  binlogFormat: "ROW",
  binlogRowImage: "FULL",
  gtid: true,
  lowerCaseTableNames: 0,
};

/**
 * A source whose logs are files of a real server: it serves them as a server does (a made-up ROTATE and FORMAT_DESCRIPTION first, groups of
 * the GTID set left out), and can be told to break. At the end of the last file it waits, as a server does, or ends when `ends` is set.
 */
export class LogSource implements BinlogSource {
  readonly schema: SchemaReader;
  readonly opened: DumpStart[] = [];
  files: readonly LogFile[];
  identity: SourceIdentity;
  ends = false;
  /** Called with each raw event before it is given; what it throws breaks the dump there. */
  onEvent: (raw: Uint8Array, ordinal: number) => Uint8Array = (raw) => raw;
  readonly #batch: number;
  readonly asked: string[] = [];

  constructor(options: LogSourceOptions) {
    this.files = options.files;
    this.identity = { ...IDENTITY, ...options.identity };
    this.#batch = options.batch ?? Number.POSITIVE_INFINITY;
    const tables = options.tables ?? {};
    this.schema = {
      showCreateTable: (schema, table) => {
        this.asked.push(`${schema}.${table}`);
        return Promise.resolve(tables[`${schema}.${table}`]);
      },
      schemaCharset: () => Promise.resolve("utf8mb4"),
      listTables: () => Promise.resolve([]),
    };
  }

  identify(): Promise<SourceIdentity> {
    return Promise.resolve(this.identity);
  }

  open(start: DumpStart, signal: AbortSignal): Promise<BinlogFeed> {
    this.opened.push(start);
    return Promise.resolve(new LogFeed(this, start, this.#batch, signal));
  }

  currentPosition(): Promise<BinlogPosition> {
    const last = this.files.at(-1);
    if (last === undefined) throw new Error("a source without files");
    return Promise.resolve({
      journalName: last.journalName,
      position: last.bytes.length,
      timestamp: 0,
      serverId: 1,
      gtid: "",
    });
  }

  listLogs(): Promise<readonly { readonly journalName: string; readonly size: number }[]> {
    return Promise.resolve(this.files.map(({ journalName, bytes }) => ({ journalName, size: bytes.length })));
  }

  findByTimestamp(timestamp: number): Promise<BinlogPosition | undefined> {
    for (const { journalName, bytes } of this.files) {
      const decoder = new EventDecoder({ checksum: "NONE", journalName, position: 4 });
      for (const raw of new BinlogFileReader().push(bytes)) {
        const { header, kind } = decoder.decode(raw);
        const begins = kind === "gtid" || kind === "query";
        if (!begins || header.timestamp * 1000 < timestamp) continue;
        return Promise.resolve({
          journalName,
          position: header.position,
          timestamp: header.timestamp * 1000,
          serverId: 1,
          gtid: "",
        });
      }
    }
    return Promise.resolve(undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class LogFeed implements BinlogFeed {
  readonly checksum = "NONE";
  readonly stats = { receivedBytes: 0, lastReceivedAt: 0 };
  readonly #source: LogSource;
  readonly #start: DumpStart;
  readonly #batch: number;
  readonly #closed: Promise<void>;
  #close: (() => void) | undefined;
  #isClosed = false;

  constructor(source: LogSource, start: DumpStart, batch: number, signal: AbortSignal) {
    this.#source = source;
    this.#start = start;
    this.#batch = batch;
    this.#closed = new Promise((resolve) => {
      this.#close = resolve;
    });
    signal.addEventListener("abort", () => void this.close(), { once: true });
  }

  async *[Symbol.asyncIterator](): AsyncIterator<readonly Uint8Array[]> {
    let batch: Uint8Array[] = [];
    let ordinal = 0;
    try {
      for (const raw of this.#events()) {
        if (this.#isClosed) return;
        const event = this.#source.onEvent(raw, ordinal++);
        this.stats.receivedBytes += event.length;
        this.stats.lastReceivedAt = Date.now();
        batch.push(event);
        if (batch.length < this.#batch) continue;
        yield batch;
        batch = [];
      }
    } catch (error) {
      if (batch.length > 0) yield batch;
      throw error;
    }
    if (batch.length > 0) yield batch;
    if (!this.#source.ends) await this.#closed;
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#close?.();
    return Promise.resolve();
  }

  *#events(): Generator<Uint8Array> {
    const start = this.#start;
    const first = start.kind === "file" ? start.journalName : this.#source.files[0]?.journalName;
    const from = this.#source.files.findIndex(({ journalName }) => journalName === first);
    if (from < 0) throw new Error(`no such log: ${first}`);
    let checked = false;
    for (const [i, { journalName, bytes }] of this.#source.files.slice(from).entries()) {
      const position = i === 0 && start.kind === "file" ? start.position : 4;
      yield madeUpRotate(journalName, position, checked);
      const [description] = eventsOf(bytes);
      checked = description?.at(-5) === 1;
      if (description !== undefined && position > 4) yield unplaced(description);
      const flavor = this.#source.identity.flavor;
      const raws = eventsOf(bytes);
      yield* start.kind === "gtid" ? withoutGroups(raws, start.gtidSet, flavor) : fromPosition(raws, position);
    }
    const last = this.#source.files.at(-1);
    if (last !== undefined) yield heartbeat(last.journalName, last.bytes.length, checked);
  }
}

/** A chunk at a time, as they come from a socket: the views of a whole log would be a heap of their own. */
function* eventsOf(bytes: Uint8Array): Generator<Uint8Array> {
  const reader = new BinlogFileReader();
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield* reader.push(bytes.subarray(at, at + CHUNK_BYTES));
}

function* fromPosition(raws: Iterable<Uint8Array>, position: number): Generator<Uint8Array> {
  let at = 4;
  for (const raw of raws) {
    if (at >= position) yield raw;
    at += raw.length;
  }
}

/** A server leaves out the groups that the reader has. */
function* withoutGroups(raws: Iterable<Uint8Array>, gtidSet: string, flavor: SourceFlavor): Generator<Uint8Array> {
  const executed = flavor === "mariadb" ? MariadbGtidSet.parse(gtidSet) : GtidSet.parse(gtidSet);
  const decoder = new EventDecoder({ checksum: "NONE" });
  let leftOut = false;
  for (const raw of raws) {
    const event = decoder.decode(raw);
    if (event.kind === "gtid" || event.kind === "mariadb-gtid") leftOut = event.gtid !== "" && executed.has(event.gtid);
    if (event.kind === "rotate") leftOut = false;
    if (!leftOut) yield raw;
  }
}

function madeUpRotate(journalName: string, position: number, checked: boolean): Uint8Array {
  const place = Buffer.alloc(8);
  place.writeBigUInt64LE(BigInt(position));
  return madeUp(ROTATE, 0, Buffer.concat([place, Buffer.from(journalName)]), checked);
}

/** What a server that has nothing more to send says now and then. */
function heartbeat(journalName: string, position: number, checked: boolean): Uint8Array {
  return madeUp(HEARTBEAT, position, Buffer.from(journalName), checked);
}

function madeUp(type: number, logPos: number, body: Uint8Array, checked: boolean): Uint8Array {
  const end = HEADER + body.length;
  const raw = Buffer.alloc(end + (checked ? 4 : 0));
  raw[4] = type;
  raw.writeUInt32LE(raw.length, 9);
  raw.writeUInt32LE(logPos, 13);
  raw.writeUInt16LE(ARTIFICIAL, 17);
  raw.set(body, HEADER);
  if (checked) raw.writeUInt32LE(crc32(raw.subarray(0, end)), end);
  return raw;
}

/** As a server sends it again where a dump begins inside a file: without a place. */
function unplaced(description: Uint8Array): Uint8Array {
  const raw = Buffer.from(description);
  raw.writeUInt32LE(0, 13);
  // A file that is still being written says so, and its checksum leaves that out.
  raw.writeUInt16LE(raw.readUInt16LE(17) & ~1, 17);
  const end = raw.length - 4;
  if (raw[end - 1] === 1) raw.writeUInt32LE(crc32(raw.subarray(0, end)), end);
  return raw;
}
