import { instantiate } from "../../proto/web-assembly.ts";
import { ROW_KERNEL_WASM } from "./generated/row-kernel-wasm.ts";

/** A number of `assembly/memory.ts`. */
interface ExportedNumber {
  readonly value: number;
}

/** What `assembly/index.ts` exports. Addresses are bytes from the start of the memory, which never grows. */
export interface KernelExports extends Readonly<Record<string, unknown>> {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Where the bytes of the rows begin; they end at OUT_END. */
  readonly plainRows: (plan: number, start: number, end: number, insert: boolean) => number;
  readonly updateRows: (plan: number, start: number, end: number) => number;
  readonly IN: ExportedNumber;
  readonly IN_SIZE: ExportedNumber;
  readonly OUT: ExportedNumber;
  readonly OUT_END: ExportedNumber;
  readonly PLANS: ExportedNumber;
  readonly PLANS_END: ExportedNumber;
  readonly BEFORE_BITS: ExportedNumber;
  readonly AFTER_BITS: ExportedNumber;
  readonly RESULT: ExportedNumber;
  readonly MOST_COLUMNS: ExportedNumber;
}

/** What `assembly/host.ts` asks for: addresses and a place before which a text goes; where it begins is returned. */
export interface KernelImports {
  /** Throws. */
  readonly refuse: () => void;
  readonly hostValue: (column: number, start: number, end: number, pos: number) => number;
  readonly hostOpaque: (start: number, end: number, pos: number) => number;
  readonly hostDouble: (value: number, pos: number) => number;
  readonly hostFloat: (value: number, pos: number) => number;
}

/** Throws where the runtime has no WebAssembly, or none with SIMD. */
export function instantiateKernel(host: KernelImports): KernelExports {
  const exports = instantiate(Buffer.from(ROW_KERNEL_WASM, "base64"), { host });
  if (exports === undefined) throw new Error("this runtime has no WebAssembly, or none with SIMD");
  return exports as KernelExports;
}
