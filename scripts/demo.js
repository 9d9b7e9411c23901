// `npm run demo`: the main job on a real MySQL, from nothing. `-- --keep` leaves everything running.
import { runTool } from "./tools.js";

runTool("test/demo/demo.js", process.argv.slice(2));
