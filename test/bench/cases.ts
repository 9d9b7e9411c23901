import type { BenchCase } from "./bench-case.ts";
import { clientCase } from "./case-client.ts";
import { decodeCase } from "./case-decode.ts";
import { endToEndCase } from "./case-end-to-end.ts";
import { fanOutCase } from "./case-fan-out.ts";
import { javaClientCase } from "./case-java-client.ts";
import { latencyCase } from "./case-latency.ts";
import { logCase } from "./case-log.ts";
import { memoryCase } from "./case-memory.ts";
import { serverAloneCase } from "./case-server-alone.ts";
import { startUpCase } from "./case-start-up.ts";
import { widthCase } from "./case-width.ts";
import { decodeRowsCase } from "./decode-rows.ts";

/** All cases in the order in which they run. */
export const CASES: readonly BenchCase[] = [
  decodeRowsCase,
  decodeCase,
  endToEndCase,
  serverAloneCase,
  javaClientCase,
  clientCase,
  latencyCase,
  memoryCase,
  logCase,
  widthCase,
  fanOutCase,
  startUpCase,
];
