import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { median } from "./bench-case.ts";
import type { BenchCase } from "./bench-case.ts";
import { startBenchServer, usage } from "./bench-server.ts";
import { mysqlbinlog, runProgram } from "./program.ts";

const BATCH_KB = 5000;

export const endToEndCase: BenchCase = {
  name: "end-to-end",
  title:
    "from the subscription, which starts the dump, to the last row read column by column in our client, another process",
  run: async ({ workload, repeat, note, folder }) => {
    const { server, journalName, rows } = await workload();
    const values: number[] = [];
    const yardstick: number[] = [];
    const peaks: number[] = [];
    for (let i = 0; i < repeat; i++) {
      const raw = join(folder, "raw");
      mkdirSync(raw, { recursive: true });
      const { seconds } = await mysqlbinlog([
        "--read-from-remote-server",
        "--raw",
        "--host=127.0.0.1",
        `--port=${server.port}`,
        "--user=root",
        `--result-file=${raw}/`,
        journalName,
      ]);
      yardstick.push(seconds);
      rmSync(raw, { recursive: true });
      const ours = await startBenchServer(server, {
        "canal.instance.master.journal.name": journalName,
        "canal.instance.master.position": 4,
      });
      try {
        const read = await runProgram<{ rows: number; seconds: number }>("read-all", [
          `${ours.port}`,
          "example",
          `${rows}`,
          `${BATCH_KB}`,
        ]);
        if (read.rows !== rows) throw new Error(`${read.rows} rows of ${rows}`);
        values.push(read.seconds);
        const used = usage(ours.pid);
        peaks.push(used.peak / 2 ** 20);
        note(
          `  ${read.seconds.toFixed(2)} s, server ${used.processorSeconds.toFixed(2)} s of processor, ${Math.round(used.peak / 2 ** 20)} MiB; mysqlbinlog --raw ${yardstick.at(-1)?.toFixed(2)} s`,
        );
      } finally {
        await ours.stop();
      }
    }
    return [
      {
        measure: "wall time",
        unit: "s",
        values,
        yardstick: { name: "mysqlbinlog --raw", values: yardstick },
        figure: median(values) / median(yardstick),
        figureUnit: "x yardstick",
        bound: { relation: "<=", value: 5 },
      },
      {
        measure: "server, resident at most",
        unit: "MiB",
        values: peaks,
        figure: median(peaks),
        figureUnit: "MiB",
        bound: { relation: "<=", value: 256 },
      },
    ];
  },
};
