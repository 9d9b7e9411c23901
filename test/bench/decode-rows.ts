import { BackWriter } from "../../proto/back-writer.ts";
import { sluice } from "../../proto/generated/entry.js";
import type { RowsEvent } from "../../server/binlog/event.ts";
import { RowKernel } from "../../server/kernel/row-kernel.ts";
import { RowIds } from "../../server/parser/row-ids.ts";
import { RowTranscoder, type RowsHeader } from "../../server/parser/row-transcoder.ts";
import { median, type BenchCase } from "./bench-case.ts";
import { BENCH_MAP, BENCH_META, benchEvents } from "./decode-rows-events.ts";

const ROWS = 50_000;
/** Times that the events are gone through in one measurement. */
const ROUNDS = 4;

/**
 * The hot path alone, on generated events: row images to the bytes of entries. Its yardstick is protobufjs, which is given the same entries as
 * ready objects and only has to write them.
 */
export const decodeRowsCase: BenchCase = {
  name: "decode-rows",
  title: "row images to protobuf entries, in memory, against protobufjs writing the same entries from objects",
  run: (context) => {
    const { repeat } = context;
    const events = benchEvents(ROWS);
    const values: number[] = [];
    const yardstick: number[] = [];
    const named: number[] = [];
    const codecs: number[] = [];
    const kernel = new RowKernel();
    for (let i = 0; i <= repeat; i++) {
      // All ways in turns, so that they share the machine's moods.
      const ours = measure(() => transcodeAll(events, { kernel }));
      const withIds = measure(() => transcodeAll(events, { kernel, ids: new RowIds() }));
      const byCodecs = measure(() => transcodeAll(events, {}));
      // The first round warms them up.
      if (i === 0) continue;
      values.push(ours);
      named.push(withIds);
      codecs.push(byCodecs);
      context.note(
        `  ${Math.round(ours)} row changes a CPU second, with ids ${Math.round(withIds)}, without the kernel ${Math.round(byCodecs)}`,
      );
    }
    // Beside half a gigabyte of objects whoever allocates next pays for the collector: they come last.
    const entries = objectsOf(events);
    for (let i = 0; i <= repeat; i++) {
      const theirs = measure(() => encodeAll(entries));
      if (i === 0) continue;
      yardstick.push(theirs);
      context.note(`  protobufjs ${Math.round(theirs)}`);
    }
    return Promise.resolve([
      {
        measure: "row changes transcoded",
        unit: "rows/CPU s",
        values,
        yardstick: { name: "protobufjs, encode only", values: yardstick },
        figure: median(values) / median(yardstick),
        figureUnit: "x yardstick",
        bound: { relation: ">=", value: 2 },
      },
      {
        measure: "row changes transcoded, each with its id",
        unit: "rows/CPU s",
        values: named,
        yardstick: { name: "without ids", values },
        figure: median(named) / median(values),
        figureUnit: "x yardstick",
        bound: { relation: ">=", value: 0.97 },
      },
      {
        measure: "row changes transcoded by the kernel",
        unit: "rows/CPU s",
        values,
        yardstick: { name: "by the codecs alone", values: codecs },
        figure: median(values) / median(codecs),
        figureUnit: "x yardstick",
        bound: { relation: ">=", value: 1.5 },
      },
    ]);
  },
};

/** Row changes a second of this process's own time, of `ROUNDS` runs that return how many they did. */
function measure(run: () => number): number {
  const started = process.cpuUsage();
  let rows = 0;
  for (let i = 0; i < ROUNDS; i++) rows += run();
  const { user, system } = process.cpuUsage(started);
  return rows / ((user + system) / 1e6);
}

function headerOf({ header }: RowsEvent, ids: RowIds | undefined): RowsHeader {
  return {
    journalName: header.journalName,
    position: header.position,
    serverId: header.serverId,
    timestamp: header.timestamp * 1000,
    eventLength: header.length,
    props: [],
    rowId: ids?.first(header),
    gtid: "",
  };
}

interface Ways {
  readonly kernel?: RowKernel;
  readonly ids?: RowIds;
  readonly each?: (out: BackWriter) => void;
}

function transcodeAll(events: readonly RowsEvent[], { kernel, ids, each }: Ways): number {
  ids?.useServer("747213ea-e541-11f1-8866-02fc00000001");
  const transcoder = new RowTranscoder({ timeZone: "+00:00", kernel });
  const plan = transcoder.plan(BENCH_MAP, BENCH_META, undefined);
  const out = new BackWriter(1024 * 1024);
  let rows = 0;
  for (const event of events) {
    out.reset();
    const before = rows;
    rows += transcoder.transcode(out, event, plan, headerOf(event, ids));
    ids?.take(event.header, rows - before);
    each?.(out);
  }
  return rows;
}

interface Objects {
  readonly header: sluice.entry.IHeader;
  readonly change: sluice.entry.RowChange;
}

function objectsOf(events: readonly RowsEvent[]): Objects[] {
  const objects: Objects[] = [];
  const each = (out: BackWriter): void => {
    const frame = out.bytes.subarray(out.pos);
    const start = 1 + frame.subarray(1).findIndex((byte) => byte < 0x80) + 1;
    const entry = sluice.entry.Entry.decode(Buffer.from(frame.subarray(start)));
    objects.push({ header: entry.header ?? {}, change: sluice.entry.RowChange.decode(entry.storeValue) });
  };
  transcodeAll(events, { each });
  return objects;
}

function encodeAll(entries: readonly Objects[]): number {
  let rows = 0;
  for (const { header, change } of entries) {
    const storeValue = sluice.entry.RowChange.encode(change).finish();
    sluice.entry.Entry.encode({ header, entryType: sluice.entry.EntryType.ROWDATA, storeValue }).finish();
    rows += change.rowDatas.length;
  }
  return rows;
}
