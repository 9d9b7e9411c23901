/**
 * Names of the tables that online DDL tools work with (binlog.md 14): the copy that becomes the table, logs and marks, and the table that
 * was. Other tables may have such names too, so nobody's are hidden without being asked.
 */
const NAMES = [
  // gh-ost
  /^_.+_(?:gho|ghc|del)$/,
  // pt-online-schema-change, with more underscores in front where a name is taken; Spirit
  /^_.+_(?:new|old)$/,
  // Spirit
  /^_.+_(?:chkpnt|old_\d[\d_]*)$/,
  /^_spirit_(?:sentinel|checkpoint)$/,
  // LHM: the copy, and the table that was with its time in front
  /^lhmn_.+$/,
  /^lhma_\d{4}(?:_\d\d){5}_\d{3}_.+$/,
  // Vitess: tables on their way out or in, and the copies of its online DDL
  /^_vt_[a-z]+_[0-9a-f_]{32,36}_\d{14}_?$/,
  /^_[0-9a-f]{8}(?:_[0-9a-f]{4}){3}_[0-9a-f]{12}_\d{14}_vrepl$/,
  // Alibaba Cloud DMS
  /^tp_\d+_(?:ogt|del)_.+$/,
] as const;

/** Whether a table is one that a tool for online DDL made for its work, by its name. */
export function isOnlineDdlTable(table: string): boolean {
  const name = table.toLowerCase();
  return /^(?:_|lhm|tp_)/.test(name) && NAMES.some((pattern) => pattern.test(name));
}
