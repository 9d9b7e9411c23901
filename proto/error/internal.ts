import type { ErrorTable } from "./table.ts";

export const INTERNAL_ERRORS = {
  INTERNAL_BUG: {
    retriable: false,
    text: "something happened that the program holds to be impossible",
    help: "Report it with the log lines around it; the details name the broken assumption.",
  },
} as const satisfies ErrorTable;
