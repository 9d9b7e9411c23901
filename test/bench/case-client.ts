import { median } from "./bench-case.ts";
import type { BenchCase } from "./bench-case.ts";
import { recordFrames } from "./frames.ts";
import { runProgram } from "./program.ts";

const BATCH_KB = 5000;

interface ReadFrames {
  readonly rows: number;
  readonly characters: number;
  readonly processor: number;
}

export const clientCase: BenchCase = {
  name: "client",
  title: "recorded frames, every column of every row read: our client's reader against protobufjs objects",
  run: async (context) => {
    const { rows } = await context.workload();
    const recorded = await recordFrames(context, BATCH_KB, rows);
    const values: number[] = [];
    const yardstick: number[] = [];
    for (let i = 0; i < context.repeat; i++) {
      const theirs = await runProgram<ReadFrames>("read-frames", [recorded, "protobufjs"]);
      const ours = await runProgram<ReadFrames>("read-frames", [recorded, "sluice"]);
      if (ours.rows !== theirs.rows || ours.characters !== theirs.characters) {
        throw new Error(`${JSON.stringify(ours)} is not what protobufjs read: ${JSON.stringify(theirs)}`);
      }
      values.push(ours.rows / ours.processor);
      yardstick.push(theirs.rows / theirs.processor);
      context.note(
        `  ${Math.round(values.at(-1) ?? 0)} rows a processor second, protobufjs ${Math.round(yardstick.at(-1) ?? 0)}`,
      );
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
