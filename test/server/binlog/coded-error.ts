import { expect } from "vitest";
import { BinlogError, type BinlogErrorCode } from "../../../server/binlog/error.ts";

/** The BinlogError that `run` throws, whatever other kind of error fails the test. */
export function codedError(run: () => unknown): BinlogError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(BinlogError);
    return error as BinlogError;
  }
  throw new Error("nothing was thrown");
}

export function expectCode(run: () => unknown, code: BinlogErrorCode, offset?: number): void {
  const error = codedError(run);
  expect(error.code).toBe(code);
  if (offset !== undefined) expect(error.offset).toBe(offset);
}
