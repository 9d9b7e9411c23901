// `npm test`: everything, in one command that also works in a fresh clone. Arguments go to vitest (a path, --project pure …).
import { join } from "node:path";
import { installDependencies, root, run } from "./install.js";

installDependencies();
run(process.execPath, [join(root, "scripts", "build.js")]);
run(process.execPath, [join(root, "node_modules", "vitest", "vitest.mjs"), "run", ...process.argv.slice(2)]);
