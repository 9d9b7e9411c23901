import { median } from "./bench-case.ts";
import type { BenchCase } from "./bench-case.ts";
import { mysqlbinlogSeconds, runProgram } from "./program.ts";
import { CREATE_TABLE } from "./workload.ts";

export const decodeCase: BenchCase = {
  name: "decode",
  title: "one thread, log file -> entries, through the server's own parser, against mysqlbinlog -v",
  run: async ({ workload, repeat, note }) => {
    const { path, journalName, rows } = await workload();
    const values: number[] = [];
    const yardstick: number[] = [];
    for (let i = 0; i < repeat; i++) {
      const seconds = await mysqlbinlogSeconds(["-v", "--base64-output=decode-rows", path]);
      const ours = await runProgram<{ rows: number; seconds: number }>("decode-log", [
        path,
        journalName,
        "bench.t",
        CREATE_TABLE,
      ]);
      if (ours.rows !== rows) throw new Error(`${ours.rows} rows decoded of ${rows}`);
      yardstick.push(rows / seconds);
      values.push(rows / ours.seconds);
      note(`  ${Math.round(rows / ours.seconds)} rows/s, mysqlbinlog ${Math.round(rows / seconds)}`);
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
    ];
  },
};
