import { BackWriter } from "../../../proto/back-writer.ts";
import { BinlogError } from "../../../server/binlog/error.ts";
import type { RowsEvent } from "../../../server/binlog/event.ts";
import { RowKernel, type PlacedPlan } from "../../../server/kernel/row-kernel.ts";
import { kernelPlan } from "../../../server/parser/kernel-rows.ts";
import { putPlainRows } from "../../../server/parser/plain-rows.ts";
import { RowPlaces } from "../../../server/parser/row-places.ts";
import type { RowPlan } from "../../../server/parser/row-plan.ts";
import { RowWriter } from "../../../server/parser/row-writer.ts";
import { putUpdateRows } from "../../../server/parser/update-rows.ts";

/** What was made of an event. */
export interface Written {
  readonly rows: number;
  readonly bytes: Buffer;
}

interface ByCodecs extends Written {
  readonly invalidTexts: number;
}

/** The same event by the codecs and by the kernel. */
export class ByBoth {
  readonly kernel = new RowKernel();
  private readonly places = new RowPlaces();
  private readonly out = new BackWriter(64);
  private readonly placed = new WeakMap<RowPlan, PlacedPlan>();

  /** Undefined where the event is bad. */
  byCodecs(plan: RowPlan, event: RowsEvent): ByCodecs | undefined {
    const { out } = this;
    out.reset();
    const { bytes } = event;
    const row = {
      bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    };
    let invalidTexts = 0;
    const writer = new RowWriter(out, row, () => invalidTexts++);
    const put = event.operation === "UPDATE" ? putUpdateRows : putPlainRows;
    try {
      const rows = put(writer, plan, event, this.places);
      return { rows, bytes: out.bytes.subarray(out.pos), invalidTexts };
    } catch (error) {
      if (error instanceof BinlogError) return undefined;
      throw error;
    }
  }

  /** Undefined where the kernel has refused it. */
  byKernel(plan: RowPlan, event: RowsEvent): Written | undefined {
    const { kernel } = this;
    let placed = this.placed.get(plan);
    if (placed?.generation !== kernel.generation) {
      placed = kernel.place(kernelPlan(plan));
      if (placed === undefined) return undefined;
      this.placed.set(plan, placed);
    }
    const bytes = kernel.write(placed, event);
    return bytes && { rows: kernel.rows, bytes: Buffer.from(bytes) };
  }
}
