import type { SourceConfig } from "../conf/config.ts";
import type { Logger } from "./logger.ts";
import type { BinlogSource } from "./source/binlog-source.ts";
import { LocalSource } from "./source/local-source.ts";
import { LogFolder } from "./source/log-folder.ts";
import type { MysqlSourceOptions } from "./source/mysql-source-options.ts";
import { MysqlSource } from "./source/mysql-source.ts";

/** The source that a destination's settings name: a server, or a folder of its files. */
export function makeSource({ files }: SourceConfig, server: MysqlSourceOptions, logger: Logger): BinlogSource {
  if (files === undefined) return new MysqlSource(server, logger);
  const { directory, wait, schemaFromServer } = files;
  return new LocalSource({
    files: new LogFolder(directory),
    directory,
    wait,
    server: schemaFromServer ? new MysqlSource(server, logger) : undefined,
  });
}
