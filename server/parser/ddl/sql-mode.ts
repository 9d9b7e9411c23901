/** Bits of `sql_mode` (as QUERY events carry it) that change how a statement is read. */
export const SqlMode = {
  REAL_AS_FLOAT: 0x1,
  ANSI_QUOTES: 0x4,
  /** MariaDB: another dialect, and other types behind some names. */
  ORACLE: 0x200,
  NO_BACKSLASH_ESCAPES: 0x100000,
} as const;
