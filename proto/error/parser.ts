import type { ErrorTable } from "./table.ts";

export const PARSER_ERRORS = {} as const satisfies ErrorTable;
