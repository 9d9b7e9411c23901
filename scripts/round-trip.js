// `npm run round-trip -- --seeds N [--steps N] [--seed S]`: random work on real servers, folded from the stream and compared.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installDependencies, root, run } from "./install.js";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "100" },
    steps: { type: "string" },
    seed: { type: "string" },
  },
});
process.env.ROUND_TRIP_SEEDS = values.seeds;
if (values.steps !== undefined) process.env.ROUND_TRIP_STEPS = values.steps;
if (values.seed !== undefined) process.env.ROUND_TRIP_SEED = values.seed;
installDependencies();
run(process.execPath, [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "test/server/round-trip"]);
