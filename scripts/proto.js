// Generates proto/generated from the .proto files and the kernels of proto/kernel; with --check it only says whether what is checked in is what would be generated.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import asc from "assemblyscript/asc";
import { fileURLToPath } from "node:url";
import pbjs from "protobufjs-cli/pbjs.js";
import pbts from "protobufjs-cli/pbts.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const kept = join(root, "proto", "generated");
const check = process.argv.includes("--check");
const target = check ? mkdtempSync(join(tmpdir(), "sluice-proto-")) : kept;
mkdirSync(target, { recursive: true });

for (const name of ["canal", "entry"]) {
  const code = join(target, `${name}.js`);
  const options = [
    "-t",
    "static-module",
    "-w",
    "esm",
    "--keep-case",
    "--no-create",
    "--no-verify",
    "--no-service",
    "--force-number",
  ];
  await promisify(pbjs.main)([...options, "-r", `sluice-${name}`, "-o", code, join(root, "proto", `${name}.proto`)]);
  const types = join(target, `${name}.d.ts`);
  await promisify(pbts.main)(["-o", types, code]);
  // Numbers are forced above, so nothing in the file uses this import, and the package does not depend on what it names.
  writeFileSync(types, readFileSync(types, "utf8").replace('import Long = require("long");\n', ""));
}

await compile("row-scan", "ROW_SCAN");
await compile("crc-fold", "CRC_FOLD");

if (check) {
  const stale = [
    "canal.js",
    "canal.d.ts",
    "entry.js",
    "entry.d.ts",
    "row-scan.js",
    "row-scan.d.ts",
    "crc-fold.js",
    "crc-fold.d.ts",
  ].filter((file) => readFileSync(join(target, file), "utf8") !== readFileSync(join(kept, file), "utf8"));
  rmSync(target, { recursive: true, force: true });
  if (stale.length > 0) {
    process.stderr.write(
      `proto/generated is not what its sources give: ${stale.join(", ")}. Run "npm run proto" and commit.\n`,
    );
    process.exit(1);
  }
}

/** Compiles a program in AssemblyScript into a module that exports its bytes, in base64: nothing has to be found on a disk at run time. */
async function compile(name, constant) {
  const source = join(root, "proto", "kernel", "assembly", `${name}.ts`);
  const folder = mkdtempSync(join(tmpdir(), "sluice-kernel-"));
  const out = join(folder, `${name}.wasm`);
  const memory = ["--initialMemory", "8", "--maximumMemory", "8"];
  const options = ["--runtime", "stub", "-O3", "--noAssert", "--enable", "simd", ...memory, "--outFile", out];
  const said = asc.createMemoryStream();
  const { error } = await asc.main([source, ...options], { stderr: said, readFile: readSource });
  if (error) throw new Error(said.toString(), { cause: error });
  writeFileSync(
    join(target, `${name}.js`),
    `export const ${constant} =\n  "${readFileSync(out).toString("base64")}";\n`,
  );
  writeFileSync(join(target, `${name}.d.ts`), `export const ${constant}: string;\n`);
  rmSync(folder, { recursive: true, force: true });
}

/** The decorator stands as a comment: it is no TypeScript, and formatters stumble over it. */
function readSource(file, base) {
  try {
    return readFileSync(resolve(base, file), "utf8").replace(/^\/\/ @inline$/gm, "@inline");
  } catch {
    return null;
  }
}
