import type { ColumnCodec } from "../binlog/columns/column-codec.ts";

/** What the kernel must know of a column that is written. */
export interface KernelColumn {
  readonly index: number;
  readonly codec: ColumnCodec;
  /** The constant bytes before a value, where `updated` is false; before one of the wider type; of a NULL. */
  readonly value: Uint8Array;
  readonly promoted: Uint8Array;
  readonly null: Uint8Array;
  /** The bytes behind it. */
  readonly after: Uint8Array;
}

/** What it must know of a table's rows. */
export interface KernelPlan {
  /** As `ColumnCodec.size`, for each column of the table. */
  readonly sizes: Int32Array;
  /** Those that are written, in order. */
  readonly columns: readonly KernelColumn[];
}
