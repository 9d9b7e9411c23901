import type { ErrorTable } from "./table.ts";

export const SOURCE_ERRORS = {} as const satisfies ErrorTable;
