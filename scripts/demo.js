// `npm run demo`: the main job on a real MySQL, from nothing. `-- --keep` leaves everything running. `-- --cluster`: three servers, and the leader is killed.
import { runTool } from "./tools.js";

const args = process.argv.slice(2);
runTool(args.includes("--cluster") ? "test/demo/cluster-demo.js" : "test/demo/demo.js", args);
