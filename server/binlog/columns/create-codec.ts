import { decoderOf } from "../charset.ts";
import { COLUMN_TYPE } from "../column-type.ts";
import { BinlogError } from "../error.ts";
import { AddressCodec } from "./address.ts";
import type { ColumnCodec } from "./column-codec.ts";
import { CompressedCodec } from "./compressed.ts";
import { DecimalCodec, isDecimal } from "./decimal.ts";
import { DoubleCodec, FloatCodec } from "./floating.ts";
import {
  BigintCodec,
  BitCodec,
  LabelCodec,
  SignedCodec,
  UnsignedBigintCodec,
  UnsignedCodec,
  YearCodec,
} from "./integer.ts";
import { JsonCodec } from "./json.ts";
import { OldDatetimeCodec, OldTimeCodec, OldTimestampCodec } from "./old-temporal.ts";
import { DateCodec, DatetimeCodec, TimeCodec } from "./temporal.ts";
import { BinaryCodec, BytesCodec, CharsetCodec, Utf8Codec } from "./text.ts";

import type { TimeZone } from "./time-zone.ts";
import { TimestampCodec } from "./timestamp.ts";

/** What a column's codec depends on, besides its type and metadata in the TABLE_MAP. */
export interface ColumnTraits {
  readonly unsigned: boolean;
  /** Character set of a string column; "binary" for bytes. */
  readonly charset: string;
  /** Fraction digits of the old temporal types, which say nothing themselves. */
  readonly oldFsp: number;
  /** MariaDB types that look like BINARY. */
  readonly address: "uuid" | "inet4" | "inet6" | undefined;
  readonly zone: TimeZone;
}

/** `meta` as `TableMap.metas` has it. Throws BINLOG_UNSUPPORTED for a type that no known server writes into rows. */
export function createCodec(type: number, meta: number, traits: ColumnTraits): ColumnCodec {
  switch (type) {
    case COLUMN_TYPE.TINY:
      return integer(1, traits.unsigned, true);
    case COLUMN_TYPE.SHORT:
      return integer(2, traits.unsigned, true);
    case COLUMN_TYPE.INT24:
      return integer(3, traits.unsigned, false);
    case COLUMN_TYPE.LONG:
      return integer(4, traits.unsigned, true);
    case COLUMN_TYPE.LONGLONG:
      return traits.unsigned ? new UnsignedBigintCodec() : new BigintCodec();
    case COLUMN_TYPE.FLOAT:
      return new FloatCodec();
    case COLUMN_TYPE.DOUBLE:
      return new DoubleCodec();
    case COLUMN_TYPE.NEWDECIMAL:
      return decimal(meta >> 8, meta & 0xff);
    case COLUMN_TYPE.BIT:
      if (meta < 1 || meta > 64) throw unsupported(`BIT(${meta})`);
      return new BitCodec(meta);
    case COLUMN_TYPE.YEAR:
      return new YearCodec();
    case COLUMN_TYPE.ENUM:
      if (meta !== 1 && meta !== 2) throw unsupported(`an ENUM of ${meta} bytes`);
      return new LabelCodec(meta);
    case COLUMN_TYPE.SET:
      if (meta < 1 || meta > 8) throw unsupported(`a SET of ${meta} bytes`);
      return new LabelCodec(meta);
    case COLUMN_TYPE.DATE:
    case COLUMN_TYPE.NEWDATE:
      return new DateCodec();
    case COLUMN_TYPE.TIME2:
      return new TimeCodec(fsp(meta));
    case COLUMN_TYPE.DATETIME2:
      return new DatetimeCodec(fsp(meta));
    case COLUMN_TYPE.TIMESTAMP2:
      return new TimestampCodec(fsp(meta), traits.zone);
    case COLUMN_TYPE.TIME:
      return new OldTimeCodec(fsp(traits.oldFsp));
    case COLUMN_TYPE.DATETIME:
      return new OldDatetimeCodec(fsp(traits.oldFsp));
    case COLUMN_TYPE.TIMESTAMP:
      return new OldTimestampCodec(fsp(traits.oldFsp), traits.zone);
    case COLUMN_TYPE.STRING:
    case COLUMN_TYPE.VARCHAR:
    case COLUMN_TYPE.VAR_STRING:
      return string(type, meta, traits);
    case COLUMN_TYPE.MARIADB_VARCHAR_COMPRESSED:
      return new CompressedCodec(text(meta > 255 ? 2 : 1, traits.charset));
    case COLUMN_TYPE.BLOB:
      return text(lengthBytes(meta), traits.charset);
    case COLUMN_TYPE.MARIADB_BLOB_COMPRESSED:
      return new CompressedCodec(text(lengthBytes(meta), traits.charset));
    case COLUMN_TYPE.GEOMETRY:
    case COLUMN_TYPE.VECTOR:
      return new BytesCodec(lengthBytes(meta));
    case COLUMN_TYPE.JSON:
      return new JsonCodec(lengthBytes(meta));
    default:
      throw unsupported(`column type ${type}`);
  }
}

function integer(size: 1 | 2 | 3 | 4, unsigned: boolean, promotes: boolean): ColumnCodec {
  return unsigned ? new UnsignedCodec(size, promotes) : new SignedCodec(size);
}

function decimal(precision: number, scale: number): ColumnCodec {
  if (!isDecimal(precision, scale)) throw unsupported(`DECIMAL(${precision},${scale})`);
  return new DecimalCodec(precision, scale);
}

function string(type: number, meta: number, traits: ColumnTraits): ColumnCodec {
  const length = meta > 255 ? 2 : 1;
  if (type === COLUMN_TYPE.STRING) {
    if (traits.address !== undefined) return new AddressCodec(traits.address);
    if (traits.charset === "binary") return new BinaryCodec(length, meta);
  }
  return text(length, traits.charset);
}

/** An unknown character set gives no decoder; its bytes are then kept as they are, as for `binary`. */
function text(length: number, charset: string): ColumnCodec {
  const decoder = decoderOf(charset);
  if (decoder === undefined) return new BytesCodec(length);
  if (decoder.name === "utf8mb4" || decoder.name === "utf8mb3") return new Utf8Codec(length);
  return new CharsetCodec(length, decoder);
}

function lengthBytes(meta: number): number {
  if (meta < 1 || meta > 4) throw unsupported(`a length of ${meta} bytes`);
  return meta;
}

function fsp(meta: number): number {
  if (meta > 6) throw unsupported(`${meta} fraction digits`);
  return meta;
}

function unsupported(what: string): BinlogError {
  return new BinlogError("BINLOG_UNSUPPORTED", 0, what);
}
