import { COLUMN_TYPE } from "../../server/binlog/column-type.ts";
import type { RowsEvent } from "../../server/binlog/event.ts";
import type { TableMap } from "../../server/binlog/table-map.ts";
import type { TableMeta } from "../../server/parser/table-meta.ts";

/** The table of the workload: nine columns with text, DECIMAL, JSON, TIMESTAMP(3), DATETIME and DOUBLE. */
const COLUMNS = [
  ["id", "bigint", COLUMN_TYPE.LONGLONG, 0],
  ["k", "int", COLUMN_TYPE.LONG, 0],
  ["c", "varchar(120)", COLUMN_TYPE.VARCHAR, 480],
  ["pad", "char(60)", COLUMN_TYPE.STRING, 240],
  ["ts", "timestamp(3)", COLUMN_TYPE.TIMESTAMP2, 3],
  ["d", "decimal(12,3)", COLUMN_TYPE.NEWDECIMAL, (12 << 8) | 3],
  ["j", "json", COLUMN_TYPE.JSON, 4],
  ["dt", "datetime", COLUMN_TYPE.DATETIME2, 0],
  ["f", "double", COLUMN_TYPE.DOUBLE, 8],
] as const;

const ALL = Uint8Array.of(0xff, 0x01);
/** MySQL closes a rows event at this size. */
const EVENT_SIZE = 8192;

export const BENCH_MAP: TableMap = {
  tableId: 108,
  flags: 1,
  schema: "bench",
  table: "t",
  columnCount: COLUMNS.length,
  types: Uint8Array.from(COLUMNS, (column) => column[2]),
  metas: Uint16Array.from(COLUMNS, (column) => column[3]),
  nullable: ALL,
  metadata: undefined,
};

export const BENCH_META: TableMeta = {
  schema: "bench",
  table: "t",
  columns: COLUMNS.map(([name, mysqlType]) => ({
    name,
    mysqlType,
    isKey: name === "id",
    unsigned: false,
    charset: mysqlType.includes("char") ? "utf8mb4" : undefined,
    nullable: name !== "id",
  })),
};

/** Events of `rows` inserts and then 0.6 times as many updates, as MySQL would log them. */
export function benchEvents(rows: number): RowsEvent[] {
  const events: RowsEvent[] = [];
  const pack = (count: number, operation: "INSERT" | "UPDATE", image: (n: number) => Buffer): void => {
    let images: Buffer[] = [];
    let size = 0;
    for (let n = 1; n <= count; n++) {
      const bytes = image(n);
      images.push(bytes);
      size += bytes.length;
      if (size < EVENT_SIZE && n < count) continue;
      events.push(rowsEvent(operation, Buffer.concat(images)));
      images = [];
      size = 0;
    }
  };
  pack(rows, "INSERT", (n) => imageOf(n, 0));
  pack(Math.round(rows * 0.6), "UPDATE", (n) => Buffer.concat([imageOf(n, 0), imageOf(n, 1)]));
  return events;
}

function rowsEvent(operation: "INSERT" | "UPDATE", bytes: Buffer): RowsEvent {
  return {
    kind: "rows",
    header: {
      timestamp: 1_700_000_000,
      type: operation === "INSERT" ? 30 : 31,
      serverId: 1,
      length: bytes.length + 35,
      flags: 0,
      journalName: "bin.000001",
      position: 4,
      endPosition: 4,
      artificial: false,
    },
    operation,
    tableId: BENCH_MAP.tableId,
    map: BENCH_MAP,
    statementEnd: true,
    columnCount: COLUMNS.length,
    present: ALL,
    presentAfter: ALL,
    partialJson: false,
    bytes,
    rowsStart: 0,
    rowsEnd: bytes.length,
  };
}

/** One row, by its number; `version` 1 has another k, ts and d. */
function imageOf(n: number, version: number): Buffer {
  const mixed = Math.imul(n, 2_654_435_761) >>> 0;
  const text = `${mixed.toString(36)}-${(mixed ^ 0x5bd1e995).toString(36)}-`.repeat(6).slice(0, 40 + (mixed % 60));
  const pad = String(n).padStart(60, "x");
  const fixed = Buffer.alloc(14);
  fixed.writeBigUInt64LE(BigInt(n), 2);
  fixed.writeInt32LE((mixed % 1_000_000) + version, 10);
  const timestamp = Buffer.alloc(6);
  timestamp.writeUInt32BE(1_749_990_600 + (mixed % 60) + version * 17_000_000);
  timestamp.writeUInt16BE((mixed % 1000) * 10, 4);
  const decimal = Buffer.alloc(6);
  const thousandths = (mixed % 100_000_000) + version * 1500;
  decimal.writeUInt32BE((Math.floor(thousandths / 1000) | 0x8000_0000) >>> 0);
  decimal.writeUInt16BE(thousandths % 1000, 4);
  const datetime = Buffer.alloc(5);
  datetime.writeUIntBE(0x8000000000 + ((2025 * 13 + 6) * 32 + 15) * 2 ** 17 + 12 * 4096 + 30 * 64 + (mixed % 60), 0, 5);
  const double = Buffer.alloc(8);
  double.writeDoubleLE(mixed / 7919);
  return Buffer.concat([
    fixed,
    prefixed(text, 2),
    prefixed(pad, 1),
    timestamp,
    decimal,
    jsonOf(mixed),
    datetime,
    double,
  ]);
}

/** `{"a": n, "b": "x…", "c": [1, 2, n]}` in MySQL's form, behind its length. */
function jsonOf(mixed: number): Buffer {
  const text = `x${mixed % 77}`;
  const array = Buffer.from([3, 0, 13, 0, 5, 1, 0, 5, 2, 0, 5, mixed % 9, 0]);
  const size = 25 + 3 + 1 + text.length + array.length;
  const head = Buffer.alloc(25);
  head.writeUInt16LE(3, 0);
  head.writeUInt16LE(size, 2);
  [25, 26, 27].forEach((offset, i) => {
    head.writeUInt16LE(offset, 4 + i * 4);
    head.writeUInt16LE(1, 6 + i * 4);
  });
  head[16] = 5;
  head.writeUInt16LE(mixed % 1000, 17);
  head[19] = 12;
  head.writeUInt16LE(28, 20);
  head[22] = 2;
  head.writeUInt16LE(29 + text.length, 23);
  const document = Buffer.concat([Buffer.from([0]), head, Buffer.from("abc"), prefixed(text, 1), array]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(document.length);
  return Buffer.concat([length, document]);
}

function prefixed(text: string, lengthBytes: 1 | 2): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntLE(text.length, 0, lengthBytes);
  return Buffer.concat([length, Buffer.from(text)]);
}
