import type { ColumnCodec } from "../binlog/columns/column-codec.ts";
import { DecimalCodec } from "../binlog/columns/decimal.ts";
import { DoubleCodec, FloatCodec } from "../binlog/columns/floating.ts";
import {
  BigintCodec,
  BitCodec,
  LabelCodec,
  SignedCodec,
  UnsignedBigintCodec,
  UnsignedCodec,
  YearCodec,
} from "../binlog/columns/integer.ts";
import { JsonCodec } from "../binlog/columns/json.ts";
import { DateCodec, DatetimeCodec, TimeCodec } from "../binlog/columns/temporal.ts";
import { BinaryCodec, BytesCodec, Utf8Codec } from "../binlog/columns/text.ts";
import { TimestampCodec } from "../binlog/columns/timestamp.ts";

/** A codec as the kernel has it: its number in `assembly/plan.ts` and two numbers more, whose meaning is the codec's. */
export type CodecForm = readonly [codec: number, a: number, b: number];

/** Values of this codec are written by the host. */
const HOST: CodecForm = [0, 0, 0];
/** No value is too big for its type. */
const NEVER = 64;

export function formOf(codec: ColumnCodec): CodecForm {
  const { size } = codec;
  if (codec instanceof SignedCodec || codec instanceof BigintCodec) return [1, size, 0];
  if (codec instanceof UnsignedCodec) return [2, size, codec.promotes ? size * 8 - 1 : NEVER];
  if (codec instanceof UnsignedBigintCodec) return [2, size, 63];
  if (codec instanceof LabelCodec) return [2, size, NEVER];
  if (codec instanceof BitCodec) return [3, size, 0];
  if (codec instanceof YearCodec) return [4, 0, 0];
  if (codec instanceof DoubleCodec) return [5, 0, 0];
  if (codec instanceof FloatCodec) return [6, 0, 0];
  if (codec instanceof DecimalCodec) return [7, codec.whole, codec.scale];
  if (codec instanceof DateCodec) return [8, 0, 0];
  if (codec instanceof TimeCodec) return [9, codec.fsp, 0];
  if (codec instanceof DatetimeCodec) return [10, codec.fsp, 0];
  if (codec instanceof TimestampCodec) {
    const offset = codec.zone.fixedOffset;
    return offset === undefined ? HOST : [11, codec.fsp, offset];
  }
  if (codec instanceof Utf8Codec) return [12, 0, 0];
  if (codec instanceof BytesCodec) return [13, 0, 0];
  if (codec instanceof BinaryCodec) return [14, codec.width, 0];
  if (codec instanceof JsonCodec) return [15, 0, 0];
  return HOST;
}
