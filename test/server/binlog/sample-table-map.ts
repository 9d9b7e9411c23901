import type { TableMapEvent } from "../../../server/binlog/event.ts";
import { rawMeta, type Defaults, type SampleEvent } from "./sample-event.ts";

/** The parts of a table map that a sample knows. */
export function tableMapFields(event: TableMapEvent): object {
  const { map } = event;
  const meta = map.metadata;
  return {
    tid: map.tableId,
    table: `${map.schema}.${map.table}`,
    tflags: map.flags,
    types: [...map.types],
    metas: [...map.metas],
    unsigned: meta?.unsigned?.flatMap((value, column) => (value === true ? [column] : [])),
    names: meta?.names,
    pk: meta?.primaryKey?.map(({ column }) => column),
    visibility: meta?.visible,
    collations: listed(meta?.collations),
    labelCollations: listed(meta?.labelCollations),
    labels: map.metadata?.labels?.map((labels) => labels?.map((label) => Buffer.from(label).toString("hex"))),
    geometry: listed(meta?.geometryTypes),
    vectors: listed(meta?.vectorDimensions),
  };
}

/** The same parts by the sample. */
export function expectedTableMap(sample: SampleEvent): object {
  const { opt } = sample;
  const columns = sample.types.map((type, column) => rawMeta(type, sample.meta[column] as number));
  const labelColumns = columns.filter(({ type }) => type === 247 || type === 248);
  const isMariadb = sample.sid === 311 || sample.sid === 4242;
  const textColumns = columns.filter(({ type }) => (isMariadb ? isMariadbText(type) : isText(type)));
  const sets = [...(opt.set ?? [])];
  const enums = [...(opt.enum ?? [])];
  const labels = columns.map(({ type }) => (type === 248 ? sets.shift() : type === 247 ? enums.shift() : undefined));
  return {
    tid: sample.tid,
    table: sample.table,
    tflags: sample.tflags,
    types: columns.map(({ type }) => type),
    metas: columns.map(({ meta }) => meta),
    unsigned: opt.unsigned,
    names: opt.names,
    pk: opt.pk,
    visibility: opt.visibility,
    collations: expand(opt.column_charset, opt.default_charset, textColumns.length),
    labelCollations: expand(opt.es_column_charset, opt.es_default_charset, labelColumns.length),
    labels: opt.set || opt.enum ? labels.map((own) => own?.map(({ hex }) => hex)) : undefined,
    geometry: opt.geometry_type,
    vectors: opt.vector_dim,
  };
}

function listed<T>(values: readonly (T | undefined)[] | undefined): T[] | undefined {
  return values?.filter((value): value is T => value !== undefined);
}

function expand(
  charset: readonly number[] | undefined,
  defaults: Defaults | undefined,
  count: number,
): number[] | undefined {
  if (defaults === undefined) return charset === undefined ? undefined : [...charset];
  const all = Array.from({ length: count }, () => defaults[0]);
  for (const [index, collation] of defaults[1]) all[index] = collation;
  return all;
}

function isText(type: number): boolean {
  return [15, 252, 253, 254, 242].includes(type);
}

function isMariadbText(type: number): boolean {
  return isText(type) || [140, 141, 255].includes(type);
}
