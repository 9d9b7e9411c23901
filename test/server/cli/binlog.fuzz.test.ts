import { join } from "node:path";
import { Readable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { BinlogFileReader } from "../../../server/binlog/binlog-file-reader.ts";
import { parseBound } from "../../../server/cli/binlog-range.ts";
import { GivenFiles } from "../../../server/source/given-files.ts";
import { LocalSource } from "../../../server/source/local-source.ts";
import { sqlName, sqlString } from "../../../server/cli/sql-text.ts";
import { exited } from "../../support/process.ts";
import { logFolder, sampleLog } from "../../support/log-folder.ts";
import { sluiceProgram } from "../../support/server-process.ts";
import { runSluice, spawnSluice } from "../../support/sluice-process.ts";

const DATA = join(import.meta.dirname, "../../data/binlog");
const DDL = join(DATA, "ddl-mysql97.000001");
const ZOO = join(DATA, "zoo-mysql97.000001");
const GTID = join(DATA, "gtid-mysql97.binlog");

beforeAll(async () => {
  await sluiceProgram();
});

type Line = Readonly<Record<string, unknown>>;
const parse = (text: string): Line[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

const isRow = ({ type, isDdl, sql }: Line) =>
  /^(?:INSERT|UPDATE|DELETE)$/.test(String(type)) && isDdl !== true && (sql ?? "") === "";
const place = (line: Line | undefined) => `${String(line?.["file"])}:${String(line?.["offset"])}`;
const withoutFile = (line: Line) => Object.entries(line).filter(([name]) => name !== "file");
const offset = (line: Line | undefined) => Number(line?.["offset"]);

describe("sluice binlog", { timeout: 60_000 }, () => {
  it("prints the same from a file, from stdin and compressed", async () => {
    const file = await runSluice(["binlog", DDL, "--format", "json"]);
    expect(file).toMatchObject({ code: 0, stderr: "" });
    const lines = parse(file.stdout);
    expect(lines[3]).toMatchObject({
      schema: "dz",
      table: "a",
      type: "CREATE",
      isDdl: true,
      file: "ddl-mysql97.000001",
    });
    const named = file.stdout.replaceAll('"file":"ddl-mysql97.000001"', '"file":"stdin"');
    const plain = await runSluice(["binlog", "-", "-o", "json"], { input: sampleLog("ddl-mysql97.000001") });
    expect(plain).toEqual({ code: 0, stderr: "", stdout: named });
    const input = sampleLog("zstd/ddl-mysql97.000001.zst");
    expect(await runSluice(["binlog", "-", "-o", "json"], { input })).toEqual({ code: 0, stderr: "", stdout: named });
    const packed = await runSluice(["binlog", join(DATA, "zstd/ddl-mysql97.000001.zst"), "-o", "json"]);
    expect(packed).toEqual(file);
  });

  it("loses no row of an event whose lines fill more than one write", async () => {
    const log = sampleLog("zoo-mysql97.000001");
    const folder = await logFolder({ "bin.000001": log, "bin.000002": log, "bin.000003": log });
    const files = ["bin.000001", "bin.000002", "bin.000003"].map((name) => join(folder, name));
    const lines = parse((await runSluice(["binlog", ...files, "-o", "json"])).stdout);
    const flat = parse((await runSluice(["binlog", ...files, "-o", "flat"])).stdout);
    const rows = flat.filter(isRow).reduce((sum, { data }) => sum + (data as unknown[]).length, 0);
    expect(lines.filter(isRow)).toHaveLength(rows);
    expect(rows).toBeGreaterThan(500);
  });

  it("reads files one behind the other, their statements telling the tables of later rows", async () => {
    const folder = await logFolder({
      "bin.000001": sampleLog("zoo-mysql56.000001"),
      "bin.000002": sampleLog("zoo-mysql56.000001"),
    });
    const { code, stdout } = await runSluice([
      "binlog",
      join(folder, "bin.000001"),
      join(folder, "bin.000002"),
      "-o",
      "json",
    ]);
    expect(code).toBe(0);
    const lines = parse(stdout);
    const half = lines.length / 2;
    expect(lines.slice(half).map(withoutFile)).toEqual(lines.slice(0, half).map(withoutFile));
    expect(lines.at(-1)?.["file"]).toBe("bin.000002");
  });

  it("calls columns by their number where nothing tells their names, and says what the log does not tell", async () => {
    const whole = sampleLog("zoo-mysql56.000001");
    // Behind the statements that make the tables.
    const raws = new BinlogFileReader().push(whole);
    const rowsOnly = raws.filter((raw, index) => {
      const text = Buffer.from(raw).toString("latin1");
      return index === 0 || !(raw[4] === 2 && /CREATE TABLE/i.test(text));
    });
    const input = Buffer.concat([whole.subarray(0, 4), ...rowsOnly]);
    const { code, stdout } = await runSluice(["binlog", "-", "-o", "json", "-t", "zoo\\.t_int"], { input });
    expect(code).toBe(0);
    const [first] = parse(stdout).filter(({ type }) => type === "INSERT") as {
      after: { name: string; mysqlType: string }[];
    }[];
    expect(first?.after.slice(0, 3).map(({ name }) => name)).toEqual(["@1", "@2", "@3"]);
    expect(first?.after[1]).toMatchObject({ mysqlType: "tinyint?", value: "-128" });
    const sql = await runSluice(["binlog", "-", "-o", "sql", "-t", "zoo\\.t_int"], { input });
    expect(sql.code).toBe(1);
    expect(sql.stderr).toContain("the names of its columns are not known");
    expect(sql.stdout).not.toContain("INSERT INTO `zoo`.`t_int`");
    expect(sql.stdout).toMatch(/-- INSERT of zoo\.t_int at stdin:\d+ is not written/);
  });

  it("prints what lies between two places, times or GTID sets", async () => {
    const all = parse((await runSluice(["binlog", ZOO, "-o", "json"])).stdout);
    const [from, to] = [all[100], all[200]];
    const between = parse(
      (await runSluice(["binlog", ZOO, "-o", "json", "--from", place(from), "--to", place(to)])).stdout,
    );
    expect(between).toEqual(all.filter((line) => offset(line) >= offset(from) && offset(line) < offset(to)));
    // Transactions of one log are hardly ever in the order of their times; those of this one are.
    const ddl = parse((await runSluice(["binlog", DDL, "-o", "json"])).stdout);
    const times = [...new Set(ddl.map(({ timestamp }) => Number(timestamp)))];
    const middle = new Date(times[times.length >> 1] ?? 0).toISOString();
    const early = await runSluice(["binlog", DDL, "-o", "json", "--to", middle]);
    const late = await runSluice(["binlog", DDL, "-o", "json", "--from", middle]);
    expect([...parse(early.stdout), ...parse(late.stdout)]).toEqual(ddl);
    expect(parse(early.stdout).length * parse(late.stdout).length).toBeGreaterThan(0);
    const gtids = parse((await runSluice(["binlog", GTID, "-o", "json"])).stdout);
    const none = await runSluice(["binlog", GTID, "-o", "json", "--from", await gtidSetOf()]);
    expect(none).toMatchObject({ code: 0, stdout: "" });
    const whole = await runSluice(["binlog", GTID, "-o", "json", "--to", await gtidSetOf()]);
    expect(parse(whole.stdout)).toEqual(gtids);
  });

  it("names file and offset of what is damaged or torn, behind all that came before it", async () => {
    const log = sampleLog("ddl-mysql97.000001");
    const raws = new BinlogFileReader().push(log);
    const position = 4 + raws.slice(0, 40).reduce((sum, raw) => sum + raw.length, 0);
    const damaged = Buffer.from(log);
    damaged[position + 30] = (damaged[position + 30] ?? 0) ^ 1;
    const folder = await logFolder({
      "bin.000001": log.subarray(0, position + 30),
      "bin.000002": damaged,
      "notes.txt": "hello, world",
    });
    const torn = await runSluice(["binlog", join(folder, "bin.000001"), "-o", "json"]);
    expect(torn.code).toBe(1);
    expect(torn.stderr).toContain(`SOURCE_FILE_TORN`);
    expect(torn.stderr).toContain(`journalName=bin.000001, position=${String(position)}`);
    expect(parse(torn.stdout).length).toBeGreaterThan(5);
    const bad = await runSluice(["binlog", join(folder, "bin.000002")]);
    expect(bad.code).toBe(1);
    expect(bad.stderr).toContain("BINLOG_BAD_CHECKSUM");
    expect(bad.stderr).toContain(`journalName=bin.000002, position=${String(position)}`);
    expect((await runSluice(["binlog", join(folder, "notes.txt")])).stderr).toContain("BINLOG_BAD_MAGIC");
    const missing = await runSluice(["binlog", join(folder, "no")]);
    expect(missing).toMatchObject({ code: 1, stdout: "" });
    expect(missing.stderr).toContain("SOURCE_FILE_UNREADABLE");
  });

  it("ends quietly when nobody reads its output any more, and by SIGINT while it waits for input", async () => {
    const gone = await spawnSluice(["binlog", ZOO, "-o", "json"]);
    gone.stdout?.once("data", () => gone.stdout?.destroy());
    let complaints = "";
    gone.stderr?.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
    await exited(gone);
    expect({ code: gone.exitCode, complaints }).toEqual({ code: 0, complaints: "" });
    const waiting = await spawnSluice(["binlog", "-", "-o", "json"]);
    waiting.stdin?.write(sampleLog("ddl-mysql97.000001").subarray(0, 3000));
    await new Promise((resolve) => waiting.stdout?.once("data", resolve));
    waiting.kill("SIGINT");
    await exited(waiting);
    expect(waiting.exitCode).toBe(130);
  });

  it("refuses what it does not understand, without repeating a password", async () => {
    for (const args of [
      ["--from", "yesterday"],
      ["--to", "12"],
      ["--password-env", "NOT_SET"],
    ]) {
      const { code, stderr } = await runSluice(["binlog", DDL, ...args]);
      expect(code).toBe(1);
      expect(stderr).toContain("CLIENT_BAD_OPTION");
    }
    const bad = await runSluice(["binlog", "mysql://root:se%cret@:x"]);
    expect(bad.code).toBe(1);
    expect(bad.stderr).toContain("CLIENT_BAD_OPTION");
    expect(bad.stderr).not.toContain("cret");
  });
});

async function gtidSetOf(): Promise<string> {
  const files = new GivenFiles([GTID], Readable.from([]));
  const source = new LocalSource({ files, directory: GTID, wait: false });
  return (await source.currentPosition(new AbortController().signal)).gtid;
}

it("reads bounds", () => {
  expect(parseBound("from", undefined)).toBeUndefined();
  expect(parseBound("from", "bin.000012:345")).toEqual({ kind: "place", journalName: "bin.000012", position: 345 });
  expect(parseBound("from", "bin.000012")).toEqual({ kind: "place", journalName: "bin.000012", position: 4 });
  const noon = Date.UTC(2026, 0, 31, 12);
  for (const text of ["2026-01-31 12:00", "2026-01-31T12:00:00", "2026-01-31T12:00:00Z", "2026-01-31T14:00:00+02:00"]) {
    expect(parseBound("to", text)).toEqual({ kind: "time", timestamp: noon });
  }
  expect(parseBound("to", "2026-01-31")).toEqual({ kind: "time", timestamp: Date.UTC(2026, 0, 31) });
  expect(parseBound("to", "0-1-5,1-1-7")).toMatchObject({ kind: "gtid" });
  expect(parseBound("to", "747213ea-e541-11f1-8866-02fc00000001:1-5")).toMatchObject({ kind: "gtid" });
  for (const text of ["", "bin", "2026-13-45", "747213ea-e541-11f1-8866-02fc00000001:x"]) {
    expect(() => parseBound("to", text)).toThrow("CLIENT_BAD_OPTION");
  }
});

it("quotes names and texts", () => {
  expect(sqlName("a`b")).toBe("`a``b`");
  expect(sqlString("it's\\ \0\n\r\u001A\"é")).toBe("'it\\'s\\\\ \\0\\n\\r\\Z\"é'");
});
