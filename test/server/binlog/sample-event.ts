interface Hex {
  readonly hex: string;
}

export type Defaults = readonly [number, readonly (readonly [number, number])[]];

/** One line of `*.events.jsonl`: all fields of all events; each event has some. */
export interface SampleEvent {
  readonly ts: number;
  readonly sid: number;
  readonly len: number;
  readonly pos: number;
  readonly flags: number;
  readonly name: string;
  readonly off: number;
  readonly inner?: readonly SampleEvent[];
  /** The payload event around this one. */
  readonly outer?: SampleEvent;
  readonly bver: number;
  readonly server: string;
  readonly created: number;
  readonly alg: number;
  readonly thread: number;
  readonly err_code: number;
  readonly db: string;
  readonly sql: string | { readonly chars: number; readonly sha256: string };
  readonly vars: { readonly sql_mode: string; readonly charset: readonly number[] };
  readonly gtid: string;
  readonly lc?: number;
  readonly seq?: number;
  readonly imm?: number;
  readonly tlen?: number;
  readonly f2: number;
  readonly set?: string;
  readonly list?: readonly string[];
  readonly xid: number;
  readonly one_phase: number;
  readonly gtrid: Hex;
  readonly bqual: Hex;
  readonly fmt: number;
  readonly tid: number;
  readonly table: string;
  readonly tflags: number;
  readonly types: readonly number[];
  readonly meta: readonly number[];
  readonly opt: {
    readonly unsigned?: readonly number[];
    readonly names?: readonly string[];
    readonly pk?: readonly number[];
    readonly visibility?: readonly boolean[];
    readonly column_charset?: readonly number[];
    readonly default_charset?: Defaults;
    readonly es_column_charset?: readonly number[];
    readonly es_default_charset?: Defaults;
    readonly set?: readonly (readonly Hex[])[];
    readonly enum?: readonly (readonly Hex[])[];
    readonly geometry_type?: readonly number[];
    readonly vector_dim?: readonly number[];
  };
  readonly rflags: number;
  readonly cols: readonly number[];
  readonly cols_after?: readonly number[];
  readonly kind: number;
  readonly val: unknown;
  readonly seed: readonly number[];
  readonly var: string;
  readonly comp: number;
  readonly usize: number;
  readonly psize: number;
  readonly file: string;
  readonly npos: number;
}

/** One logged statement of `ddl-*.json`. */
export interface SampleQuery {
  readonly offset: number;
  readonly db: string;
  readonly flags: number;
  readonly sql_mode: string;
  readonly charset: readonly number[];
  readonly sql?: string;
}

/** Real type and meaning of the metadata bytes that the samples keep raw. */
export function rawMeta(type: number, meta: number): { readonly type: number; readonly meta: number } {
  if (type === 16) return { type, meta: (meta >> 8) * 8 + (meta & 0xff) };
  if (type !== 254) return { type, meta };
  const real = meta >> 8;
  const length = meta & 0xff;
  if (real === 247 || real === 248) return { type: real, meta: length };
  return { type: 254, meta: (real & 0x30) === 0x30 ? length : length + (((real & 0x30) ^ 0x30) << 4) };
}
