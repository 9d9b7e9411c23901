import { EntryType, type EventType } from "./entry-type.ts";
import { Frame, ReaderCache, type TableHeads } from "./entry-reader-cache.ts";
import { type Pair, pairAt } from "./entry-reader-pair.ts";
import { RowChangeReader } from "./entry-reader-row-change.ts";
import { TransactionReader } from "./entry-reader-transaction.ts";
import type { Int64 } from "./protobuf.ts";
import { EPOCH, ROW_ID } from "./row-id.ts";

/**
 * Makes readers of `Entry` bytes (canal-protocol 1.5), which decode what they are asked for and nothing else. Absent fields read as in Java:
 * ROWDATA, UPDATE, MYSQL, version 1. Fields that are not known are skipped; bytes that are not protobuf are CLIENT_ENTRY_MALFORMED, when they
 * are reached. Keep one decoder per stream: it remembers the names of the tables it has seen. Readers are views of the bytes: leave those
 * unchanged as long as a reader is in use.
 */
export class EntryDecoder {
  private readonly cache = new ReaderCache();
  private frame: Frame = new Frame(Buffer.alloc(0));

  /** The entry at bytes[start, end). */
  decode(bytes: Uint8Array, start = 0, end = bytes.length): EntryReader {
    if (this.frame.bytes !== bytes) this.frame = new Frame(bytes);
    return new EntryReader(this.cache, this.frame, start, end);
  }
}

/** An `Entry`: the fields of its header, and what is in it by type. */
export class EntryReader {
  readonly entryType: EntryType;
  readonly version: number;
  /** Start offset of the binlog event. */
  readonly logfileOffset: Int64;
  readonly serverId: Int64;
  /** Time of the change in milliseconds, with the precision of a second. */
  readonly executeTime: Int64;
  readonly sourceType: number;
  readonly eventLength: Int64;
  /** UPDATE, Java's default, where the header has none (transaction begin and end): look at `entryType` first. */
  readonly eventType: EventType;

  private readonly cache: ReaderCache;
  private readonly frame: Frame;
  private readonly start: number;
  private readonly journalStart: number;
  private readonly journalEnd: number;
  private readonly encodingStart: number;
  private readonly encodingEnd: number;
  private readonly gtidStart: number;
  private readonly gtidEnd: number;
  private readonly schemaStart: number;
  private readonly schemaEnd: number;
  private readonly tableStart: number;
  private readonly tableEnd: number;
  private readonly storeStart: number;
  private readonly storeEnd: number;
  private readonly propPlaces: readonly number[];
  private tableHeads: TableHeads | undefined;
  private change: RowChangeReader | undefined;

  constructor(cache: ReaderCache, frame: Frame, start: number, end: number) {
    const { header } = cache;
    header.begin(start);
    let entryType: EntryType = EntryType.ROWDATA;
    let storeStart = start;
    let storeEnd = start;
    const wire = cache.wire.over(frame.bytes, start, end, start);
    while (wire.pos < end) {
      const tag = wire.tag();
      if (tag === 0x0a) header.read(wire, wire.delimited());
      else if (tag === 0x10) {
        const value = wire.varint32();
        if (value >= EntryType.TRANSACTIONBEGIN && value <= EntryType.GTIDLOG) entryType = value as EntryType;
      } else if (tag === 0x1a) {
        storeEnd = wire.delimited();
        storeStart = wire.pos;
        wire.pos = storeEnd;
      } else wire.skip(tag);
    }
    this.entryType = entryType;
    this.version = header.version;
    this.logfileOffset = header.logfileOffset;
    this.serverId = header.serverId;
    this.executeTime = header.executeTime;
    this.sourceType = header.sourceType;
    this.eventLength = header.eventLength;
    this.eventType = header.eventType;
    this.cache = cache;
    this.frame = frame;
    this.start = start;
    this.journalStart = header.journalStart;
    this.journalEnd = header.journalEnd;
    this.encodingStart = header.encodingStart;
    this.encodingEnd = header.encodingEnd;
    this.gtidStart = header.gtidStart;
    this.gtidEnd = header.gtidEnd;
    this.schemaStart = header.schemaStart;
    this.schemaEnd = header.schemaEnd;
    this.tableStart = header.tableStart;
    this.tableEnd = header.tableEnd;
    this.storeStart = storeStart;
    this.storeEnd = storeEnd;
    this.propPlaces = header.props;
  }

  /** Binlog file. */
  get logfileName(): string {
    return this.cache.journalAt(this.frame.bytes, this.journalStart, this.journalEnd);
  }

  get serverenCode(): string {
    return this.frame.bytes.toString("utf8", this.encodingStart, this.encodingEnd);
  }

  get schemaName(): string {
    return this.table().schema;
  }

  get tableName(): string {
    return this.table().table;
  }

  /** Executed GTID set with the entry's transaction; "" outside GTID mode. */
  get gtid(): string {
    return this.gtidStart === this.gtidEnd ? "" : this.frame.bytes.toString("utf8", this.gtidStart, this.gtidEnd);
  }

  /** Properties of the header: `rowsCount`, in GTID mode `curtGtid` and others. */
  get props(): readonly Pair[] {
    return this.propPlaces.map((place) =>
      pairAt(this.cache.wire.over(this.frame.bytes, place, this.frame.bytes.length, this.start)),
    );
  }

  /** Id of the entry's first row, or of its DDL statement; undefined where the server gives none. See `rowIdAt`. */
  get rowId(): string | undefined {
    return this.prop(ROW_ID);
  }

  /** Term of the server that made the entry; undefined where it tells none. */
  get epoch(): string | undefined {
    return this.prop(EPOCH);
  }

  /** The bytes of the message inside: a RowChange, TransactionBegin or TransactionEnd by `entryType`. */
  get storeValue(): Uint8Array {
    return this.frame.bytes.subarray(this.storeStart, this.storeEnd);
  }

  /** What a ROWDATA entry holds; undefined for the other types. */
  get rowChange(): RowChangeReader | undefined {
    if (this.entryType !== EntryType.ROWDATA) return undefined;
    this.change ??= new RowChangeReader(
      this.cache,
      this.table(),
      this.frame,
      this.storeStart,
      this.storeEnd,
      this.start,
    );
    return this.change;
  }

  /** What a TRANSACTIONBEGIN or TRANSACTIONEND entry holds; undefined for the other types. */
  get transaction(): TransactionReader | undefined {
    if (this.entryType !== EntryType.TRANSACTIONBEGIN && this.entryType !== EntryType.TRANSACTIONEND) return undefined;
    return new TransactionReader(this.cache.wire.over(this.frame.bytes, this.storeStart, this.storeEnd, this.start));
  }

  private prop(key: string): string | undefined {
    return this.propPlaces.length === 0 ? undefined : this.props.find((pair) => pair.key === key)?.value;
  }

  private table(): TableHeads {
    this.tableHeads ??= this.cache.tableAt(
      this.frame.bytes,
      this.schemaStart,
      this.schemaEnd,
      this.tableStart,
      this.tableEnd,
    );
    return this.tableHeads;
  }
}
