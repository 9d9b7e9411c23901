import { expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { asRefusal } from "../../../server/parser/source-refusal.ts";

test("an answer about one table is told from a source that can't answer, and from a fault of ours", () => {
  const refusal = new SluiceError("SOURCE_PRIVILEGE_MISSING");
  expect(asRefusal(refusal)).toBe(refusal);
  for (const other of [
    new SluiceError("SOURCE_CONNECTION_LOST"),
    new SluiceError("SOURCE_CLOSED"),
    new TypeError("ours"),
  ]) {
    expect(() => asRefusal(other)).toThrow(other);
  }
});
