import { median } from "./bench-case.ts";
import type { BenchCase } from "./bench-case.ts";
import type { DecodePass } from "./decode-log.ts";
import { mysqlbinlog, runProgramLines } from "./program.ts";
import { CREATE_TABLE } from "./workload.ts";

export const decodeCase: BenchCase = {
  name: "decode",
  title: "one thread, log file -> entries, through the server's own parser, against mysqlbinlog -v",
  run: async ({ workload, repeat, note }) => {
    const { path, journalName, rows } = await workload();
    const theirs: { seconds: number; processor: number }[] = [];
    const yardstick = async (): Promise<void> => {
      for (let i = 0; i < repeat; i++) theirs.push(await mysqlbinlog(["-v", "--base64-output=decode-rows", path]));
    };
    await yardstick();
    // One process, as a server is one: its first pass compiles, and counts like the others.
    const passes = await runProgramLines<DecodePass>("decode-log", [
      path,
      journalName,
      "bench.t",
      CREATE_TABLE,
      String(3 * repeat),
    ]);
    await yardstick();
    for (const pass of passes) {
      if (pass.rows !== rows) throw new Error(`${pass.rows} rows decoded of ${rows}`);
      note(`  ${Math.round(rows / pass.seconds)} rows/s (${pass.processor.toFixed(2)} s of processor)`);
    }
    for (const run of theirs) {
      note(`  mysqlbinlog ${Math.round(rows / run.seconds)} rows/s (${run.processor.toFixed(2)} s)`);
    }
    const values = passes.map((pass) => rows / pass.seconds);
    const processor = passes.map((pass) => rows / pass.processor);
    const yardstickValues = theirs.map((run) => rows / run.seconds);
    const yardstickProcessor = theirs.map((run) => rows / run.processor);
    return [
      {
        measure: "rows decoded",
        unit: "rows/s",
        values,
        yardstick: { name: "mysqlbinlog -v", values: yardstickValues },
        figure: median(values) / median(yardstickValues),
        figureUnit: "x yardstick",
        bound: { relation: ">=", value: 2 },
      },
      {
        measure: "rows decoded a processor second",
        unit: "rows/s",
        values: processor,
        yardstick: { name: "mysqlbinlog -v", values: yardstickProcessor },
        figure: median(processor) / median(yardstickProcessor),
        figureUnit: "x yardstick",
        bound: { relation: ">=", value: 2 },
      },
    ];
  },
};
