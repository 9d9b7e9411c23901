import { median } from "./bench-case.ts";
import type { BenchCase } from "./bench-case.ts";
import { recordFrames } from "./frames.ts";
import { runProgramLines } from "./program.ts";
import type { ReadPass } from "./read-frames.ts";

const BATCH_KB = 5000;

export const clientCase: BenchCase = {
  name: "client",
  title: "recorded frames, every column of every row read: our client's reader against protobufjs objects",
  run: async (context) => {
    const { rows } = await context.workload();
    const recorded = await recordFrames(context, BATCH_KB, rows);
    const args = (reader: string): readonly string[] => [recorded, reader, String(2 * context.repeat)];
    const theirs = await runProgramLines<ReadPass>("read-frames", args("protobufjs"));
    const ours = await runProgramLines<ReadPass>("read-frames", args("sluice"));
    const read = theirs[0];
    for (const pass of [...theirs, ...ours]) {
      if (pass.rows === read?.rows && pass.characters === read.characters) continue;
      throw new Error(`${JSON.stringify(pass)} is not what protobufjs read: ${JSON.stringify(read)}`);
    }
    const rate = (pass: ReadPass): number => pass.rows / pass.processor;
    const values = ours.map(rate);
    const yardstick = theirs.map(rate);
    for (const [name, rates] of [
      ["protobufjs", yardstick],
      ["ours", values],
    ] as const) {
      context.note(`  ${name}, rows a processor second: ${rates.map(Math.round).join(", ")}`);
    }
    return [
      {
        measure: "rows read",
        unit: "rows/CPU s",
        values,
        yardstick: { name: "protobufjs", values: yardstick },
        figure: median(values) / median(yardstick),
        figureUnit: "x yardstick",
        bound: { relation: ">=", value: 4 },
      },
    ];
  },
};
