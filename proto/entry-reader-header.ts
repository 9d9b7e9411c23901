import { EventType, SourceType } from "./entry-type.ts";
import type { Wire } from "./entry-reader-wire.ts";
import type { Int64 } from "./protobuf.ts";

const NO_PLACES: readonly number[] = [];
const HIGHEST_EVENT_TYPE = EventType.MHEARTBEAT;

/** Numbers that Java does not know read as absent there. */
export function eventTypeOf(value: number): EventType | undefined {
  return value >= EventType.INSERT && value <= HIGHEST_EVENT_TYPE ? (value as EventType) : undefined;
}

/** What a `Header` says, and where its texts lie. One is used for entry after entry. */
export class HeaderScan {
  version = 1;
  logfileOffset: Int64 = 0;
  serverId: Int64 = 0;
  executeTime: Int64 = 0;
  sourceType: number = SourceType.MYSQL;
  eventLength: Int64 = 0;
  eventType: EventType = EventType.UPDATE;
  journalStart = 0;
  journalEnd = 0;
  encodingStart = 0;
  encodingEnd = 0;
  schemaStart = 0;
  schemaEnd = 0;
  tableStart = 0;
  tableEnd = 0;
  gtidStart = 0;
  gtidEnd = 0;
  /** Places of the lengths of the props. */
  props: readonly number[] = NO_PLACES;

  /** As if a header had no field; its texts are the empty one at `at`. */
  begin(at: number): void {
    this.version = 1;
    this.logfileOffset = 0;
    this.serverId = 0;
    this.executeTime = 0;
    this.sourceType = SourceType.MYSQL;
    this.eventLength = 0;
    this.eventType = EventType.UPDATE;
    this.journalStart = at;
    this.journalEnd = at;
    this.encodingStart = at;
    this.encodingEnd = at;
    this.schemaStart = at;
    this.schemaEnd = at;
    this.tableStart = at;
    this.tableEnd = at;
    this.gtidStart = at;
    this.gtidEnd = at;
    this.props = NO_PLACES;
  }

  /** Reads the fields from `wire.pos` to `end`, over those that are there (protobuf merges a message that comes twice). */
  read(wire: Wire, end: number): void {
    const outer = wire.end;
    const start = wire.pos;
    wire.end = end;
    if (!this.readInOrder(wire, end)) {
      wire.pos = start;
      while (wire.pos < end) this.readField(wire, wire.tag());
    }
    wire.end = outer;
  }

  /**
   * Reads a header whose fields come as Canal servers write them: in order of their numbers, names and props shorter than 128 bytes. Returns
   * false, and has noted nothing that reading it again would not note, when there is anything else in it.
   */
  private readInOrder(wire: Wire, end: number): boolean {
    const { bytes } = wire;
    let pos = wire.pos;
    if (bytes[pos] !== 0x08 || bytes[pos + 1] !== 1 || bytes[pos + 2] !== 0x12) return false;
    const journalStart = pos + 4;
    const journalEnd = journalStart + (bytes[pos + 3] as number);
    if (journalEnd >= end || journalEnd - journalStart > 0x7f || bytes[journalEnd] !== 0x18) return false;
    wire.pos = journalEnd + 1;
    const logfileOffset = wire.int64();
    if (wire.pos >= end || bytes[wire.pos] !== 0x20) return false;
    wire.pos++;
    const serverId = wire.int64();
    pos = wire.pos;
    if (pos + 1 >= end || bytes[pos] !== 0x2a) return false;
    const encodingStart = pos + 2;
    const encodingEnd = encodingStart + (bytes[pos + 1] as number);
    if (encodingEnd >= end || encodingEnd - encodingStart > 0x7f || bytes[encodingEnd] !== 0x30) return false;
    wire.pos = encodingEnd + 1;
    const executeTime = wire.int64();
    pos = wire.pos;
    if (pos + 3 >= end || bytes[pos] !== 0x38 || bytes[pos + 1] !== SourceType.MYSQL || bytes[pos + 2] !== 0x42) {
      return false;
    }
    const schemaStart = pos + 4;
    const schemaEnd = schemaStart + (bytes[pos + 3] as number);
    if (schemaEnd + 1 >= end || schemaEnd - schemaStart > 0x7f || bytes[schemaEnd] !== 0x4a) return false;
    const tableStart = schemaEnd + 2;
    const tableEnd = tableStart + (bytes[schemaEnd + 1] as number);
    if (tableEnd >= end || tableEnd - tableStart > 0x7f || bytes[tableEnd] !== 0x50) return false;
    wire.pos = tableEnd + 1;
    const eventLength = wire.int64();
    this.logfileOffset = logfileOffset;
    this.serverId = serverId;
    this.executeTime = executeTime;
    this.eventLength = eventLength;
    this.version = 1;
    this.sourceType = SourceType.MYSQL;
    this.journalStart = journalStart;
    this.journalEnd = journalEnd;
    this.encodingStart = encodingStart;
    this.encodingEnd = encodingEnd;
    this.schemaStart = schemaStart;
    this.schemaEnd = schemaEnd;
    this.tableStart = tableStart;
    this.tableEnd = tableEnd;
    while (wire.pos < end) this.readField(wire, wire.tag());
    return true;
  }

  private readField(wire: Wire, tag: number): void {
    switch (tag) {
      case 0x08:
        this.version = wire.varint32();
        return;
      case 0x12:
        this.journalEnd = wire.delimited();
        this.journalStart = wire.pos;
        wire.pos = this.journalEnd;
        return;
      case 0x18:
        this.logfileOffset = wire.int64();
        return;
      case 0x20:
        this.serverId = wire.int64();
        return;
      case 0x2a:
        this.encodingEnd = wire.delimited();
        this.encodingStart = wire.pos;
        wire.pos = this.encodingEnd;
        return;
      case 0x30:
        this.executeTime = wire.int64();
        return;
      case 0x38: {
        const value = wire.varint32();
        if (value >= SourceType.ORACLE && value <= SourceType.PGSQL) this.sourceType = value;
        return;
      }
      case 0x42:
        this.schemaEnd = wire.delimited();
        this.schemaStart = wire.pos;
        wire.pos = this.schemaEnd;
        return;
      case 0x4a:
        this.tableEnd = wire.delimited();
        this.tableStart = wire.pos;
        wire.pos = this.tableEnd;
        return;
      case 0x50:
        this.eventLength = wire.int64();
        return;
      case 0x58:
        this.eventType = eventTypeOf(wire.varint32()) ?? this.eventType;
        return;
      case 0x62:
        this.props = this.props.length === 0 ? [wire.pos] : [...this.props, wire.pos];
        wire.pos = wire.delimited();
        return;
      case 0x6a:
        this.gtidEnd = wire.delimited();
        this.gtidStart = wire.pos;
        wire.pos = this.gtidEnd;
        return;
      default:
        wire.skip(tag);
    }
  }
}
