// `npm run bench`: speed and memory beside their yardsticks. Arguments go to test/bench/bench.ts.
import { runTool } from "./tools.js";

runTool("test/bench/bench.js", process.argv.slice(2));
