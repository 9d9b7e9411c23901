import { COLUMN_TYPE } from "../column-type.ts";
import type { ByteReader } from "../reader.ts";
import type { TableMap } from "../table-map.ts";
import { copyBytes } from "../text.ts";
import { readTableMapMetadata } from "./table-map-metadata.ts";

/**
 * `u48 table id (u32 in old logs), u16 flags, u8 length, schema, NUL, u8 length, table, NUL, lenenc columns, u8 type per column, lenenc length,
 * metadata per column, nullable bits, [optional metadata]`. The reader must be over bytes that live as long as the map.
 */
export function decodeTableMap(reader: ByteReader, shortTableId: boolean, mariadb: boolean): TableMap {
  const tableId = shortTableId ? reader.u32() : reader.u48();
  const flags = reader.u16();
  const schema = reader.utf8(reader.u8());
  reader.skip(1);
  const table = reader.utf8(reader.u8());
  reader.skip(1);
  const columnCount = reader.lenencLength();
  const types = copyBytes(reader.take(columnCount));
  const metas = new Uint16Array(columnCount);
  const metaReader = reader.part(reader.lenencLength());
  for (let column = 0; column < columnCount; column++) readMeta(metaReader, types, metas, column);
  const nullable = reader.take((columnCount + 7) >> 3);
  const metadata = reader.remaining === 0 ? undefined : readTableMapMetadata(reader, types, mariadb);
  return { tableId, flags, schema, table, columnCount, types, metas, nullable, metadata };
}

/** Reads the metadata bytes of one column, and puts the real type of a STRING in the place of 254. */
function readMeta(reader: ByteReader, types: Uint8Array, metas: Uint16Array, column: number): void {
  switch (types[column] as number) {
    case COLUMN_TYPE.FLOAT:
    case COLUMN_TYPE.DOUBLE:
    case COLUMN_TYPE.BLOB:
    case COLUMN_TYPE.GEOMETRY:
    case COLUMN_TYPE.JSON:
    case COLUMN_TYPE.VECTOR:
    case COLUMN_TYPE.TIMESTAMP2:
    case COLUMN_TYPE.DATETIME2:
    case COLUMN_TYPE.TIME2:
    case COLUMN_TYPE.MARIADB_BLOB_COMPRESSED:
      metas[column] = reader.u8();
      return;
    case COLUMN_TYPE.VARCHAR:
    case COLUMN_TYPE.MARIADB_VARCHAR_COMPRESSED:
      metas[column] = reader.u16();
      return;
    case COLUMN_TYPE.NEWDECIMAL:
      metas[column] = (reader.u8() << 8) | reader.u8();
      return;
    case COLUMN_TYPE.BIT: {
      const bits = reader.u8();
      metas[column] = reader.u8() * 8 + bits;
      return;
    }
    case COLUMN_TYPE.STRING:
    case COLUMN_TYPE.VAR_STRING:
      readStringMeta(reader, types, metas, column);
      return;
    case COLUMN_TYPE.ENUM:
    case COLUMN_TYPE.SET:
      reader.skip(1);
      metas[column] = reader.u8();
      return;
    case COLUMN_TYPE.TYPED_ARRAY:
      skipElementMeta(reader);
      return;
    default:
      return;
  }
}

/**
 * Two bytes: the real type, whose bits 4 and 5 hold (inverted) the two high bits of a length above 255, and the length; for ENUM and SET
 * the length is that of the stored value.
 */
function readStringMeta(reader: ByteReader, types: Uint8Array, metas: Uint16Array, column: number): void {
  const first = reader.u8();
  const second = reader.u8();
  if ((first & 0x30) !== 0x30) {
    types[column] = COLUMN_TYPE.STRING;
    metas[column] = second | (((first & 0x30) ^ 0x30) << 4);
    return;
  }
  types[column] = first === COLUMN_TYPE.ENUM || first === COLUMN_TYPE.SET ? first : COLUMN_TYPE.STRING;
  metas[column] = second;
}

/** A typed array has its element's type and metadata; no server since 8.0.18 puts one in a log. */
function skipElementMeta(reader: ByteReader): void {
  switch (reader.u8()) {
    case COLUMN_TYPE.VARCHAR:
      reader.skip(3);
      return;
    case COLUMN_TYPE.NEWDECIMAL:
    case COLUMN_TYPE.STRING:
    case COLUMN_TYPE.VAR_STRING:
    case COLUMN_TYPE.BIT:
      reader.skip(2);
      return;
    case COLUMN_TYPE.FLOAT:
    case COLUMN_TYPE.DOUBLE:
    case COLUMN_TYPE.BLOB:
    case COLUMN_TYPE.JSON:
    case COLUMN_TYPE.TIMESTAMP2:
    case COLUMN_TYPE.DATETIME2:
    case COLUMN_TYPE.TIME2:
      reader.skip(1);
      return;
    default:
      return;
  }
}
