import {
  CODEC_ROOM,
  WRITTEN,
  type BackBuffer,
  type ColumnCodec,
  type RowBytes,
} from "../binlog/columns/column-codec.ts";
import { putDouble, putFloat } from "../binlog/columns/floating.ts";
import { putOpaque } from "../binlog/columns/json-opaque.ts";
import type { KernelImports } from "./kernel-exports.ts";

/** Thrown through the kernel: the event is none for it. One object, for it tells nothing. */
export const REFUSAL = new Error("refused by the row kernel");

/** Where the column's number stands in its record: `COLUMN_ORDINAL` of `assembly/plan.ts`. */
export const COLUMN_ORDINAL = 56;

/** The memory before which codecs write. It does not grow: an event that needs more is none for the kernel. */
class KernelOut implements BackBuffer {
  readonly bytes: Buffer;
  readonly view: DataView;
  pos = 0;
  private readonly floor: number;

  constructor(memory: ArrayBuffer, floor: number) {
    this.bytes = Buffer.from(memory);
    this.view = new DataView(memory);
    this.floor = floor;
  }

  reserve(size: number): void {
    if (this.pos - size < this.floor) throw REFUSAL;
  }
}

/** Writes for the kernel what it leaves to the codecs: values of types that it has none for, and rare ones of others. */
export class KernelHost {
  /** Of the columns that are written, in order. */
  codecs: readonly ColumnCodec[] = [];
  readonly imports: KernelImports;
  private out = new KernelOut(new ArrayBuffer(0), 0);
  private row: RowBytes = this.out;

  constructor() {
    this.imports = {
      refuse: () => {
        throw REFUSAL;
      },
      hostValue: (column, start, end, pos) => {
        const out = this.at(pos);
        const codec = this.codecs[out.view.getInt32(column + COLUMN_ORDINAL, true)];
        if (codec?.write(out, this.row, start, end) !== WRITTEN) throw REFUSAL;
        return out.pos;
      },
      hostOpaque: (start, end, pos) => {
        const out = this.at(pos);
        putOpaque(out, this.row, start, end);
        return out.pos;
      },
      hostDouble: (value, pos) => {
        const out = this.at(pos);
        putDouble(out, value);
        return out.pos;
      },
      hostFloat: (value, pos) => {
        const out = this.at(pos);
        putFloat(out, value);
        return out.pos;
      },
    };
  }

  /** Texts may begin at `floor` at the lowest. */
  attach(memory: ArrayBuffer, floor: number): void {
    this.out = new KernelOut(memory, floor);
    this.row = this.out;
  }

  private at(pos: number): KernelOut {
    const { out } = this;
    out.pos = pos;
    out.reserve(CODEC_ROOM);
    return out;
  }
}
