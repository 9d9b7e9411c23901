import { RowKernel } from "../kernel/row-kernel.ts";
import type { Logger } from "../logger.ts";

let shared: RowKernel | undefined;
let failed = false;

/** The kernel of this process, made when it is first wanted; undefined where the runtime can't have one, which is told once. */
export function sharedRowKernel(logger: Logger): RowKernel | undefined {
  if (shared !== undefined || failed) return shared;
  try {
    shared = new RowKernel();
  } catch (error) {
    failed = true;
    logger.warn(
      { error },
      "the row kernel can't be had from this runtime: rows are written without it, the same and slower",
    );
  }
  return shared;
}
