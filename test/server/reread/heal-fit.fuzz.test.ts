import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EntryType } from "../../../proto/entry-type.ts";
import { fitted, HealCount } from "../../../server/reread/heal-fit.ts";
import { Ledger } from "../../../server/ledger/ledger.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { EntryEventSink } from "../../../server/sink/entry-event-sink.ts";
import { makeEntry, tableName, transaction } from "../../support/entries.ts";

const T = tableName("db", "t");

/** One group as the parser hands it on: so many rows, in chunks of `size` entries, or a statement alone; and the time since the one before. */
interface Group {
  readonly rows: number;
  readonly ddl: boolean;
  readonly ms: number;
}

const groups = fc.array(
  fc.record({
    rows: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat({ max: 6 }) }),
    ddl: fc.boolean(),
    ms: fc.oneof(fc.nat({ max: 900 }), fc.nat({ max: 9000 })),
  }),
  { minLength: 1, maxLength: 40 },
);

function chunksOf(log: readonly Group[], size: number): PipelineEntry[][] {
  let timestamp = 1_700_000_000_000;
  return log.flatMap(({ rows, ddl, ms }, at) => {
    timestamp += ms;
    const position = 100 + at * 1000;
    if (ddl && rows === 1) return [[makeEntry({ position, table: T, rows: 0, timestamp })]];
    const entries = transaction(position, Array<typeof T>(rows).fill(T), { timestamp });
    const chunks: PipelineEntry[][] = [];
    for (let i = 0; i < entries.length; i += size) chunks.push(entries.slice(i, i + size));
    return chunks;
  });
}

/** What a first reading stores that is restarted at some places, where its passage begins anew. */
async function stored(
  chunks: readonly PipelineEntry[][],
  restarts: ReadonlySet<number>,
  markersAlone: boolean,
): Promise<PipelineEntry[]> {
  const log: PipelineEntry[] = [];
  const make = (): EntryEventSink =>
    new EntryEventSink({
      ledger: new Ledger(),
      filterTransactionEntry: markersAlone,
      store: {
        put: (entries) => {
          log.push(...entries);
          return undefined;
        },
      },
    });
  let sink = make();
  for (const [at, chunk] of chunks.entries()) {
    if (restarts.has(at) && chunk[0]?.entryType === EntryType.TRANSACTIONBEGIN) sink = make();
    await sink.sink(chunk, new AbortController().signal);
  }
  return log;
}

/** What a reading from behind one entry up to another hands on. */
function between(
  chunks: readonly PipelineEntry[][],
  before: PipelineEntry | undefined,
  after: PipelineEntry,
): PipelineEntry[][] {
  const isIn = ({ position }: PipelineEntry): boolean =>
    position > (before?.position ?? 0) && position < after.position;
  return chunks.map((chunk) => chunk.filter((entry) => isIn(entry))).filter((chunk) => chunk.length > 0);
}

async function* stream(chunks: readonly PipelineEntry[][]): AsyncGenerator<readonly PipelineEntry[]> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

async function heal(
  chunks: readonly PipelineEntry[][],
  wanted: number,
  markersAlone: boolean,
): Promise<PipelineEntry[] | undefined> {
  const count = new HealCount(markersAlone);
  for (const chunk of chunks) count.take(chunk);
  count.end();
  const plan = count.plan(wanted);
  if (plan === undefined) return undefined;
  const healed: PipelineEntry[] = [];
  for await (const some of fitted(stream(chunks), plan, markersAlone)) healed.push(...some);
  return healed;
}

function isRow({ entryType }: PipelineEntry): boolean {
  return entryType === EntryType.ROWDATA;
}

describe("what is read again into a gap", () => {
  test.each([
    ["pairs", false, 1024],
    ["pairs, small chunks", false, 3],
    ["markers alone", true, 1024],
  ])("fits its numbers: all rows, in order, none at a smaller number (%s)", async (_, markersAlone, size) => {
    const cases = fc.tuple(groups, fc.array(fc.nat({ max: 60 }), { maxLength: 4 }), fc.nat(), fc.nat());
    await fc.assert(
      fc.asyncProperty(cases, async ([log, restarts, from, length]) => {
        const chunks = chunksOf(log, size);
        const held = await stored(chunks, new Set(restarts), markersAlone);
        fc.pre(held.length > 1);
        const first = from % (held.length - 1);
        const last = Math.min(first + (length % held.length), held.length - 2);
        const lost = held.slice(first, last + 1);
        const after = held[last + 1];
        if (after === undefined) throw new Error("nothing lies behind");
        const healed = await heal(between(chunks, held[first - 1], after), lost.length, markersAlone);
        if (healed === undefined) throw new Error("it does not fit");
        expect(healed).toHaveLength(lost.length);
        expect(healed.filter((entry) => isRow(entry))).toEqual(lost.filter((entry) => isRow(entry)));
        expect(healed.map(({ position }) => position)).toEqual(
          healed.map(({ position }) => position).toSorted((a, b) => a - b),
        );
        for (const [at, entry] of lost.entries()) {
          if (isRow(entry)) expect(healed.indexOf(entry)).toBeGreaterThanOrEqual(at);
        }
        if (markersAlone) return;
        const open = healed.findIndex(
          ({ entryType }, at) =>
            at > 0 &&
            entryType === EntryType.TRANSACTIONBEGIN &&
            healed[at - 1]?.entryType === EntryType.TRANSACTIONBEGIN,
        );
        expect(open).toBe(-1);
      }),
      { numRuns: 400 },
    );
  });

  test("more rows than numbers, or too little of everything, is no fit", async () => {
    const chunks = chunksOf(
      [
        { rows: 3, ddl: false, ms: 0 },
        { rows: 0, ddl: false, ms: 1 },
        { rows: 2, ddl: false, ms: 1 },
      ],
      1024,
    );
    const sizes = await Promise.all([8, 9, 10, 11, 12].map((wanted) => heal(chunks, wanted, false)));
    expect(sizes.map((healed) => healed?.length)).toEqual([undefined, 9, undefined, 11, undefined]);
  });

  test("a begin that filled its chunk alone was let through or not without its rows", async () => {
    const [begin, row, end] = transaction(100, [T]);
    if (begin === undefined || row === undefined || end === undefined) throw new Error("a transaction has three");
    const chunks = [[begin], [row, end], transaction(200, [])];
    expect(await heal(chunks, 2, false)).toEqual([row, end]);
    expect(await heal(chunks, 3, false)).toEqual([begin, row, end]);
    expect(await heal(chunks, 5, false)).toEqual(chunks.flat());
  });
});
