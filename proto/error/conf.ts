import type { ErrorTable } from "./table.ts";

export const CONF_ERRORS = {} as const satisfies ErrorTable;
