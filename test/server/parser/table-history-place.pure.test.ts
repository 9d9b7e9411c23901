import { describe, expect, it } from "vitest";
import type { SchemaQuestion } from "../../../server/parser/table-history-place.ts";
import { findSchema } from "../../../server/parser/table-history-place.ts";
import type { HistorySegment, PlacedChange } from "../../../server/parser/table-history.ts";

const A = { flavor: "mysql", serverUuid: "a", serverId: 1 } as const;
const B = { flavor: "mysql", serverUuid: "b", serverId: 2 } as const;

/** Place 7 is `bin.000001:7`, at 7 s. */
const at = (position: number) => ({ journalName: "bin.000001", position, timestamp: position * 1000 });

/** `d12`: a statement at 12; `l12`: something learnt there. */
function changeOf(text: string): PlacedChange {
  const place = at(Number(text.slice(1)));
  if (text.startsWith("l")) return { at: place, change: { kind: "learn", schema: "d", table: text, create: "" } };
  const statement = { sql: text, schema: "d", sqlMode: 0, charsets: { server: 1 }, explicitDefaultsForTimestamp: true };
  return { at: place, change: { kind: "ddl", statement } };
}

interface Written {
  readonly from: number;
  readonly changes?: string;
  readonly anew?: boolean;
  readonly broken?: boolean;
  readonly server?: typeof A | typeof B;
}

function segment({ from, changes = "", anew = false, broken = false, server = A }: Written): HistorySegment {
  return {
    server,
    at: at(from),
    continues: !anew,
    filter: "",
    writtenAt: 0,
    broken,
    changes: changes.split(" ").filter(Boolean).map(changeOf),
    state: () => Promise.reject(new Error("not asked for")),
  };
}

const nameOf = ({ change }: PlacedChange): string =>
  change.kind === "ddl" ? change.statement.sql : change.kind === "learn" ? change.table : change.kind;

/** How, the segment, what is applied to it, and what is still to come (segments by their place). */
function find(segments: readonly HistorySegment[], place: number | undefined, more: Partial<SchemaQuestion> = {}) {
  const { how, segment, changes, upcoming } = findSchema(segments, {
    server: A,
    place: place === undefined ? undefined : { journalName: "bin.000001", position: place },
    placeOfLastServer: false,
    inclusive: false,
    timestamp: 0,
    reached: true,
    ...more,
  });
  const coming = upcoming.map((next) =>
    "segment" in next ? `s${next.at.position}` : nameOf({ at: { ...next.at, timestamp: 0 }, change: next.change }),
  );
  return `${how} ${segment?.at.position ?? "-"} [${changes.map(nameOf).join(" ")}] then [${coming.join(" ")}]`;
}

describe("definitions at a place", () => {
  const one = [segment({ from: 10, changes: "d20 l25 d30" })];
  const two = [...one, segment({ from: 40, changes: "d50 l60" })];

  it.each([
    ["nothing is known", [], 5, "none - [] then []"],
    ["at the begin", one, 10, "exact 10 [] then [l25]"],
    ["before a statement at the place", one, 20, "exact 10 [] then [l25]"],
    ["behind it", one, 21, "exact 10 [d20] then [l25]"],
    ["with what was learnt at the place", one, 25, "exact 10 [d20 l25] then []"],
    ["behind the end", one, 99, "exact 10 [d20 l25 d30] then []"],
    ["before everything: the first that are known", one, 5, "nearest 10 [] then [s10 l25]"],
    ["between segments that were read without a gap", two, 35, "exact 10 [d20 l25 d30] then [l60]"],
    ["in the second", two, 55, "exact 40 [d50] then [l60]"],
  ])("%s", (_name, segments, place, expected) => {
    expect(find(segments, place)).toBe(expected);
  });

  it("are not known behind the end when nobody read up to there", () => {
    expect(find(one, 99, { reached: false })).toBe("none - [] then []");
    expect(find(one, 30, { reached: false })).toBe("exact 10 [d20 l25] then []");
  });

  it("take in the statement at the place of a GTID set", () => {
    expect(find(one, 20, { inclusive: true })).toBe("exact 10 [d20] then [l25]");
  });

  it("are not known in a gap, and begin anew behind it", () => {
    const gap = [...one, segment({ from: 40, changes: "d50", anew: true })];
    expect(find(gap, 30)).toBe("exact 10 [d20 l25] then [s40]");
    expect(find(gap, 35)).toBe("nearest 40 [] then [s40]");
    expect(find(gap, 45)).toBe("exact 40 [] then []");
  });

  it("are not known behind damage", () => {
    const damaged = [segment({ from: 10, changes: "d20", broken: true })];
    expect(find(damaged, 20)).toBe("exact 10 [] then []");
    expect(find(damaged, 21)).toBe("none - [] then []");
    const mended = [...damaged, segment({ from: 40 })];
    expect(find(mended, 21)).toBe("nearest 40 [] then [s40]");
    expect(find(mended, 15)).toBe("exact 10 [] then [s40]");
  });

  it("go by time on another server, and by the place of a GTID cursor of the server before", () => {
    expect(find(two, 7, { server: B, timestamp: 25_000 })).toBe("by time 10 [d20] then []");
    expect(find(two, 7, { server: B, timestamp: 5000 })).toBe("none - [] then []");
    expect(find(two, 7, { server: B })).toBe("none - [] then []");
    expect(find(two, 50, { server: B, placeOfLastServer: true, inclusive: true })).toBe("exact 40 [d50] then [l60]");
    const moved = [...two, segment({ from: 3, anew: true, server: B, changes: "d8" })];
    expect(find(moved, 9, { server: B })).toBe("exact 3 [d8] then []");
    expect(find(moved, undefined, { server: B })).toBe("none - [] then []");
  });
});
