import { startJavaCanal } from "../support/java-server.ts";
import type { JavaCanal, JavaCanalOptions } from "../support/java-server.ts";
import { median } from "./bench-case.ts";
import type { BenchCase, BenchContext, BenchResult } from "./bench-case.ts";
import { startBenchServer, usage } from "./bench-server.ts";
import { takeFrames } from "./frames.ts";

const BATCH_KB = 5000;
const PASSES = 3;
/** Memory and collector as Canal's own startup.sh sets them. */
const AS_SHIPPED = { javaOptions: ["-Xms2g", "-Xmx3g", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=250"] } as const;
/** What an operator who wants speed adds: a store of 64 MB. */
const TUNED = { ...AS_SHIPPED, bufferSize: 65_536, memUnit: 1024 } as const;

/** What one pass through the workload took. */
interface Pass {
  readonly rowsPerSecond: number;
  /** Processor seconds of the server. */
  readonly processor: number;
  /** Resident at most, MiB. */
  readonly resident: number;
}

export const serverAloneCase: BenchCase = {
  name: "server-alone",
  title: "a client that only takes frames and acks, batches of 5000; ours and a real Java Canal in turn",
  run: async (context) => {
    const fresh: Pass[] = [];
    const warm: Pass[] = [];
    const javaFresh: Pass[] = [];
    const javaWarm: Pass[] = [];
    for (let i = 0; i < context.repeat; i++) {
      const ours = await ourPasses(context);
      const stock = await javaPasses(context, AS_SHIPPED, 1);
      const tuned = await javaPasses(context, TUNED, PASSES);
      fresh.push(first(ours));
      warm.push(last(ours));
      javaFresh.push(first(stock));
      javaWarm.push(last(tuned));
      for (const [name, pass] of [
        ["ours, fresh", first(ours)],
        ["ours, third pass", last(ours)],
        ["Java Canal, fresh", first(stock)],
        ["Java Canal, tuned, third pass", last(tuned)],
      ] as const) {
        context.note(
          `  ${name}: ${Math.round(pass.rowsPerSecond)} rows/s, ${pass.processor.toFixed(2)} s of processor, ${Math.round(pass.resident)} MiB`,
        );
      }
    }
    return [
      ...compared("fresh", fresh, { name: "Java Canal, fresh", passes: javaFresh }, { speed: 3, processor: 1 / 8 }),
      ...compared(
        "third pass",
        warm,
        { name: "Java Canal, tuned, third pass", passes: javaWarm },
        { speed: 2, processor: 1 / 2 },
      ),
    ];
  },
};

function compared(
  when: string,
  ours: readonly Pass[],
  theirs: { readonly name: string; readonly passes: readonly Pass[] },
  bounds: { readonly speed: number; readonly processor: number },
): BenchResult[] {
  const line = (
    measure: string,
    unit: string,
    of: (pass: Pass) => number,
    bound: BenchResult["bound"],
  ): BenchResult => {
    const values = ours.map(of);
    const yardstick = theirs.passes.map(of);
    return {
      measure: `${measure}, ${when}`,
      unit,
      values,
      yardstick: { name: theirs.name, values: yardstick },
      figure: median(values) / median(yardstick),
      figureUnit: "x yardstick",
      ...(bound === undefined ? {} : { bound }),
    };
  };
  return [
    line("rows out", "rows/s", (pass) => pass.rowsPerSecond, { relation: ">=", value: bounds.speed }),
    line("processor of the server", "s", (pass) => pass.processor, { relation: "<=", value: bounds.processor }),
    line("resident at most", "MiB", (pass) => pass.resident, { relation: "<=", value: 0.2 }),
  ];
}

/** Three destinations of one process, one after the other: the third finds it warm. */
async function ourPasses({ workload }: BenchContext): Promise<Pass[]> {
  const { server, journalName, rows } = await workload();
  const destinations = ["first", "second", "third"];
  const ours = await startBenchServer(
    server,
    { "canal.instance.master.journal.name": journalName, "canal.instance.master.position": 4 },
    { destinations },
  );
  const passes: Pass[] = [];
  try {
    let before = 0;
    for (const destination of destinations) {
      const { seconds } = await takeFrames(ours.port, rows, BATCH_KB, [destination]);
      const { processorSeconds, peak } = usage(ours.pid);
      passes.push({ rowsPerSecond: rows / seconds, processor: processorSeconds - before, resident: peak / 2 ** 20 });
      before = processorSeconds;
    }
  } finally {
    await ours.stop();
  }
  return passes;
}

/** The same destination of one process again and again: it is stopped and started between the passes. */
async function javaPasses(
  { workload }: BenchContext,
  settings: Partial<JavaCanalOptions>,
  count: number,
): Promise<Pass[]> {
  const { server, journalName, rows } = await workload();
  const java = await startJavaCanal({ mysqlPort: server.port, journal: journalName, position: 4, ...settings });
  const passes: Pass[] = [];
  try {
    let before = 0;
    for (let i = 0; i < count; i++) {
      if (i > 0) await java.restart();
      const { seconds } = await takeFrames(java.port, rows, BATCH_KB, [java.destination]);
      const { processorSeconds, peak } = usage(pidOf(java));
      passes.push({ rowsPerSecond: rows / seconds, processor: processorSeconds - before, resident: peak / 2 ** 20 });
      before = processorSeconds;
    }
  } finally {
    await java.stop();
  }
  return passes;
}

function pidOf({ pid }: JavaCanal): number {
  if (pid === undefined) throw new Error("Java Canal has no process");
  return pid;
}

function first(passes: readonly Pass[]): Pass {
  return at(passes, 0);
}

function last(passes: readonly Pass[]): Pass {
  return at(passes, -1);
}

function at(passes: readonly Pass[], index: number): Pass {
  const pass = passes.at(index);
  if (pass === undefined) throw new Error("no pass");
  return pass;
}
