import type { ErrorTable } from "./table.ts";

export const SESSION_ERRORS = {} as const satisfies ErrorTable;
