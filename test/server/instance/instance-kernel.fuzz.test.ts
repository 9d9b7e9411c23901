import { afterEach, expect, test, vi } from "vitest";
import { silentLogger, type Logger } from "../../../server/logger.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

function recordingLogger(warnings: string[]): Logger {
  return { ...silentLogger, warn: (_fields, message) => warnings.push(message) };
}

test("one kernel serves the process", async () => {
  const { sharedRowKernel } = await import("../../../server/instance/instance-kernel.ts");
  const warnings: string[] = [];
  const kernel = sharedRowKernel(recordingLogger(warnings));
  expect(kernel).toBeDefined();
  expect(sharedRowKernel(recordingLogger(warnings))).toBe(kernel);
  expect(warnings).toEqual([]);
});

test("a runtime without WebAssembly gets none, and one warning", async () => {
  vi.stubGlobal("WebAssembly", undefined);
  const { sharedRowKernel } = await import("../../../server/instance/instance-kernel.ts");
  const warnings: string[] = [];
  expect(sharedRowKernel(recordingLogger(warnings))).toBeUndefined();
  expect(sharedRowKernel(recordingLogger(warnings))).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining("the row kernel")]);
});
