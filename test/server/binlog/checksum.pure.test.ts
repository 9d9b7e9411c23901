import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { verifyChecksum } from "../../../server/binlog/checksum.ts";
import { BinlogError } from "../../../server/binlog/error.ts";

/** An event of so many bytes, any bytes, with its sum behind them. */
function summed(length: number): Buffer {
  const raw = Buffer.alloc(length + 4);
  for (let i = 0; i < length; i++) raw[i] = Math.imul(i + length, 2654435761) >>> 24;
  raw.writeUInt32LE(crc32(raw.subarray(0, length)), length);
  return raw;
}

test("events of every length up to 300 bytes pass, and with one bit changed they do not", () => {
  for (let length = 19; length <= 300; length++) {
    const raw = summed(length);
    verifyChecksum(raw);
    const at = (length * 7) % raw.length;
    raw[at] = (raw[at] as number) ^ (1 << (length % 8));
    expect(() => verifyChecksum(raw)).toThrow(BinlogError);
  }
});
