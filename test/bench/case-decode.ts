import { median } from "./bench-case.ts";
import type { BenchCase } from "./bench-case.ts";
import { mysqlbinlog, runProgram } from "./program.ts";
import { CREATE_TABLE } from "./workload.ts";

export const decodeCase: BenchCase = {
  name: "decode",
  title: "one thread, log file -> entries, through the server's own parser, against mysqlbinlog -v",
  run: async ({ workload, repeat, note }) => {
    const { path, journalName, rows } = await workload();
    const values: number[] = [];
    const yardstick: number[] = [];
    const processor: number[] = [];
    const yardstickProcessor: number[] = [];
    for (let i = 0; i < repeat; i++) {
      const theirs = await mysqlbinlog(["-v", "--base64-output=decode-rows", path]);
      const ours = await runProgram<{ rows: number; seconds: number; processor: number }>("decode-log", [
        path,
        journalName,
        "bench.t",
        CREATE_TABLE,
      ]);
      if (ours.rows !== rows) throw new Error(`${ours.rows} rows decoded of ${rows}`);
      yardstick.push(rows / theirs.seconds);
      values.push(rows / ours.seconds);
      yardstickProcessor.push(rows / theirs.processor);
      processor.push(rows / ours.processor);
      note(
        `  ${Math.round(rows / ours.seconds)} rows/s (${ours.processor.toFixed(2)} s of processor), mysqlbinlog ${Math.round(rows / theirs.seconds)} (${theirs.processor.toFixed(2)} s)`,
      );
    }
    return [
      {
        measure: "rows decoded",
        unit: "rows/s",
        values,
        yardstick: { name: "mysqlbinlog -v", values: yardstick },
        figure: median(values) / median(yardstick),
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
