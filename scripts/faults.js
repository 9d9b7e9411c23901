// `npm run faults -- --kills N`: a server under load killed again and again. Arguments go to test/faults/faults.ts.
import { runTool } from "./tools.js";

runTool("test/faults/faults.js", process.argv.slice(2));
