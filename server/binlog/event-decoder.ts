import { verifyChecksum, verifyFormatDescriptionChecksum } from "./checksum.ts";
import { BinlogError } from "./error.ts";
import type { BinlogEvent, EventHeader, OtherEvent, TransactionPayloadEvent } from "./event.ts";
import { CHECKSUM_LENGTH, EVENT_FLAG, EVENT_TYPE, eventTypeName, HEADER_LENGTH } from "./event-type.ts";
import type { AlterPhase } from "./events/alter-phase.ts";
import { decodeFormatDescription, type LogFormat } from "./events/format-description.ts";
import { decodeGtid } from "./events/gtid.ts";
import { decodeGtidTagged } from "./events/gtid-tagged.ts";
import { decodeHeartbeat, decodeHeartbeatV2 } from "./events/heartbeat.ts";
import { decodeIncident } from "./events/incident.ts";
import { decodeIntvar } from "./events/intvar.ts";
import { decodeMariadbGtid } from "./events/mariadb-gtid.ts";
import { decodeMariadbGtidList } from "./events/mariadb-gtid-list.ts";
import { decodePreviousGtids } from "./events/previous-gtids.ts";
import { decodeExecuteLoadQuery, decodeQuery, type QueryContext } from "./events/query.ts";
import { decodeRand } from "./events/rand.ts";
import { decodeRotate, trimRotateName } from "./events/rotate.ts";
import { decodeRows } from "./events/rows.ts";
import { rowsLayoutOf } from "./events/rows-layout.ts";
import { decodeAnnotateRows, decodeRowsQuery } from "./events/rows-query.ts";
import { decodeTransactionPayload } from "./events/transaction-payload.ts";
import { decodeUserVar } from "./events/user-var.ts";
import { decodeXaPrepare } from "./events/xa-prepare.ts";
import { decodeXid } from "./events/xid.ts";
import { LogPosition } from "./log-position.ts";
import { ByteReader, u16At, u32At, u48At } from "./reader.ts";
import { TableMapCache } from "./table-map-cache.ts";
import type { TableMap } from "./table-map.ts";
import { readTransactionPayload } from "./transaction-payload-reader.ts";

export interface EventDecoderOptions {
  /** Whether events before the first FORMAT_DESCRIPTION end with a checksum; later ones do as it says. */
  readonly checksum: "NONE" | "CRC32";
  /** Default true. */
  readonly verifyChecksum?: boolean;
  /** File that the first event stands in, where no ROTATE tells. */
  readonly journalName?: string;
  /** Start of the first event in it; default 4. */
  readonly position?: number;
}

const NOTHING_KNOWN = new Uint8Array(0);
const SHORT_TABLE_ID = 6;
const NO_STATUS = 11;

/**
 * Raw events in, decoded ones out, in the order of the log. Pure but stateful: it keeps the FORMAT_DESCRIPTION in force, the place in the log
 * (binlog.md 13), the valid table maps (12.1) and the phase of a MariaDB ALTER. Errors are BinlogErrors with the offset in the raw event;
 * after one the decoder has gone past that event and can go on. A decoded event may share memory with the raw one.
 */
export class EventDecoder {
  readonly #verify: boolean;
  readonly #place: LogPosition;
  readonly #maps = new Map<number, TableMap>();
  readonly #cache = new TableMapCache();
  #format: LogFormat;
  #alterPhase: AlterPhase = "none";

  constructor(options: EventDecoderOptions) {
    this.#verify = options.verifyChecksum ?? true;
    this.#place = new LogPosition(options.journalName, options.position);
    this.#format = {
      checksum: options.checksum,
      mariadb: false,
      tellsTimestamps: false,
      postHeaderLengths: NOTHING_KNOWN,
    };
  }

  /** File that the next event stands in. */
  get journalName(): string {
    return this.#place.journalName;
  }

  /** End of the last event that is in the file. */
  get position(): number {
    return this.#place.position;
  }

  /** One whole event: header, body and, if the log has them, checksum. */
  decode(raw: Uint8Array): BinlogEvent {
    if (raw.length < HEADER_LENGTH) {
      throw new BinlogError("BINLOG_TRUNCATED", raw.length, `${raw.length} bytes, a header has ${HEADER_LENGTH}`);
    }
    const length = u32At(raw, 9);
    if (length !== raw.length) {
      throw new BinlogError("BINLOG_BAD_LENGTH", 9, `event says ${length} bytes, ${raw.length} there`);
    }
    const header = this.#readHeader(raw, length);
    if (header.type === EVENT_TYPE.FORMAT_DESCRIPTION) return this.#formatDescription(header, raw);
    let end = length;
    if (this.#format.checksum === "CRC32") {
      end -= CHECKSUM_LENGTH;
      if (end < HEADER_LENGTH) {
        throw new BinlogError("BINLOG_TRUNCATED", raw.length, `${length} bytes with checksum`);
      }
      if (this.#verify) verifyChecksum(raw);
    }
    return this.#decodeBody(header, raw, end, this.#maps);
  }

  /**
   * Inner events of a payload, decompressed as they are asked for, so that the memory is bounded by the largest one. Positions are those of the
   * payload event; an error's offset is that in the inner event. To be read before the next `decode`.
   */
  *expand(event: TransactionPayloadEvent): Generator<BinlogEvent> {
    const maps = new Map<number, TableMap>();
    for (const raw of readTransactionPayload(event)) {
      const header: EventHeader = {
        timestamp: u32At(raw, 0),
        type: raw[4] as number,
        serverId: u32At(raw, 5),
        length: raw.length,
        flags: u16At(raw, 17),
        journalName: event.header.journalName,
        position: event.header.position,
        endPosition: event.header.endPosition,
        artificial: false,
      };
      if (!mayBeInside(header.type)) {
        throw new BinlogError("BINLOG_CORRUPT_EVENT", 4, `event of type ${header.type} inside a payload`);
      }
      yield this.#decodeBody(header, raw, raw.length, maps);
    }
  }

  #readHeader(raw: Uint8Array, length: number): EventHeader {
    const type = raw[4] as number;
    const flags = u16At(raw, 17);
    const logPos = u32At(raw, 13);
    const artificial = isArtificial(type, flags, logPos);
    const place = this.#place;
    const endPosition = artificial ? place.position : place.advance(length, logPos);
    return {
      timestamp: u32At(raw, 0),
      type,
      serverId: u32At(raw, 5),
      length,
      flags,
      journalName: place.journalName,
      position: artificial ? endPosition : endPosition - length,
      endPosition,
      artificial,
    };
  }

  #formatDescription(header: EventHeader, raw: Uint8Array): BinlogEvent {
    const { event, format } = decodeFormatDescription(header, raw);
    if (format.checksum === "CRC32" && this.#verify) verifyFormatDescriptionChecksum(raw);
    // Ids of tables start over with the server.
    if (event.created !== 0) this.#maps.clear();
    if (format.mariadb !== this.#format.mariadb) this.#cache.clear();
    this.#format = format;
    return event;
  }

  #decodeBody(header: EventHeader, raw: Uint8Array, end: number, maps: Map<number, TableMap>): BinlogEvent {
    const layout = rowsLayoutOf(header.type);
    if (layout !== undefined) {
      const short = this.#postHeaderLength(header.type) === SHORT_TABLE_ID;
      return decodeRows(header, raw, HEADER_LENGTH, end, layout, short, maps) ?? other(header, false);
    }
    const reader = new ByteReader(raw, HEADER_LENGTH, end);
    switch (header.type) {
      case EVENT_TYPE.TABLE_MAP:
        return this.#tableMap(header, raw, end, maps);
      case EVENT_TYPE.QUERY:
      case EVENT_TYPE.MARIADB_QUERY_COMPRESSED: {
        maps.clear();
        const compressed = header.type === EVENT_TYPE.MARIADB_QUERY_COMPRESSED;
        return decodeQuery(header, reader, this.#queryContext(), compressed);
      }
      case EVENT_TYPE.EXECUTE_LOAD_QUERY:
        maps.clear();
        return decodeExecuteLoadQuery(header, reader, this.#queryContext());
      case EVENT_TYPE.XID:
        maps.clear();
        return decodeXid(header, reader);
      case EVENT_TYPE.XA_PREPARE:
        maps.clear();
        return decodeXaPrepare(header, reader);
      case EVENT_TYPE.GTID:
      case EVENT_TYPE.ANONYMOUS_GTID:
        maps.clear();
        return decodeGtid(header, reader, header.type === EVENT_TYPE.ANONYMOUS_GTID);
      case EVENT_TYPE.GTID_TAGGED:
        maps.clear();
        return decodeGtidTagged(header, reader);
      case EVENT_TYPE.MARIADB_GTID: {
        maps.clear();
        const { event, alterPhase } = decodeMariadbGtid(header, reader);
        this.#alterPhase = alterPhase;
        return event;
      }
      case EVENT_TYPE.TRANSACTION_PAYLOAD:
        maps.clear();
        return decodeTransactionPayload(header, reader);
      case EVENT_TYPE.ROTATE:
        return this.#rotate(header, raw, end);
      case EVENT_TYPE.HEARTBEAT: {
        const logPos = u32At(raw, 13);
        return decodeHeartbeat(header, reader, logPos, (low) => this.#place.nearest(low));
      }
      case EVENT_TYPE.HEARTBEAT_V2:
        return this.#heartbeatV2(header, reader);
      case EVENT_TYPE.ROWS_QUERY:
        return decodeRowsQuery(header, reader);
      case EVENT_TYPE.MARIADB_ANNOTATE_ROWS:
        return decodeAnnotateRows(header, reader);
      case EVENT_TYPE.PREVIOUS_GTIDS:
        return decodePreviousGtids(header, reader);
      case EVENT_TYPE.MARIADB_GTID_LIST:
        return decodeMariadbGtidList(header, reader);
      case EVENT_TYPE.INTVAR:
        return decodeIntvar(header, reader);
      case EVENT_TYPE.RAND:
        return decodeRand(header, reader);
      case EVENT_TYPE.USER_VAR:
        return decodeUserVar(header, reader);
      case EVENT_TYPE.INCIDENT:
        return decodeIncident(header, reader);
      case EVENT_TYPE.START_V3:
      case EVENT_TYPE.PRE_GA_WRITE_ROWS:
      case EVENT_TYPE.PRE_GA_UPDATE_ROWS:
      case EVENT_TYPE.PRE_GA_DELETE_ROWS:
      case EVENT_TYPE.MARIADB_PARTIAL_ROW_DATA:
        // These hold changes that we can't read: to pass over them would be to lose rows.
        throw new BinlogError("BINLOG_UNSUPPORTED", 4, `event type ${eventTypeName(header.type) ?? header.type}`);
      default:
        return other(header, eventTypeName(header.type) === undefined);
    }
  }

  #tableMap(header: EventHeader, raw: Uint8Array, end: number, maps: Map<number, TableMap>): BinlogEvent {
    const short = this.#postHeaderLength(EVENT_TYPE.TABLE_MAP) === SHORT_TABLE_ID;
    if (end - HEADER_LENGTH < SHORT_TABLE_ID) {
      throw new BinlogError("BINLOG_TRUNCATED", HEADER_LENGTH, "table map without table id");
    }
    const tableId = short ? u32At(raw, HEADER_LENGTH) : u48At(raw, HEADER_LENGTH);
    const map = this.#cache.get(tableId, raw, HEADER_LENGTH, end, short, this.#format.mariadb);
    maps.set(tableId, map);
    return { kind: "table-map", header, map };
  }

  #rotate(header: EventHeader, raw: Uint8Array, end: number): BinlogEvent {
    const to = header.artificial ? trimRotateName(raw, HEADER_LENGTH, end) : end;
    const event = decodeRotate(header, new ByteReader(raw, HEADER_LENGTH, to));
    if (event.nextJournalName !== this.#place.journalName) this.#maps.clear();
    this.#place.moveTo(event.nextJournalName, event.nextPosition);
    return event;
  }

  #heartbeatV2(header: EventHeader, reader: ByteReader): BinlogEvent {
    const event = decodeHeartbeatV2(header, reader);
    // In a GTID dump it tells how far the source has gone over groups that we have.
    if (event.logJournalName === this.#place.journalName && event.logPosition > this.#place.position) {
      this.#place.position = event.logPosition;
    }
    return event;
  }

  #queryContext(): QueryContext {
    const alterPhase = this.#alterPhase;
    this.#alterPhase = "none";
    return {
      hasStatus: this.#postHeaderLength(EVENT_TYPE.QUERY) !== NO_STATUS,
      tellsTimestamps: this.#format.tellsTimestamps,
      alterPhase,
    };
  }

  #postHeaderLength(type: number): number {
    return this.#format.postHeaderLengths[type - 1] ?? 0;
  }
}

/** Made for the stream, not in the file. A re-sent FORMAT_DESCRIPTION and an early server's ROTATE show by their end position alone. */
function isArtificial(type: number, flags: number, logPos: number): boolean {
  return (
    (flags & EVENT_FLAG.ARTIFICIAL) !== 0 ||
    type === EVENT_TYPE.HEARTBEAT ||
    type === EVENT_TYPE.HEARTBEAT_V2 ||
    (logPos === 0 && (type === EVENT_TYPE.FORMAT_DESCRIPTION || type === EVENT_TYPE.ROTATE))
  );
}

/** Events that change the place or the format, or nest, have no business inside a payload. */
function mayBeInside(type: number): boolean {
  switch (type) {
    case EVENT_TYPE.FORMAT_DESCRIPTION:
    case EVENT_TYPE.ROTATE:
    case EVENT_TYPE.TRANSACTION_PAYLOAD:
    case EVENT_TYPE.HEARTBEAT:
    case EVENT_TYPE.HEARTBEAT_V2:
    case EVENT_TYPE.PREVIOUS_GTIDS:
      return false;
    default:
      return true;
  }
}

function other(header: EventHeader, unknown: boolean): OtherEvent {
  return { kind: "other", header, unknown, ignorable: (header.flags & EVENT_FLAG.IGNORABLE) !== 0 };
}
