import type { BenchCase } from "./bench-case.ts";
import { decodeCase } from "./case-decode.ts";
import { endToEndCase } from "./case-end-to-end.ts";
import { decodeRowsCase } from "./decode-rows.ts";

/** All cases in the order in which they run. */
export const CASES: readonly BenchCase[] = [decodeRowsCase, decodeCase, endToEndCase];
