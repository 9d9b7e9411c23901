import type { BackWriter } from "../../proto/back-writer.ts";
import type { RowsEvent } from "../binlog/event.ts";
import type { KernelPlan } from "../kernel/kernel-plan.ts";
import type { PlacedPlan, RowKernel } from "../kernel/row-kernel.ts";
import type { RowPlan } from "./row-plan.ts";

/** Rows events by who has written their rows. */
export interface KernelCounts {
  /** The kernel. */
  kernelEvents: number;
  /** The codecs alone, for want of a kernel, of a plan in it, or because it refused the event. */
  scriptEvents: number;
}

/** What a kernel knows of a plan of ours. */
interface KnownPlan {
  /** Events since the kernel let go of it. */
  uses: number;
  placed: PlacedPlan | undefined;
  /** Events of its table that pass before the kernel is asked again, and how many they were the last time. */
  pause: number;
  lastPause: number;
}

/** The event was not written. */
export const NOT_WRITTEN = -1;
/** A plan is worth its place once it has come so often: a schema of ten thousand tables is not to fill the kernel by passing by. */
const FIRST_USES = 8;
const MOST_USES = 1024;
const LONGEST_PAUSE = 1023;

/** Which events go to the kernel, and with which plan. Tables whose events it refuses rest, longer each time it goes on. */
export class KernelRows {
  private readonly kernel: RowKernel;
  private readonly firstUses: number;
  private readonly known = new WeakMap<RowPlan, KnownPlan>();
  private lastPlan: RowPlan | undefined;
  private last: KnownPlan | undefined;

  constructor(kernel: RowKernel, firstUses = FIRST_USES) {
    this.kernel = kernel;
    this.firstUses = firstUses;
  }

  /** Writes the rows of an event before those that are in `out`, as far as the kernel does, and returns how many they are; NOT_WRITTEN else. */
  put(out: BackWriter, event: RowsEvent, plan: RowPlan): number {
    const known = this.of(plan);
    if (known.pause > 0) {
      known.pause--;
      return NOT_WRITTEN;
    }
    const placed = this.place(known, plan);
    if (placed === undefined) return NOT_WRITTEN;
    const bytes = this.kernel.write(placed, event);
    if (bytes === undefined) {
      known.lastPause = Math.min(2 * known.lastPause + 1, LONGEST_PAUSE);
      known.pause = known.lastPause;
      return NOT_WRITTEN;
    }
    known.lastPause >>= 1;
    out.raw(bytes);
    return this.kernel.rows;
  }

  private of(plan: RowPlan): KnownPlan {
    if (plan === this.lastPlan && this.last !== undefined) return this.last;
    let known = this.known.get(plan);
    if (known === undefined) {
      known = { uses: 0, placed: undefined, pause: 0, lastPause: 0 };
      this.known.set(plan, known);
    }
    this.lastPlan = plan;
    this.last = known;
    return known;
  }

  private place(known: KnownPlan, plan: RowPlan): PlacedPlan | undefined {
    const { kernel } = this;
    const { generation } = kernel;
    if (known.placed?.generation === generation) return known.placed;
    if (known.placed !== undefined) {
      known.placed = undefined;
      known.uses = 0;
    }
    // The fuller it has been, the more a plan must be worth.
    if (++known.uses < Math.min(this.firstUses << Math.min(generation, 20), MOST_USES)) return undefined;
    known.placed = kernel.place(kernelPlan(plan));
    if (known.placed === undefined) known.pause = Number.MAX_SAFE_INTEGER;
    return known.placed;
  }
}

/** A plan as the kernel wants it. */
export function kernelPlan({ layouts, columns }: RowPlan): KernelPlan {
  return {
    sizes: layouts.sizes,
    columns: columns.map(({ index, codec, before: [{ value, promoted, null: none }], after }) => ({
      index,
      codec,
      value: value.bytes(),
      promoted: promoted.bytes(),
      null: none.bytes(),
      after: after.bytes(),
    })),
  };
}
