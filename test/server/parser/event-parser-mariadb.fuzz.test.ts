import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EntryType } from "../../../proto/entry-type.ts";
import { SluiceError } from "../../../proto/error.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { LogSource } from "../../support/log-source.ts";
import type { ParserSetup } from "../../support/parser-run.ts";
import { expectBalanced, runToEnd } from "../../support/parser-run.ts";

const FOLDER = join(import.meta.dirname, "../../data/binlog");
/** Logs and how many rows they hold. */
const LOGS = [
  ["zoo-mariadb1011", 248],
  ["ddl-mariadb1011", 2],
  ["zoo-mariadb118", 251],
  ["ddl-mariadb118", 0],
] as const;

function newSource(name: string): LogSource {
  const files = [{ journalName: "bin.000001", bytes: readFileSync(join(FOLDER, `${name}.000001`)) }];
  return new LogSource({
    files,
    batch: 3,
    identity: {
      flavor: "mariadb",
      version: name.endsWith("118") ? "11.8.9-MariaDB" : "10.11.19-MariaDB",
      serverUuid: "",
    },
  });
}

const FILE: ParserSetup = { start: { journalName: "bin.000001", position: 4 } };
const bytes = (entries: readonly PipelineEntry[]): string[] =>
  entries.map(({ frame }) => Buffer.from(frame).toString("base64"));

it.each(LOGS)(
  "%s comes whole (%i rows), as Canal gives a MariaDB feed: with ends, without begins",
  async (name, rows) => {
    const chunks: PipelineEntry[][] = [];
    const sink = { sink: (chunk: readonly PipelineEntry[]) => void chunks.push([...chunk]) };
    const run = await runToEnd(newSource(name), { ...FILE, sink });
    expect(run.status).toMatchObject({ failures: 0, setAsideTables: [] });
    expect(run.ledger.total.setAside).toEqual({});
    expect(run.ledger.total.read.rows).toBe(rows);
    const kinds = new Set(chunks.flat().map(({ entryType }) => entryType));
    expect(kinds).toEqual(new Set([EntryType.ROWDATA, EntryType.TRANSACTIONEND]));
    // Nobody says that a group begins, so the end of each must flush it: no chunk holds rows of two.
    for (const chunk of chunks) {
      const ends = chunk.filter(({ entryType }) => entryType === EntryType.TRANSACTIONEND);
      expect(ends.length).toBeLessThanOrEqual(1);
      if (ends.length === 1) expect(chunk.at(-1)).toBe(ends[0]);
    }
  },
);

const modes: [string, ParserSetup][] = [
  ["by file", FILE],
  ["by GTID", { start: { gtidOn: true, gtid: "0-999-0" } }],
];

it.each(modes)("is resumed exactly %s", async (_, setup) => {
  const small = { ...setup, transactionSize: 2 };
  const whole = await runToEnd(newSource("ddl-mariadb1011"), small);
  expect(whole.entries.length).toBeGreaterThan(60);
  for (let ordinal = 3; ordinal < 140; ordinal += 5) {
    const source = newSource("ddl-mariadb1011");
    source.onEvent = (raw, at) => {
      if (source.opened.length === 1 && at === ordinal) throw new SluiceError("SOURCE_CONNECTION_LOST", {});
      return raw;
    };
    const run = await runToEnd(source, small);
    expect(source.opened.length).toBe(2);
    expect(bytes(run.entries), `broken before event ${ordinal}`).toEqual(bytes(whole.entries));
    expectBalanced(run.ledger);
  }
});

it("has the domains' last GTIDs in its headers in GTID mode", async () => {
  const run = await runToEnd(newSource("ddl-mariadb1011"), { start: { gtidOn: true, gtid: "0-999-0,7-1-5" } });
  expect(run.entries[0]?.gtid).toMatch(/^0-\d+-\d+,7-1-5$/);
  expect(run.status.gtidSet).toBe(run.entries.at(-1)?.gtid);
});
