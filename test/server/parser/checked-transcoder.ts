import { expect } from "vitest";
import { BackWriter } from "../../../proto/back-writer.ts";
import { BinlogError } from "../../../server/binlog/error.ts";
import type { RowsEvent } from "../../../server/binlog/event.ts";
import { RowKernel } from "../../../server/kernel/row-kernel.ts";
import { RowTranscoder, type RowPlan, type RowsHeader } from "../../../server/parser/row-transcoder.ts";

const kernel = new RowKernel();

/** Writes each event by the codecs, as asked, and by the kernel too, which must come to the same: bytes, rows, or the very same error. */
export class CheckedTranscoder extends RowTranscoder {
  private readonly out = new BackWriter(64);
  private readonly byKernel = new RowTranscoder({
    // Codecs, and with them the zone, are those of the plan.
    timeZone: "UTC",
    kernel,
    kernelUses: 1,
    onKernelFailure: (error) => {
      throw error;
    },
  });

  override transcode(out: BackWriter, event: RowsEvent, plan: RowPlan, header: RowsHeader): number {
    let rows: number;
    try {
      rows = super.transcode(out, event, plan, header);
    } catch (error) {
      expect(error).toBeInstanceOf(BinlogError);
      expect(() => this.byKernel.transcode(this.out, event, plan, header)).toThrow(error);
      throw error;
    }
    this.out.reset();
    expect(this.byKernel.transcode(this.out, event, plan, header)).toBe(rows);
    const { bytes, pos } = this.out;
    if (bytes.compare(out.bytes, out.pos, out.pos + this.out.length, pos) !== 0) {
      expect(bytes.subarray(pos).toString("latin1")).toBe(out.bytes.toString("latin1", out.pos));
    }
    return rows;
  }
}
