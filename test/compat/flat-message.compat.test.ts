import type { ChildProcess } from "node:child_process";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EntryDecoder } from "../../proto/entry-reader.ts";
import { flatMessage } from "../../proto/flat-message.ts";
import { entryMessages } from "../../proto/protobuf.ts";
import { startJava } from "../support/java-canal.ts";
import { jsonLines, type Lines } from "../support/json-lines.ts";
import { exited } from "../support/process.ts";
import { recordedEntries } from "../support/recorded-entries.ts";

const { Entry, EntryType, EventType, RowChange } = entryMessages;
const EVENT_TYPES = Object.values(EventType).filter((value) => typeof value === "number");

function ourFlat(bytes: Uint8Array): string[] {
  const flat = flatMessage(new EntryDecoder().decode(bytes), 7, 1_700_000_000_123);
  return flat === undefined ? [] : [flat];
}

/** The judge is Java Canal's own converter, with the serializer it uses. */
describe("flat JSON", () => {
  let java: ChildProcess;
  let lines: Lines;

  beforeAll(async () => {
    java = await startJava("JavaFlatMessages", [], ["-Xmx512m"]);
    lines = jsonLines(java);
  });

  afterAll(async () => {
    java.kill();
    await exited(java);
  });

  async function javaFlat(bytes: Uint8Array): Promise<unknown> {
    java.stdin?.write(`${Buffer.from(bytes).toString("base64")}\n`);
    return (await lines.next())["flat"];
  }

  it.each(["zoo-mysql97", "ddl-mysql97", "gtid-mysql97"])(
    "equals Java's, byte for byte, for the entries of %s",
    async (name) => {
      const entries = recordedEntries(name);
      expect(entries.length).toBeGreaterThan(50);
      for (const bytes of entries) expect(ourFlat(bytes)).toEqual(await javaFlat(bytes));
    },
  );

  it("equals Java's for any rows, with several rows an entry and columns of any name", async () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 10 }),
      fc.constantFrom("", "a/b", '\u0001\n\t"\\', "1"),
    );
    const column = fc.record({
      index: fc.nat(5),
      sqlType: fc.constantFrom(4, -5, 12),
      name: fc.constantFrom("id", "1", "b", "名"),
      isKey: fc.boolean(),
      updated: fc.boolean(),
      isNull: fc.boolean(),
      value: text,
      mysqlType: fc.constantFrom("int", "varchar(20)", ""),
    });
    const columns = fc.array(column, { maxLength: 4 });
    const change = fc.record({
      eventType: fc.constantFrom(...EVENT_TYPES),
      isDdl: fc.boolean(),
      sql: text,
      rowDatas: fc.array(fc.record({ beforeColumns: columns, afterColumns: columns }), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(change, text, fc.nat(), async (rowChange, table, executeTime) => {
        const storeValue = RowChange.encode(rowChange).finish();
        const header = { schemaName: "shop", tableName: table, executeTime, gtid: table };
        const bytes = Entry.encode({ header, entryType: EntryType.ROWDATA, storeValue }).finish();
        expect(ourFlat(bytes)).toEqual(await javaFlat(bytes));
      }),
      { numRuns: 500 },
    );
  });
});
