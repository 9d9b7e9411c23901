import type { FilterConfig, InstanceConfig, SourceConfig, StartConfig } from "../../conf/config.ts";
import type { InstanceFilters } from "./instance-filters.ts";
import { sharedRowKernel } from "./instance-kernel.ts";
import type { Logger } from "../logger.ts";
import type { EventParserOptions } from "../parser/event-parser-options.ts";
import type { ParserSwitches } from "../parser/parser-switches.ts";
import { OLDEST } from "../parser/start-position.ts";
import type { StartSettings } from "../parser/start-position.ts";

/** What every parser of a destination has in common: that which follows its source, and those that read a part of it again. */
export function commonParserOptions(
  config: InstanceConfig,
  filters: InstanceFilters,
  logger: Logger,
): Pick<
  EventParserOptions,
  "destination" | "tables" | "fields" | "switches" | "transactionSize" | "start" | "timeZone" | "rowIds" | "kernel"
> {
  return {
    destination: config.destination,
    ...filters,
    switches: switchesOf(config.filter),
    transactionSize: config.transactionSize,
    start: startSettings(config.start, config.source),
    timeZone: config.timezone,
    rowIds: config.rowId,
    kernel: config.rowKernel ? sharedRowKernel(logger) : undefined,
  };
}

function switchesOf(filter: FilterConfig): ParserSwitches {
  return {
    queryDcl: filter.dcl,
    queryDml: filter.dmlText,
    queryDdl: filter.ddl,
    rows: filter.rows,
    dmlInsert: filter.inserts,
    dmlUpdate: filter.updates,
    dmlDelete: filter.deletes,
    tableError: filter.tableError,
    druidDdl: filter.druidDdl,
    onlineDdl: filter.onlineDdl,
  };
}

export function startSettings(start: StartConfig, { files }: SourceConfig): StartSettings {
  // Who does not wait for what comes wants what is there.
  const byDefault = files?.wait === false && start.journalName === undefined ? OLDEST : 0;
  return {
    journalName: start.journalName ?? "",
    position: start.position ?? 0,
    timestamp: start.timestamp ?? byDefault,
    gtid: start.gtidSet ?? "",
    gtidOn: start.gtidMode,
    fallbackIntervalSeconds: start.fallbackMs / 1000,
  };
}
