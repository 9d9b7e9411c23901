// Compiles server/kernel/assembly into the module of server/kernel/generated; with --check it only says whether what is checked in is what would be
// generated.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";
import { root } from "./install.js";

const kept = join(root, "server", "kernel", "generated", "row-kernel-wasm.ts");
const PAGES = "128";
let binary;
let complaints = "";
const { error } = await asc.main(
  [
    "server/kernel/assembly/index.ts",
    "--optimizeLevel",
    "3",
    "--noAssert",
    "--runtime",
    "stub",
    "--enable",
    "simd",
    "--initialMemory",
    PAGES,
    "--maximumMemory",
    PAGES,
    "--outFile",
    "kernel.wasm",
  ],
  {
    stderr: {
      write: (text) => {
        complaints += text;
      },
    },
    readFile: (name, folder) => {
      try {
        // The decorator stands as a comment: it is no TypeScript, and formatters stumble over it.
        return readFileSync(join(root, folder, name), "utf8").replace(/^\/\/ @inline$/gm, "@inline");
      } catch {
        return null;
      }
    },
    writeFile: (_name, contents) => {
      binary = Buffer.from(contents);
    },
    listFiles: () => [],
  },
);
if (error !== null || binary === undefined || complaints !== "") {
  process.stderr.write(`${complaints}${error ?? ""}\n`);
  process.exit(1);
}
const lines = binary
  .toString("base64")
  .match(/.{1,140}/g)
  .join("\n");
const text = `// Made by "npm run kernel" from server/kernel/assembly; ${binary.length} bytes.\nexport const ROW_KERNEL_WASM = \`\n${lines}\n\`;\n`;
if (process.argv.includes("--check")) {
  if (readFileSync(kept, "utf8") !== text) {
    process.stderr.write(
      'server/kernel/generated is not what server/kernel/assembly gives. Run "npm run kernel" and commit.\n',
    );
    process.exit(1);
  }
} else {
  mkdirSync(join(kept, ".."), { recursive: true });
  writeFileSync(kept, text);
}
