/** What a person may ask of `sluice binlog`. */
export interface BinlogOptions {
  readonly format: BinlogFormat;
  readonly from?: string;
  readonly to?: string;
  readonly table?: string;
  /** Name of the environment variable that holds the server's password. */
  readonly passwordEnv?: string;
}

export const BINLOG_FORMATS = ["pretty", "json", "flat", "sql"] as const;
type BinlogFormat = (typeof BINLOG_FORMATS)[number];
