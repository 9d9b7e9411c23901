import { afterEach, describe, expect, it } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import type { EventParser } from "../../../server/parser/event-parser.ts";
import { readCanalSample } from "../../support/canal-sample.ts";
import { LogSource } from "../../support/log-source.ts";
import { makeParser } from "../../support/parser-run.ts";

const sample = readCanalSample("ddl-mysql97");
const NAME = { schema: "zz", table: "marker" };
const MARKER = "CREATE TABLE `marker` (`id` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB";
const running: { readonly parser: EventParser; readonly run: Promise<void> }[] = [];

afterEach(async () => {
  for (const { parser, run } of running.splice(0)) {
    await parser.stop();
    await run;
  }
});

/** A parser without a place for rows that wait, at the end of the sample's log. */
async function follow(answer: string | Error | undefined): Promise<EventParser> {
  const source = new LogSource({ files: [{ journalName: sample.journalName, bytes: sample.log }] });
  const showCreateTable = () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer));
  Object.defineProperty(source, "schema", { value: { ...source.schema, showCreateTable } });
  const { parser } = makeParser(source, { start: { journalName: sample.journalName, position: 4 } });
  running.push({ parser, run: parser.run() });
  await expect.poll(() => parser.status.caughtUpAt, { timeout: 10_000, interval: 1 }).toBeGreaterThan(0);
  return parser;
}

describe("an operator's questions", () => {
  it("have no answer before the source was reached: a code that says so", async () => {
    const source = new LogSource({ files: [{ journalName: sample.journalName, bytes: sample.log }] });
    const { parser } = makeParser(source);
    expect(() => parser.schema.show()).toThrow(/^PARSER_NOT_FOLLOWING/u);
    await expect(parser.schema.set(NAME, MARKER, false)).rejects.toMatchObject({ code: "PARSER_NOT_FOLLOWING" });
    await expect(parser.schema.drop(NAME)).rejects.toMatchObject({ code: "PARSER_NOT_FOLLOWING" });
  });

  it("of a table set aside: what was decided holds from then on, and no rows wait where none are kept", async () => {
    const parser = await follow(undefined);
    expect(parser.schema.show()).toMatchObject([{ ...NAME, setAside: { code: "PARSER_TABLE_SET_ASIDE" }, held: [] }]);
    expect(await parser.schema.set(NAME, MARKER, false)).toEqual({ ...NAME, delivered: 0, held: 0 });
    expect(parser.schema.show(NAME)).toMatchObject([{ definition: { columns: [{ name: "id" }] } }]);
    expect(await parser.schema.drop(NAME)).toBe(0);
  });

  it.each([
    ["has no such table", undefined, "no such table"],
    ["does not let it be seen", new SluiceError("SOURCE_PRIVILEGE_MISSING"), "SOURCE_PRIVILEGE_MISSING"],
    ["has something that is no table", "CREATE VIEW v", "no CREATE TABLE"],
  ])("reset where the source %s: the reason, and nothing changes", async (_, answer, reason) => {
    const parser = await follow(answer);
    await parser.schema.set(NAME, MARKER, false);
    await expect(parser.schema.reset(NAME)).rejects.toMatchObject({
      code: "PARSER_UNREADABLE_TABLE",
      details: { ...NAME, reason: expect.stringContaining(reason) as unknown },
    });
    expect(parser.schema.show(NAME)).toMatchObject([{ definition: { columns: [{ name: "id" }] } }]);
  });

  it("reset takes what the source has now", async () => {
    const parser = await follow("CREATE TABLE `marker` (`other` int NOT NULL)");
    await parser.schema.set(NAME, MARKER, false);
    expect(await parser.schema.reset(NAME)).toEqual({ ...NAME, delivered: 0, held: 0 });
    expect(parser.schema.show(NAME)).toMatchObject([{ definition: { columns: [{ name: "other" }] } }]);
  });
});
