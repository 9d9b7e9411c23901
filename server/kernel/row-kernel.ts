import type { ColumnCodec } from "../binlog/columns/column-codec.ts";
import { BinlogError } from "../binlog/error.ts";
import type { RowsEvent } from "../binlog/event.ts";
import { instantiateKernel, type KernelExports } from "./kernel-exports.ts";
import { KernelHost, REFUSAL } from "./kernel-host.ts";
import type { KernelPlan } from "./kernel-plan.ts";
import { planSize, writePlan } from "./plan-form.ts";

/** A plan that lies in the kernel's memory, until others need the room. */
export interface PlacedPlan {
  readonly address: number;
  readonly codecs: readonly ColumnCodec[];
  /** That of the kernel while the plan is there. */
  readonly generation: number;
}

/**
 * Writes the `RowData` of a whole rows event in one call, in WebAssembly with sixteen bytes a step: `assembly/`. It does the regular: whatever is wrong
 * with an event, or needs more room than there is, makes it refuse the event, and who called it does it all himself. So errors, their places and
 * what is special stay where they are told, and the kernel has none of its own. Types that it has no code for it leaves to their codecs.
 *
 * One is enough for a process: a call does not wait, and leaves nothing behind but plans.
 */
export class RowKernel {
  /** Counts how often all plans were let go. */
  generation = 0;
  /** Rows of the event that was written last. */
  rows = 0;
  private readonly host = new KernelHost();
  private readonly exports: KernelExports;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly in: number;
  private readonly inSize: number;
  private readonly outEnd: number;
  private plansUsed = 0;

  /** Throws where the runtime can't have it. */
  constructor() {
    this.exports = instantiateKernel(this.host.imports);
    const { memory, IN, IN_SIZE, OUT, OUT_END } = this.exports;
    this.bytes = new Uint8Array(memory.buffer);
    this.view = new DataView(memory.buffer);
    this.in = IN.value;
    this.inSize = IN_SIZE.value;
    this.outEnd = OUT_END.value;
    this.host.attach(memory.buffer, OUT.value);
  }

  /** Undefined where it has no room for such a plan at all. When it is full all that it has are let go. */
  place(plan: KernelPlan): PlacedPlan | undefined {
    const { PLANS, PLANS_END, MOST_COLUMNS } = this.exports;
    const size = (planSize(plan) + 15) & ~15;
    const room = PLANS_END.value - PLANS.value;
    if (size > room || plan.sizes.length > MOST_COLUMNS.value) return undefined;
    if (this.plansUsed + size > room) {
      this.plansUsed = 0;
      this.generation++;
    }
    const address = PLANS.value + this.plansUsed;
    this.plansUsed += size;
    writePlan(this.view, address, plan);
    return { address, codecs: plan.columns.map(({ codec }) => codec), generation: this.generation };
  }

  /**
   * The `rowDatas` of the event, which stay until the next call; undefined: the event is none for the kernel. The plan is one of this generation. Throws
   * what no event should make it throw.
   */
  write(plan: PlacedPlan, event: RowsEvent): Uint8Array | undefined {
    const { bytes, rowsStart, rowsEnd, present, presentAfter, operation } = event;
    const size = rowsEnd - rowsStart;
    if (size > this.inSize || event.partialJson) return undefined;
    const { exports, outEnd } = this;
    const start = this.in;
    this.bytes.set(bytes.subarray(rowsStart, rowsEnd), start);
    this.bytes.set(present, exports.BEFORE_BITS.value);
    this.host.codecs = plan.codecs;
    try {
      let from: number;
      if (operation === "UPDATE") {
        this.bytes.set(presentAfter, exports.AFTER_BITS.value);
        from = exports.updateRows(plan.address, start, start + size);
      } else from = exports.plainRows(plan.address, start, start + size, operation === "INSERT");
      this.rows = this.view.getUint32(exports.RESULT.value, true);
      return this.bytes.subarray(from, outEnd);
    } catch (error) {
      if (error === REFUSAL || error instanceof BinlogError) return undefined;
      throw error;
    }
  }
}
