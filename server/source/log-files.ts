import type { LogBytes } from "./log-bytes.ts";

/** One file of a log. */
export interface LogFile {
  /** Its name as the server knows it. */
  readonly journalName: string;
  readonly path: string;
  open(): Promise<LogBytes>;
}

/** The files of one log, in order. */
export interface LogFiles {
  /** Those there now, oldest first. Errors: SOURCE_FILE_UNREADABLE, SOURCE_FILES_AMBIGUOUS. */
  list(): Promise<readonly LogFile[]>;
  /**
   * The file behind `file`; `expected` is the one that its ROTATE names. Undefined when there is none yet. SOURCE_LOG_PURGED when the expected
   * one is missing and there are later ones.
   */
  after(file: LogFile, expected: string | undefined): Promise<LogFile | undefined>;
}
