import type { KeyDeclaration } from "../declaration.ts";

/** How rows become entries. */
export const KERNEL_KEYS = {
  "sluice.instance.rowKernel": {
    type: "boolean",
    scope: "instance",
    file: "canal",
    default: true,
    doc: "Regular rows are written by a compiled kernel (WebAssembly with SIMD), at less than half the processor time; the entries are the same. false: never.",
  },
} as const satisfies Readonly<Record<string, KeyDeclaration>>;
