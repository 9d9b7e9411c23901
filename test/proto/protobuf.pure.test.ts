import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canalMessages, entryMessages, readInt64, toInt64, writeInt64 } from "../../proto/protobuf.ts";

const EDGES = [
  0n,
  1n,
  -1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  -(2n ** 32n),
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  -(2n ** 53n) + 1n,
  -(2n ** 53n),
  -(2n ** 53n) - 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
];

describe("int64", () => {
  test.each(EDGES)("%s goes through the wire exactly, in its one form", (value) => {
    const int64 = toInt64(value);
    expect(typeof int64).toBe(value > -(2n ** 53n) && value < 2n ** 53n ? "number" : "bigint");
    const bytes = canalMessages.Dump.encode({ position: writeInt64(int64) }).finish();
    expect(readInt64(canalMessages.Dump.decode(bytes).position)).toBe(int64);
  });

  test("any value, in packets and entries", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const int64 = toInt64(value);
        const dump = canalMessages.Dump.encode({ position: writeInt64(int64) }).finish();
        expect(readInt64(canalMessages.Dump.decode(dump).position)).toBe(int64);
        const change = entryMessages.RowChange.encode({ tableId: writeInt64(int64) }).finish();
        expect(readInt64(entryMessages.RowChange.decode(change).tableId)).toBe(int64);
        expect(BigInt(int64)).toBe(value);
      }),
    );
  });

  test("an absent field reads as 0", () => {
    expect(readInt64(undefined)).toBe(0);
    expect(readInt64(null)).toBe(0);
    expect(readInt64(canalMessages.Dump.decode(new Uint8Array(0)).position)).toBe(0);
  });
});
