// Generates proto/generated from the .proto files; with --check it only says whether what is checked in is what would be generated.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
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

if (check) {
  const stale = ["canal.js", "canal.d.ts", "entry.js", "entry.d.ts"].filter(
    (file) => readFileSync(join(target, file), "utf8") !== readFileSync(join(kept, file), "utf8"),
  );
  rmSync(target, { recursive: true, force: true });
  if (stale.length > 0) {
    process.stderr.write(
      `proto/generated is not what the .proto files give: ${stale.join(", ")}. Run "npm run proto" and commit.\n`,
    );
    process.exit(1);
  }
}
