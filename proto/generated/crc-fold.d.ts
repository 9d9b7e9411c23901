export const CRC_FOLD: string;
