import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "../../../conf/secret.ts";
import { SluiceError } from "../../../proto/error.ts";
import { createLogger } from "../../../server/ops/log.ts";

function capture(format: "auto" | "json" | "pretty", isTTY = false) {
  const lines: string[] = [];
  const output = { isTTY, write: (text: string) => lines.push(text) };
  return { lines, logger: createLogger({ level: "debug", format }, output) };
}

test("one JSON object a line, children carry their fields, lower levels are left out", () => {
  const { lines, logger } = capture("auto");
  logger.child({ destination: "example" }).info({ file: "bin.1" }, "start");
  logger.trace({}, "never");
  expect(lines).toHaveLength(1);
  const line = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
  expect(line).toMatchObject({ level: "info", destination: "example", file: "bin.1", msg: "start" });
  expect(line["time"]).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(Object.keys(line)).not.toContain("pid");
});

test.each(["error", "err"])("a coded error under %s comes with its help and its cause, without a stack", (name) => {
  const { lines, logger } = capture("json");
  const cause = new TypeError("inner");
  logger.warn({ [name]: new SluiceError("INTERNAL_BUG", { place: 7 }, { cause }) }, "trouble");
  const line = JSON.parse(lines[0] ?? "") as Record<string, Record<string, unknown>>;
  expect(line[name]).toMatchObject({
    code: "INTERNAL_BUG",
    details: { place: 7 },
    help: expect.stringContaining("Report") as unknown,
    cause: { type: "TypeError", message: "inner", stack: expect.stringContaining("TypeError") as unknown },
  });
  expect(line[name]).not.toHaveProperty("stack");
});

test("errors that cause each other end", () => {
  const { lines, logger } = capture("json");
  const error = new Error("round");
  error.cause = error;
  logger.error({ error }, "x");
  expect(lines).toHaveLength(1);
});

test.each(["json", "pretty"] as const)("no secret in %s", (format) => {
  const { lines, logger } = capture(format);
  const secret = new Secret("hush");
  logger.info({ password: "hush", source: { password: "hush", dbPassword: "hush" }, secret, list: [secret] }, "login");
  expect(lines.join("")).not.toContain("hush");
  expect(lines.join("")).toContain("***");
});

test("pretty on a terminal: time, level, destination, message, fields; an error below", () => {
  const { lines, logger } = capture("auto", true);
  logger.child({ destination: "example" }).error({ rows: 3, error: new SluiceError("INTERNAL_BUG") }, "gone");
  const plain = stripVTControlCharacters(lines.join(""));
  expect(plain).toMatch(/^\d\d:\d\d:\d\d\.\d{3} ERROR \[example\] gone rows=3\n {2}INTERNAL_BUG: .*\n$/);
  expect(lines.join("")).toContain("\u001B[31m");
});

test("pretty without a terminal has no colours", () => {
  const { lines, logger } = capture("pretty");
  logger.info({}, "plain");
  expect(lines.join("")).toMatch(/^\S+ INFO {2}plain\n$/);
});
