import { parseArgs } from "node:util";
import { startMysql97 } from "../support/mysql.ts";
import { randomFrom } from "../support/random.ts";
import { FaultRun } from "./fault-run.ts";

/**
 * `npm run faults [-- --kills N --seed N --set key=value …]`: a server that follows a MySQL of its own under load, with four consumers of different speed, killed
 * with SIGKILL N times at random moments. `--seed` draws the pauses before the kills again, `--set` gives keys of the destination. Prints what was counted and
 * every breach of what is promised, and stops at the first that consumers see. Exits 1 on a breach.
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    set: { type: "string", multiple: true, default: [] },
  },
});

const kills = Number(values.kills);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
if (!Number.isInteger(kills) || kills < 0) {
  say("--kills is a whole number");
  process.exit(2);
}
const instance = Object.fromEntries(
  values.set.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
);
const mysql = await startMysql97();
const run = await FaultRun.start({
  mysql,
  database: "faults",
  instance,
  patienceMs: 300_000,
  random: randomFrom(Number(values.seed)),
});
const began = Date.now();
say(`seed ${values.seed}`);
try {
  let kill = 0;
  while (kill < kills && run.breaches.length === 0) {
    await run.kill();
    kill++;
    if (kill % 20 === 0)
      say(
        `${kill} kills in ${Math.round((Date.now() - began) / 1000)} s, ${run.workload.rows} rows written, ${run.progress} taken`,
      );
  }
  const { breaches, checked } = await run.finish();
  for (const { name, rows, repeats, lives } of checked) {
    say(`${name}: ${rows} rows, ${repeats} came again, ${lives} connections`);
  }
  for (const breach of breaches) say(`BREACH ${breach}`);
  say(`${kill} kills, ${run.accountChecks} accounts held against their clients, ${breaches.length} breaches`);
  process.exitCode = breaches.length > 0 ? 1 : 0;
} finally {
  await run.stop();
  await mysql.stop();
}
