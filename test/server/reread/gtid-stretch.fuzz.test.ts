import fc from "fast-check";
import { expect, test } from "vitest";
import { EntryType } from "../../../proto/entry-type.ts";
import { GtidStretch } from "../../../server/reread/gtid-stretch.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { makeEntry, tableName, transaction } from "../../support/entries.ts";

const UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
const OTHER = "4e11fa47-71ca-11e1-9e33-c80aa9429562";
const T = tableName("db", "t");

function withSet(entry: PipelineEntry, gtid: string): PipelineEntry {
  return { ...entry, gtid };
}

/** A statement alone (0), or a transaction of so many rows. */
function groupsOf(shapes: readonly number[], setOf: (at: number) => string, from = 0): PipelineEntry[][] {
  return shapes.map((rows, at) => {
    const position = from + at * 1000;
    const entries =
      rows === 0 ? [makeEntry({ position, table: T, rows: 0 })] : transaction(position, Array<typeof T>(rows).fill(T));
    return entries.map((entry) => withSet(entry, setOf(at)));
  });
}

function rowsIn(entries: readonly PipelineEntry[]): number {
  return entries.filter(({ entryType }) => entryType === EntryType.ROWDATA).length;
}

const setUpTo = (count: number): string => `${UUID}:1-${count}`;

test("what stood between two entries is found by GTIDs in another server's log, wherever the two are, with transactions of that server's own between", () => {
  const shapes = fc.array(fc.nat({ max: 4 }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(
      shapes,
      fc.nat(),
      fc.nat(),
      fc.nat({ max: 12 }),
      fc.integer({ min: 1, max: 9 }),
      (some, x, y, extraAt, size) => {
        const log = groupsOf([1, ...some], (at) => setUpTo(at + 1)).flat();
        // The entry before the stretch, and the one behind it.
        const before = 1 + (x % (log.length - 2));
        const after = before + 1 + (y % (log.length - before - 1));
        const wanted = log.slice(before + 1, after);
        fc.pre(wanted.length > 0);
        const last = log[before] as PipelineEntry;
        const next = log[after] as PipelineEntry;
        const ofLast = log.slice(0, before + 1).filter(({ gtid }) => gtid === last.gtid);
        const isOver = last.entryType === EntryType.TRANSACTIONEND || (ofLast.length === 1 && rowsIn(ofLast) === 1);
        const start = isOver
          ? last.gtid
          : (log.findLast((one, at) => at <= before && one.gtid !== last.gtid)?.gtid ?? "");
        fc.pre(start !== "");
        const behind = log.slice(after).filter(({ gtid }) => gtid === next.gtid);
        const stretch = new GtidStretch({
          start,
          had: last.gtid,
          hadRows: isOver ? undefined : rowsIn(ofLast),
          end: next.gtid,
          leftRows: next.entryType === EntryType.TRANSACTIONBEGIN ? Infinity : rowsIn(behind),
        });
        // The other server's log: the same transactions behind the start elsewhere, and one of its own.
        const first = log.findIndex(({ gtid }) => Number(gtid.split("-").at(-1)) > Number(start.split("-").at(-1)));
        const skipped = Number(start.split("-").at(-1));
        const theirs = groupsOf([1, ...some].slice(skipped), (at) => setUpTo(skipped + at + 1), 7_000_000);
        expect(first).toBeGreaterThanOrEqual(0);
        const own = groupsOf([2], () => "", 9_000_000)[0] ?? [];
        const at = Math.min(extraAt, theirs.length);
        const read = [
          ...theirs.slice(0, at),
          own.map((entry) => withSet(entry, `${setUpTo(skipped + at)},${OTHER}:1`)),
          ...theirs.slice(at).map((group) => group.map((entry) => withSet(entry, `${entry.gtid},${OTHER}:1`))),
        ].flat();
        const found: PipelineEntry[] = [];
        let ended = false;
        for (let i = 0; i < read.length && !ended; i += size) {
          const taken = stretch.take(read.slice(i, i + size));
          found.push(...taken.wanted);
          ({ ended } = taken);
        }
        expect(ended).toBe(true);
        const shape = (entries: readonly PipelineEntry[]) =>
          entries.map(({ entryType, gtid }) => `${entryType} ${gtid.split(",")[0] ?? ""}`);
        expect(shape(found)).toEqual(shape(wanted));
      },
    ),
    { numRuns: 500 },
  );
});

test("a server without GTIDs is refused, not read to its end", () => {
  const stretch = new GtidStretch({
    start: setUpTo(1),
    had: setUpTo(1),
    hadRows: undefined,
    end: setUpTo(3),
    leftRows: undefined,
  });
  expect(() => stretch.take([makeEntry({ position: 1, table: T, rows: 1 })])).toThrow(
    /STORE_GAP_UNKNOWN.*has no GTIDs/,
  );
});
