import { connect } from "../../client/index.ts";
import { median } from "./bench-case.ts";
import type { BenchCase } from "./bench-case.ts";
import { startBenchServer } from "./bench-server.ts";

export const startUpCase: BenchCase = {
  name: "start-up",
  title: "from the start of the server's process to the first row at a client",
  run: async ({ workload, repeat, note }) => {
    const { server, journalName } = await workload();
    const values: number[] = [];
    for (let i = 0; i < repeat; i++) {
      const started = performance.now();
      const ours = await startBenchServer(
        server,
        { "canal.instance.master.journal.name": journalName, "canal.instance.master.position": 4 },
        { canal: { "canal.instance.global.lazy": "false" } },
      );
      try {
        const client = await connect({ port: ours.port, destination: "example" });
        for await (const batch of client) {
          if (!batch.rows().next().done) break;
        }
        values.push((performance.now() - started) / 1000);
        note(
          `  listening after ${Math.round(ours.startedMs)} ms, first row after ${Math.round((values.at(-1) ?? 0) * 1000)} ms`,
        );
        await client.disconnect();
      } finally {
        await ours.stop();
      }
    }
    return [
      {
        measure: "first row",
        unit: "s",
        values,
        figure: median(values),
        figureUnit: "s",
        bound: { relation: "<=", value: 1 },
      },
    ];
  },
};
