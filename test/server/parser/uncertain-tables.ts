import { crc32 } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { EntryType, EventType } from "../../../proto/entry-type.ts";
import { FileHoldStore } from "../../../server/history/file-hold-store.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { EventParser } from "../../../server/parser/event-parser.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import type { BinlogFeed } from "../../../server/source/binlog-source.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import { plainEntry } from "../../support/canal-sample.ts";
import type { Plain } from "../../support/canal-sample.ts";
import type { Database } from "../../support/database-server.ts";
import type { ParserSetup } from "../../support/parser-run.ts";
import { expectBalanced, makeParser } from "../../support/parser-run.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

const PATIENCE = { timeout: 60_000, interval: 10 };
const UNREADABLE = Buffer.from("ALTER TABLE /* unreadable */");
const GARBLED = Buffer.from("ALTRE TABEL /* unreadable */");

type Fields = Record<string, Plain>;

/**
 * A real server's log in which some statements are such as our reader can't read: those with the comment `unreadable` lose their first word on
 * the way. What they did, the server knows, and the rows behind them are its own.
 */
class GarblingSource extends MysqlSource {
  override async open(...args: Parameters<MysqlSource["open"]>): Promise<BinlogFeed> {
    const feed = await super.open(...args);
    let summed = feed.checksum === "CRC32";
    return {
      checksum: feed.checksum,
      stats: feed.stats,
      close: () => feed.close(),
      async *[Symbol.asyncIterator]() {
        for await (const batch of feed) {
          yield batch.map((raw) => {
            if (raw[4] === 15) summed = raw.at(-5) === 1;
            return garbled(raw, summed);
          });
        }
      },
    };
  }
}

function garbled(raw: Uint8Array, summed: boolean): Uint8Array {
  const at = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).indexOf(UNREADABLE);
  if (at === -1) return raw;
  const copy = Buffer.from(raw);
  GARBLED.copy(copy, at);
  if (summed) copy.writeUInt32LE(crc32(copy.subarray(0, -4)), copy.length - 4);
  return copy;
}

/** One line for what is neither begin nor end: what happened to which table, by which columns. */
function tell(entry: PipelineEntry): string {
  const { rowChange } = plainEntry(entry.frame.subarray(entry.entryStart)) as { readonly rowChange?: Fields };
  const eventType = Object.entries(EventType).find(([, number]) => number === entry.eventType)?.[0] ?? "";
  const rows = ((rowChange?.["rowDatas"] ?? []) as Record<string, Fields[]>[]).map((row) =>
    (row["afterColumns"] ?? row["beforeColumns"] ?? [])
      .map(({ name, value }) => `${JSON.stringify(name)}=${JSON.stringify(value)}`.replaceAll('"', ""))
      .join(" "),
  );
  return `${eventType} ${entry.table.table}${rows.length === 0 ? "" : ` ${rows.join(", ")}`}`;
}

/** The tests of tables whose definition a statement made uncertain, on one server. `full`: it can put
 * column names into its log, and nobody else minds that it does. */
export function uncertainTables(name: string, startServer: () => Promise<Database>, full: boolean): void {
  const database = `uncertain_${name.replaceAll(/\W/g, "")}`;
  const running: { parser: EventParser; source: MysqlSource; run: Promise<void> }[] = [];
  let server: Database;
  let directory: string;

  beforeAll(async () => {
    server = await startServer();
  });
  beforeEach(async () => {
    directory = await tempFolder("uncertain");
    await server.query(`DROP DATABASE IF EXISTS ${database}`);
    await server.query(`CREATE DATABASE ${database} DEFAULT CHARACTER SET utf8mb4`);
    await run("CREATE TABLE @t (id INT PRIMARY KEY, a INT)", "CREATE TABLE @other (id INT PRIMARY KEY)");
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await end(one);
    await removeTempFolder(directory);
  });
  afterAll(async () => {
    await server.query(`DROP DATABASE IF EXISTS ${database}`);
  });

  async function run(...statements: readonly string[]): Promise<void> {
    for (const statement of statements) await server.query(statement.replaceAll("@", `${database}.`));
  }

  async function end({ parser, source, run: following }: (typeof running)[number]): Promise<void> {
    await parser.stop();
    await following;
    await source.close();
  }

  async function here(): Promise<{ journalName: string; position: number }> {
    const source = new MysqlSource(address(), silentLogger);
    const { journalName, position } = await source.currentPosition(new AbortController().signal);
    await source.close();
    return { journalName, position };
  }

  function address() {
    return { host: server.host, port: server.port, user: "canal", password: "canal" };
  }

  async function follow(setup: ParserSetup) {
    const source = new GarblingSource({ ...address(), heartbeatMs: 500 }, silentLogger);
    const store = new FileHoldStore({ destination: "test", directory, logger: silentLogger });
    const tables = new TableFilter({ regex: `${database}\\..*` });
    const made = makeParser(source, { tables, holds: { store, budgetBytes: 1 << 20 }, ...setup });
    running.push({ parser: made.parser, source, run: made.parser.run() });
    await expect.poll(() => made.parser.status.phase, PATIENCE).toBe("running");
    return made;
  }

  function toldBy(entries: readonly PipelineEntry[]): readonly string[] {
    const rows = entries.filter(({ entryType, table }) => entryType === EntryType.ROWDATA && table.schema === database);
    return rows.map(tell);
  }

  it("takes the server's definition of a table when the log is at its end, and rows wait until it is", async () => {
    const { entries, parser, ledger } = await follow({ start: await here() });
    await run(
      "ALTER TABLE /* unreadable */ @t ADD COLUMN b INT FIRST",
      "INSERT INTO @t VALUES (20, 1, 10)",
      "INSERT INTO @other VALUES (1)",
      "INSERT INTO @t VALUES (21, 2, 11)",
    );
    await expect
      .poll(
        () =>
          toldBy(entries)
            .filter((line) => line.startsWith("INSERT"))
            .toSorted(),
        PATIENCE,
      )
      .toEqual(["INSERT other id=1", "INSERT t b=20 id=1 a=10", "INSERT t b=21 id=2 a=11"]);
    expect(parser.status).toMatchObject({ heldTables: [], setAsideTables: [] });
    expectBalanced(ledger.snapshot());
  });

  it("does not wait for rows: an uncertain table is certain again at the log's end", async () => {
    const { parser } = await follow({ start: await here() });
    await run("ALTER TABLE /* unreadable */ @t ADD COLUMN b INT FIRST");
    await expect
      .poll(
        () => parser.schema.show({ schema: database, table: "t" })[0]?.definition?.columns.map((one) => one.name),
        PATIENCE,
      )
      .toEqual(["b", "id", "a"]);
  });

  it("never reads rows by a definition of after another statement: they wait for the operator", async () => {
    const start = await here();
    await run(
      "INSERT INTO @t VALUES (1, 10)",
      "ALTER TABLE /* unreadable */ @t CHANGE a b INT",
      "INSERT INTO @t VALUES (2, 20)",
      "INSERT INTO @other VALUES (1)",
      "ALTER TABLE @t CHANGE b c INT",
      "INSERT INTO @t VALUES (3, 30)",
      "INSERT INTO @other VALUES (2)",
    );
    const { entries, parser, ledger } = await follow({ start });
    await expect
      .poll(
        () =>
          toldBy(entries)
            .filter((line) => line.startsWith("INSERT"))
            .slice(-1),
        PATIENCE,
      )
      .toEqual(["INSERT t id=3 c=30"]);
    expect(toldBy(entries)).not.toContain("INSERT t id=2 c=20");
    expect(parser.status.heldTables).toMatchObject([
      { table: "t", rows: 1, closed: { journalName: start.journalName } },
    ]);
    expect(toldBy(entries)).toContain("INSERT other id=2");
    const then = "CREATE TABLE t (id INT PRIMARY KEY, b INT)";
    const decision = await parser.schema.set({ schema: database, table: "t" }, then, true);
    expect(decision).toMatchObject({ delivered: 1, held: 0 });
    expect(toldBy(entries).at(-1)).toBe("INSERT t id=2 b=20");
    await run("INSERT INTO @t VALUES (4, 40)");
    await expect.poll(() => toldBy(entries).at(-1), PATIENCE).toBe("INSERT t id=4 c=40");
    expectBalanced(ledger.snapshot());
  });

  if (!full) return;
  it("takes the log's own definition meanwhile, where there is one", async () => {
    const { entries, parser } = await follow({ start: await here() });
    await server.query("SET GLOBAL binlog_row_metadata = FULL");
    try {
      await run(
        "ALTER TABLE /* unreadable */ @t CHANGE a b INT",
        "INSERT INTO @t VALUES (2, 20)",
        "ALTER TABLE @t CHANGE b c INT",
      );
      await expect.poll(() => toldBy(entries), PATIENCE).toContain("INSERT t id=2 b=20");
      expect(parser.status.heldTables).toEqual([]);
    } finally {
      await server.query("SET GLOBAL binlog_row_metadata = DEFAULT");
    }
  });
}
