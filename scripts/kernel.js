// Compiles what is written in AssemblyScript, `assembly/` of a room, into a module of TypeScript in its `generated/` that has the bytes as base64: nothing has to
// be found on a disk at run time. With --check it only says whether what is checked in is what would be made.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import asc from "assemblyscript/asc";
import { root } from "./install.js";

/** `pages`: the memory, in pages of 64 KiB, which never grows. */
const KERNELS = [
  { source: "proto/assembly/row-scan.ts", made: "proto/generated/row-scan-wasm.ts", name: "ROW_SCAN", pages: 8 },
  {
    source: "server/kernel/assembly/index.ts",
    made: "server/kernel/generated/row-kernel-wasm.ts",
    name: "ROW_KERNEL",
    pages: 128,
  },
  {
    source: "server/store/log/assembly/crc-fold.ts",
    made: "server/store/log/generated/crc-fold-wasm.ts",
    name: "CRC_FOLD",
    pages: 8,
  },
];
const check = process.argv.includes("--check");

for (const kernel of KERNELS) {
  const text = moduleOf(kernel, await compile(kernel));
  const path = join(root, kernel.made);
  if (!check) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } else if (readFileSync(path, "utf8") !== text) {
    process.stderr.write(`${kernel.made} is not what ${kernel.source} gives. Run "npm run kernel" and commit.\n`);
    process.exitCode = 1;
  }
}

async function compile({ source, pages }) {
  let binary;
  let complaints = "";
  const memory = ["--initialMemory", String(pages), "--maximumMemory", String(pages)];
  const { error } = await asc.main(
    [source, "-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", ...memory, "--outFile", "kernel.wasm"],
    {
      stderr: {
        write: (text) => {
          complaints += text;
        },
      },
      readFile: readSource,
      writeFile: (_name, contents) => {
        binary = Buffer.from(contents);
      },
      listFiles: () => [],
    },
  );
  if (error !== null || binary === undefined || complaints !== "") {
    throw new Error(`${source}: ${complaints}`, { cause: error });
  }
  return binary;
}

/** The decorator stands as a comment: it is no TypeScript, and formatters stumble over it. */
function readSource(name, folder) {
  try {
    return readFileSync(join(root, folder, name), "utf8").replace(/^\/\/ @inline$/gm, "@inline");
  } catch {
    return null;
  }
}

function moduleOf({ source, name }, binary) {
  const lines = binary
    .toString("base64")
    .match(/.{1,140}/g)
    .join("\n");
  return `// Made by "npm run kernel" from ${dirname(source)}; ${binary.length} bytes.\nexport const ${name}_WASM = \`\n${lines}\n\`;\n`;
}
