/** What of the log an operator does not want (`canal.instance.filter.*`); all false, but for `druidDdl`, by default. */
export interface ParserSwitches {
  /** `query.dcl`: statements of type QUERY. */
  readonly queryDcl: boolean;
  /** `query.dml`: statement-format DML, and what tells of statements (rows-query, annotate, variables). */
  readonly queryDml: boolean;
  /** `query.ddl`: every statement; table definitions follow it all the same. */
  readonly queryDdl: boolean;
  /** `rows`: all row changes. */
  readonly rows: boolean;
  /** `dml.insert`, `dml.update`, `dml.delete`: row changes of that kind. */
  readonly dmlInsert: boolean;
  readonly dmlUpdate: boolean;
  readonly dmlDelete: boolean;
  /** `table.error`: a table that is set aside is no more than a note. Other than in Canal it is set aside without it too. */
  readonly tableError: boolean;
  /** `druid.ddl`: read statements, rather than go by their first words. */
  readonly druidDdl: boolean;
  /** `sluice.instance.filter.onlineDdl`: rows and statements of the helper tables of gh-ost and its like; their definitions are followed. */
  readonly onlineDdl: boolean;
}

export const DEFAULT_SWITCHES: ParserSwitches = {
  queryDcl: false,
  queryDml: false,
  queryDdl: false,
  rows: false,
  dmlInsert: false,
  dmlUpdate: false,
  dmlDelete: false,
  tableError: false,
  druidDdl: true,
  onlineDdl: false,
};
