import type { ErrorTable } from "./table.ts";

export const CLIENT_ERRORS = {} as const satisfies ErrorTable;
