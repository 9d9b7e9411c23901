import type { BackWriter } from "../../proto/back-writer.ts";
import { charsetOfCollation } from "../binlog/charset.ts";
import { COLUMN_TYPE } from "../binlog/column-type.ts";
import type { ColumnCodec } from "../binlog/columns/column-codec.ts";
import { createCodec } from "../binlog/columns/create-codec.ts";
import type { TimeZone } from "../binlog/columns/time-zone.ts";
import type { TableMap } from "../binlog/table-map.ts";
import { ImageLayouts } from "./row-image.ts";
import { RowConstant } from "./row-constant.ts";
import { sqlTypesOf } from "./sql-type.ts";
import type { ColumnMeta, TableMeta } from "./table-meta.ts";

/** Indexes of the columns that reach consumers; the others are read over. One object per table and filter: it is a cache key. */
export type FieldSelection = ReadonlySet<number>;

/** The bytes around a column's value, by what the value is: see `canal-protocol` 1.5 for the fields. */
interface ColumnConstants {
  readonly value: RowConstant;
  readonly promoted: RowConstant;
  readonly null: RowConstant;
}

export interface ColumnPlan {
  readonly index: number;
  readonly codec: ColumnCodec;
  /** The codec's own: looking it up in objects of a dozen classes costs more than many a value does. */
  readonly write: ColumnCodec["write"];
  /** `index`, `sqlType`, `name`, `isKey`, `updated`, `isNull`; first where `updated` is false, then where it is true. */
  readonly before: readonly [ColumnConstants, ColumnConstants];
  /** `mysqlType`. */
  readonly after: RowConstant;
  /** Bytes of the longest constants, with the room that copying by words needs. */
  readonly room: number;
  /** Which of the table's JSON columns it is, −1 for none: the place of its bit in a partial update. */
  readonly jsonOrdinal: number;
  /** Of a JSON column, what a partial update is written on: the name, or `@index` where it is not known. */
  readonly jsonName: Buffer;
  readonly charset: string;
  /** The props pair that says that the value is bytes as Latin-1 text. */
  readonly invalid: RowConstant;
}

/** All that is the same for every row of a table as one TABLE_MAP and one TableMeta describe it. Immutable. */
export interface RowPlan {
  readonly map: TableMap;
  readonly meta: TableMeta | undefined;
  readonly fields: FieldSelection | undefined;
  readonly layouts: ImageLayouts;
  /** Columns that are written, in order. */
  readonly columns: readonly ColumnPlan[];
  /** JSON columns of the table. */
  readonly jsonColumns: number;
}

const INVALID_KEY = "sluice.invalidCharset";
const ADDRESS = /^(uuid|inet4|inet6)\b/i;
const BINARY_TYPE = /binary|blob/i;
const FSP = /\((\d)\)/;

export function createPlan(
  map: TableMap,
  meta: TableMeta | undefined,
  fields: FieldSelection | undefined,
  known: ColumnPlans,
): RowPlan {
  const sizes = new Int32Array(map.columnCount);
  const columns: ColumnPlan[] = [];
  let jsonColumns = 0;
  for (let index = 0; index < map.columnCount; index++) {
    const json = map.types[index] === COLUMN_TYPE.JSON;
    const column = known.of(map, meta?.columns[index], index, json ? jsonColumns : -1);
    sizes[index] = column.codec.size;
    if (json) jsonColumns++;
    if (fields === undefined || fields.has(index)) columns.push(column);
  }
  return {
    map,
    meta,
    fields,
    layouts: new ImageLayouts(sizes),
    columns,
    jsonColumns,
  };
}

/** What the plan of a column depends on. */
interface ColumnFacts {
  readonly type: number;
  readonly typeMeta: number;
  readonly unsigned: boolean;
  readonly charset: string;
  readonly name: string | undefined;
  readonly mysqlType: string | undefined;
  readonly isKey: boolean | undefined;
  readonly index: number;
  readonly jsonOrdinal: number;
}

/**
 * Plans of columns, one object for all that are alike: tables of one schema, of one shape for each tenant, of one name with another table id have most
 * of theirs in common, and a plan is half a kilobyte.
 */
export class ColumnPlans {
  private readonly zone: TimeZone;
  private readonly plans = new Map<string, ColumnPlan>();

  constructor(zone: TimeZone) {
    this.zone = zone;
  }

  of(map: TableMap, meta: ColumnMeta | undefined, index: number, jsonOrdinal: number): ColumnPlan {
    const facts = factsOf(map, meta, index, jsonOrdinal);
    const key = Object.values(facts).join("\0");
    if (key.length > LONGEST_KEY) return planColumn(facts, this.zone);
    let plan = this.plans.get(key);
    if (plan === undefined) {
      plan = planColumn(facts, this.zone);
      if (this.plans.size >= MOST_PLANS) this.plans.clear();
      this.plans.set(key, plan);
    }
    return plan;
  }
}

/** A plan that is not kept here is still there for the tables that use it. */
const MOST_PLANS = 16_384;
/** The labels of an ENUM may be long. */
const LONGEST_KEY = 512;

function factsOf(map: TableMap, meta: ColumnMeta | undefined, index: number, jsonOrdinal: number): ColumnFacts {
  const name = meta?.name ?? map.metadata?.names?.[index];
  const key = map.metadata?.primaryKey;
  return {
    type: map.types[index] as number,
    typeMeta: map.metas[index] as number,
    unsigned: map.metadata?.unsigned?.[index] ?? meta?.unsigned ?? false,
    charset: charsetOf(map, meta, index),
    name,
    mysqlType: meta?.mysqlType,
    // Only FULL metadata has both names and keys; without it and without a schema neither is known.
    isKey: meta?.isKey ?? (name === undefined ? undefined : (key?.some((part) => part.column === index) ?? false)),
    index,
    jsonOrdinal,
  };
}

function planColumn(facts: ColumnFacts, zone: TimeZone): ColumnPlan {
  const { type, charset, name, mysqlType, isKey, index, jsonOrdinal } = facts;
  const address = ADDRESS.exec(mysqlType ?? "")?.[1]?.toLowerCase();
  const codec = createCodec(type, facts.typeMeta, {
    unsigned: facts.unsigned,
    charset,
    oldFsp: Number(FSP.exec(mysqlType ?? "")?.[1] ?? 0),
    address: address === "uuid" || address === "inet4" || address === "inet6" ? address : undefined,
    zone,
  });
  const binary = charset === "binary" && !(type === COLUMN_TYPE.STRING && address !== undefined);
  const sqlTypes = sqlTypesOf(type, binary);
  const constants = (sqlType: number, updated: boolean, isNull: boolean): RowConstant =>
    RowConstant.of((out) => {
      putFlag(out, 0x30, isNull);
      putFlag(out, 0x28, updated);
      if (isKey !== undefined) putFlag(out, 0x20, isKey);
      if (name !== undefined) out.textField(0x1a, name);
      out.int(sqlType);
      out.byte(0x10);
      out.varint(index);
      out.byte(0x08);
    });
  const all = (updated: boolean): ColumnConstants => {
    const value = constants(sqlTypes.value, updated, false);
    const promoted = sqlTypes.promoted === sqlTypes.value ? value : constants(sqlTypes.promoted, updated, false);
    return { value, promoted, null: constants(sqlTypes.null, updated, true) };
  };
  const before = [all(false), all(true)] as const;
  const after = mysqlType === undefined ? NOTHING : RowConstant.of((out) => out.textField(0x52, mysqlType));
  const invalid = RowConstant.of((out) => {
    out.textField(0x12, charset);
    out.textField(0x0a, INVALID_KEY);
    out.varint(out.length);
    out.byte(0x3a);
  });
  return {
    index,
    codec,
    write: codec.write,
    before,
    after,
    room: Math.max(before[0].value.size, before[0].promoted.size, before[0].null.size) + invalid.size + after.size + 64,
    jsonOrdinal,
    jsonName: jsonOrdinal < 0 ? NO_NAME : Buffer.from(name ?? `@${index}`),
    charset,
    invalid,
  };
}

const NOTHING = new RowConstant(new Uint8Array(0));
const NO_NAME = Buffer.alloc(0);

function putFlag(out: BackWriter, tag: number, value: boolean): void {
  out.byte(value ? 1 : 0);
  out.byte(tag);
}

/** The log's own collation where it has one, else the schema's; without both, a BLOB is bytes and the rest is utf8mb4. */
function charsetOf(map: TableMap, meta: ColumnMeta | undefined, index: number): string {
  const collation = map.metadata?.collations?.[index];
  const logged = collation === undefined ? undefined : charsetOfCollation(collation);
  if (logged !== undefined) return logged;
  if (meta !== undefined) return meta.charset ?? (BINARY_TYPE.test(meta.mysqlType) ? "binary" : "utf8mb4");
  const type = map.types[index];
  return type === COLUMN_TYPE.BLOB || type === COLUMN_TYPE.MARIADB_BLOB_COMPRESSED ? "binary" : "utf8mb4";
}
