// Compiles the TypeScript of the package into dist/, and joins the program `sluice` into a few files of dist/program/: to load 460 modules one by one takes
// half of its start. Runs by itself on `npm ci` and `npm pack` (script "prepare").
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
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
// What is generated as JavaScript; the compiler has done the rest.
cpSync(join(root, "proto", "generated"), join(root, "dist", "proto", "generated"), {
  recursive: true,
  filter: (path) => !path.endsWith("-wasm.ts"),
});

const { rolldown } = await import("rolldown");
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const program = await rolldown({
  input: { main: join(root, "dist", "server", "main.js") },
  platform: "node",
  external: Object.keys(dependencies).map((name) => new RegExp(`^${name}($|/)`)),
});
await program.write({ dir: join(root, "dist", "program"), format: "esm" });
await program.close();
