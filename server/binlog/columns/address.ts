import { BinlogError } from "../error.ts";
import { WRITTEN, type BackBuffer, type ColumnCodec, type Outcome, type RowBytes } from "./column-codec.ts";
import { putAscii } from "./digits.ts";

/**
 * MariaDB's UUID, INET4 and INET6: stored as BINARY(16) or BINARY(4) without their trailing zero bytes, told from BINARY by the schema
 * only (binlog.md 15.3).
 */
export class AddressCodec implements ColumnCodec {
  readonly size = -1;
  readonly comparesText = false;
  private readonly kind: "uuid" | "inet4" | "inet6";
  private readonly full: Buffer;

  constructor(kind: "uuid" | "inet4" | "inet6") {
    this.kind = kind;
    this.full = Buffer.alloc(kind === "inet4" ? 4 : 16);
  }

  write(out: BackBuffer, row: RowBytes, start: number, end: number): Outcome {
    const full = this.full;
    if (end - start > full.length) {
      throw new BinlogError("BINLOG_CORRUPT_VALUE", start, `${end - start} bytes are no ${this.kind}`);
    }
    full.fill(0);
    row.bytes.copy(full, 0, start, end);
    const text = this.kind === "uuid" ? uuid(full) : this.kind === "inet4" ? full.join(".") : inet6(full);
    out.pos = putAscii(out.bytes, out.pos, text);
    return WRITTEN;
  }
}

function uuid(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Groups in hex, the first longest run of zero groups as `::`, IPv4-mapped and -compatible addresses with a dotted tail. */
function inet6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2));
  let from = -1;
  let run = 1;
  for (let i = 0; i < 8; i++) {
    let size = 0;
    while (i + size < 8 && groups[i + size] === 0) size++;
    if (size > run) {
      from = i;
      run = size;
    }
    i += size;
  }
  const dotted = from === 0 && (run === 6 || (run === 5 && groups[5] === 0xffff));
  const shown = groups.map((group) => group.toString(16));
  if (dotted) shown.splice(6, 2, bytes.subarray(12).join("."));
  if (from < 0) return shown.join(":");
  return `${shown.slice(0, from).join(":")}::${shown.slice(from + run).join(":")}`;
}
