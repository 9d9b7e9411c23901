// `npm run fuzz -- --minutes N`: damaged inputs under every decoder. Arguments go to test/fuzz/fuzz.ts.
import { runTool } from "./tools.js";

runTool("test/fuzz/fuzz.js", process.argv.slice(2));
