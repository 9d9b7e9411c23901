// Compiles the programs that live with the tests (demo, bench) into .cache/tools and runs one of them in this process's place.
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { installDependencies, root, run } from "./install.js";

export function runTool(path, args) {
  installDependencies();
  run(process.execPath, [join(root, "scripts", "build.js")]);
  const out = join(root, ".cache", "tools");
  rmSync(out, { recursive: true, force: true });
  run(process.execPath, [
    join(root, "node_modules", "typescript", "bin", "tsc"),
    "-p",
    join(root, "tsconfig.tools.json"),
  ]);
  cpSync(join(root, "proto", "generated"), join(out, "proto", "generated"), {
    recursive: true,
    filter: (path) => !path.endsWith("-wasm.ts"),
  });
  cpSync(join(root, "test", "support", "java"), join(out, "test", "support", "java"), { recursive: true });
  run(process.execPath, [join(out, path), ...args]);
}
