import { afterAll, beforeAll, it } from "vitest";
import type { DatabaseServer } from "../../support/database-server.ts";
import { HardCaseRunner } from "./hard-case-runner.ts";
import type { HardCaseServer } from "./hard-case.ts";
import { runsOn } from "./hard-case.ts";
import { HARD_CASES } from "./hard-cases.ts";

/** Makes a test of every case that has statements for this server. `HARD_CASE=92` runs that one only, by hand. */
export function runCases(kind: HardCaseServer, start: () => Promise<DatabaseServer>): void {
  let server: DatabaseServer;
  let runner: HardCaseRunner;
  beforeAll(async () => {
    server = await start();
    runner = await HardCaseRunner.start(server);
  });
  afterAll(async () => {
    await runner.stop();
    await server.stop();
  });
  const only = process.env["HARD_CASE"];
  for (const [number, { title, runs }] of HARD_CASES) {
    if (only !== undefined && Number(only) !== number) continue;
    const own = (runs ?? []).filter((run) => runsOn(run, kind));
    for (const [at, run] of own.entries()) {
      it(`${number}: ${title}${at === 0 ? "" : ` (${at + 1})`}`, async () => {
        await runner.run(`${number}_${at}`, run);
      });
    }
  }
}
