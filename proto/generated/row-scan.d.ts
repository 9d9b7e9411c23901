export const ROW_SCAN: string;
