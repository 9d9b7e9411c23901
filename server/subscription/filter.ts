import type { Logger } from "../logger.ts";
import type { ClientIdentity } from "../meta/meta-manager.ts";
import { TableFilter } from "../sink/table-filter.ts";
import { whoOf } from "./errors.ts";

/** A filter that lets everything pass is none. */
export function parseFilter(filter: string): TableFilter | undefined {
  if (filter === "" || filter === ".*\\..*" || filter === ".*") return undefined;
  return new TableFilter({ regex: filter });
}

/** A saved filter that is none lets everything pass: nothing is lost by it. */
export function tolerantFilter(client: ClientIdentity, logger: Logger): TableFilter | undefined {
  const { destination, filter } = client;
  try {
    return parseFilter(filter);
  } catch (error) {
    logger.error(
      { error, ...whoOf(destination, client), filter },
      "a saved filter is not one: the consumer gets every table",
    );
    return undefined;
  }
}
