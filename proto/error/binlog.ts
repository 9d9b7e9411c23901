import type { ErrorTable } from "./table.ts";

export const BINLOG_ERRORS = {} as const satisfies ErrorTable;
