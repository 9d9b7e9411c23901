import { median } from "./bench-case.ts";
import type { BenchCase } from "./bench-case.ts";
import type { JsonLine } from "../support/json-lines.ts";
import { recordFrames } from "./frames.ts";
import { startProgram } from "./program.ts";
import type { ReadPass } from "./read-frames.ts";

const BATCH_KB = 5000;

export const clientCase: BenchCase = {
  name: "client",
  title: "recorded frames, every column of every row read: our client's reader against protobufjs objects",
  run: async (context) => {
    const { rows } = await context.workload();
    const recorded = await recordFrames(context, BATCH_KB, rows);
    const theirs: ReadPass[] = [];
    const ours: ReadPass[] = [];
    const [protobufjs, sluice] = [
      await startProgram("read-frames", [recorded, "protobufjs"]),
      await startProgram("read-frames", [recorded, "sluice"]),
    ];
    try {
      // In turn, so that what the machine does besides hits both.
      for (let pass = 0; pass <= 2 * context.repeat; pass++) {
        theirs.push(passOf(await protobufjs.ask()));
        ours.push(passOf(await sluice.ask()));
      }
    } finally {
      await protobufjs.stop();
      await sluice.stop();
    }
    const read = theirs[0];
    for (const pass of [...theirs, ...ours]) {
      if (pass.rows === read?.rows && pass.characters === read.characters) continue;
      throw new Error(`${JSON.stringify(pass)} is not what protobufjs read: ${JSON.stringify(read)}`);
    }
    const rate = (pass: ReadPass): number => pass.rows / pass.processor;
    const values = ours.map(rate);
    const yardstick = theirs.map(rate);
    const ratios = values.map((value, pass) => value / (yardstick[pass] ?? Number.NaN));
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
        figure: median(ratios),
        figureUnit: "x yardstick",
        bound: { relation: ">=", value: 4 },
      },
    ];
  },
};

function passOf(line: JsonLine): ReadPass {
  return { rows: Number(line["rows"]), characters: Number(line["characters"]), processor: Number(line["processor"]) };
}
