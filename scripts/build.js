// Compiles the TypeScript of the package into dist/. Runs by itself on `npm ci` and `npm pack` (script "prepare").
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
if (!existsSync(compiler)) {
  // Installed as a dependency without its tools: dist/ came with the package.
  process.exit(0);
}
rmSync(join(root, "dist"), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, "-p", join(root, "tsconfig.build.json")], {
  stdio: "inherit",
});
if (status !== 0) process.exit(status ?? 1);
cpSync(join(root, "proto", "generated"), join(root, "dist", "proto", "generated"), { recursive: true });
