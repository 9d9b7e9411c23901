import type { BackWriter } from "../../proto/back-writer.ts";
import { encodeRowsEnvelope, type EntryHeader } from "../../proto/entry-encoder.ts";
import { EventType } from "../../proto/entry-type.ts";
import { SluiceError } from "../../proto/error.ts";
import type { RowBytes } from "../binlog/columns/column-codec.ts";
import { TimeZone } from "../binlog/columns/time-zone.ts";
import { BinlogError } from "../binlog/error.ts";
import type { RowsEvent } from "../binlog/event.ts";
import type { TableMap } from "../binlog/table-map.ts";
import type { RowKernel } from "../kernel/row-kernel.ts";
import { KernelRows, NOT_WRITTEN, type KernelCounts } from "./kernel-rows.ts";
import { ColumnPlans, createPlan, type ColumnPlan, type FieldSelection, type RowPlan } from "./row-plan.ts";
import { putPlainRows } from "./plain-rows.ts";
import { RowPlaces } from "./row-places.ts";
import { RowWriter } from "./row-writer.ts";
import type { TableMeta } from "./table-meta.ts";
import { putUpdateRows } from "./update-rows.ts";

export type { FieldSelection, RowPlan } from "./row-plan.ts";

/** Header fields of a row entry that the event alone does not tell; names and event type come from it. */
export type RowsHeader = Omit<EntryHeader, "schemaName" | "tableName" | "eventType">;

export interface RowTranscoderOptions {
  /** What TIMESTAMP values are shown in: `+00:00`, `Asia/Shanghai`. */
  readonly timeZone: string;
  /** Told of every value that is no text of its column's character set. */
  readonly onInvalidText?: (map: TableMap, columnIndex: number, charset: string) => void;
  /** Writes the rows of regular events; without it, or when it fails, the codecs write all. */
  readonly kernel?: RowKernel | undefined;
  /** Events of a plan before it is given to the kernel; for tests. */
  readonly kernelUses?: number;
  /** Told when the kernel failed in a way in which it should not. It is not asked again. */
  readonly onKernelFailure?: (error: unknown) => void;
  readonly counts?: KernelCounts;
}

/** Plans of one layout that are kept: one for each definition of the table and filter that it was read with. */
const PLANS_PER_LAYOUT = 8;

/** Turns the row images of an event into the bytes of one protobuf `Entry`, from the last byte to the first (design: the path of the data). */
export class RowTranscoder {
  private readonly columns: ColumnPlans;
  private readonly onInvalidText: (map: TableMap, columnIndex: number, charset: string) => void;
  /** By `TableMap.types`: a table that comes with another id has the same plan. */
  private readonly plans = new WeakMap<Uint8Array, RowPlan[]>();
  private readonly places = new RowPlaces();
  private kernel: KernelRows | undefined;
  private readonly onKernelFailure: (error: unknown) => void;
  readonly counts: KernelCounts;

  /** Throws RangeError when the time zone is none. */
  constructor(options: RowTranscoderOptions) {
    this.columns = new ColumnPlans(new TimeZone(options.timeZone));
    this.onInvalidText = options.onInvalidText ?? (() => undefined);
    this.kernel = options.kernel && new KernelRows(options.kernel, options.kernelUses);
    this.onKernelFailure = options.onKernelFailure ?? (() => undefined);
    this.counts = options.counts ?? { kernelEvents: 0, scriptEvents: 0 };
  }

  /** The same plan for the same layout, definition and fields. Throws BINLOG_UNSUPPORTED for a column type that nothing is known of. */
  plan(map: TableMap, meta: TableMeta | undefined, fields: FieldSelection | undefined): RowPlan {
    const known = this.plans.get(map.types) ?? [];
    for (const plan of known) if (plan.meta === meta && plan.fields === fields) return plan;
    const plan = createPlan(map, meta, fields, this.columns);
    this.plans.set(map.types, [plan, ...known.slice(0, PLANS_PER_LAYOUT - 1)]);
    return plan;
  }

  /**
   * Writes the frame of one entry and returns how many complete rows are in it. Throws `BinlogError` with the offset in `event.bytes` when
   * an image is not what the plan says; `out` is then as before.
   */
  transcode(out: BackWriter, event: RowsEvent, plan: RowPlan, header: RowsHeader): number {
    const end = out.length;
    try {
      return this.write(out, event, plan, header, end);
    } catch (error) {
      out.pos = out.bytes.length - end;
      if (error instanceof SluiceError && error.code === "ENTRY_TOO_LARGE") {
        throw new BinlogError("BINLOG_UNSUPPORTED", event.rowsStart, "the rows make an entry that is too large", {
          cause: error,
        });
      }
      throw error;
    }
  }

  private write(out: BackWriter, event: RowsEvent, plan: RowPlan, header: RowsHeader, end: number): number {
    const { map } = plan;
    if (event.columnCount !== map.columnCount) {
      const counts = `${event.columnCount} columns, its TABLE_MAP ${map.columnCount}`;
      throw new BinlogError("BINLOG_CORRUPT_EVENT", event.rowsStart, `a rows event has ${counts}`);
    }
    let rows = this.putByKernel(out, event, plan);
    if (rows === NOT_WRITTEN) rows = this.putByCodecs(out, event, plan);
    const eventType = EventType[event.operation];
    const props = rows > 0 ? [...header.props, ["rowsCount", String(rows)] as const] : header.props;
    const full: EntryHeader = {
      journalName: header.journalName,
      position: header.position,
      serverId: header.serverId,
      timestamp: header.timestamp,
      eventLength: header.eventLength,
      schemaName: map.schema,
      tableName: map.table,
      eventType,
      props,
      rowId: rows > 0 ? header.rowId : undefined,
      gtid: header.gtid,
    };
    encodeRowsEnvelope(out, end, full, event.tableId, eventType);
    return rows;
  }

  private putByKernel(out: BackWriter, event: RowsEvent, plan: RowPlan): number {
    if (this.kernel === undefined) return NOT_WRITTEN;
    try {
      const rows = this.kernel.put(out, event, plan);
      if (rows !== NOT_WRITTEN) this.counts.kernelEvents++;
      return rows;
    } catch (error) {
      if (error instanceof SluiceError) throw error;
      // A fault of ours, and no reason to lose a row.
      this.kernel = undefined;
      this.onKernelFailure(error);
      return NOT_WRITTEN;
    }
  }

  private putByCodecs(out: BackWriter, event: RowsEvent, plan: RowPlan): number {
    this.counts.scriptEvents++;
    const writer = new RowWriter(out, rowBytes(event.bytes), (column: ColumnPlan) => {
      this.onInvalidText(plan.map, column.index, column.charset);
    });
    const put = event.operation === "UPDATE" ? putUpdateRows : putPlainRows;
    return put(writer, plan, event, this.places);
  }
}

function rowBytes(bytes: Uint8Array): RowBytes {
  return {
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  };
}
