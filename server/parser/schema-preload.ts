import type { Logger } from "../logger.ts";
import type { SchemaReader } from "../source/binlog-source.ts";
import { isOnlineDdlTable } from "./online-ddl-table.ts";
import type { SchemaTracker } from "./schema-tracker.ts";
import { asRefusal } from "./source-refusal.ts";
import type { TableNameFilter } from "./statement-filter.ts";

export interface SchemaPreload {
  readonly reader: SchemaReader;
  readonly tracker: SchemaTracker;
  readonly tables: TableNameFilter;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** False: what is known already stays, and of a schema whose tables are all known no other can have been there. */
  readonly all: boolean;
  /** Reading begins at the end of the log: what the source has now is what there is. */
  readonly isNow: boolean;
}

/** More tables than this are learnt when their first rows come, like those that can't be read now. */
const MOST_TABLES = 20_000;

/**
 * Learns the wanted tables before the first event is read. A table that is only learnt with its first rows may have been altered since they
 * were written, and the definition that they fit can't be had any more; a table that is known from the start is followed by its statements.
 */
export async function preloadSchema({
  reader,
  tracker,
  tables,
  logger,
  signal,
  all: everything,
  isNow,
}: SchemaPreload): Promise<void> {
  const started = Date.now();
  const all = await reader.listTables(signal);
  // The copy that an online DDL tool fills may become a wanted table at any moment, and then its columns count.
  const wanted = all
    .filter(({ schema, table }) => tables.acceptsName(schema, table) || isOnlineDdlTable(table))
    .filter(({ schema, table }) => {
      if (tracker.get(schema, table) !== undefined || tracker.isUncertain(schema, table)) return false;
      return everything || !tracker.isComplete(schema);
    })
    .slice(0, MOST_TABLES);
  const missed = new Set<string>(wanted.length < MOST_TABLES ? [] : all.map(({ schema }) => schema));
  let learnt = 0;
  for (const { schema, table } of wanted) {
    if (signal.aborted) return;
    try {
      const create = await reader.showCreateTable(schema, table, signal);
      if (create === undefined) {
        missed.add(schema);
        continue;
      }
      const charset = tracker.knowsSchema(schema) ? undefined : await reader.schemaCharset(schema, signal);
      if (charset !== undefined) tracker.learnSchema(schema, charset);
      tracker.learn(schema, create, charset, table);
      learnt++;
    } catch (error) {
      const { code } = asRefusal(error);
      missed.add(schema);
      // It is asked for again, and then the reason is told, if ever rows of it come.
      logger.debug({ code, schema, table }, "the definition of a table can't be read");
    }
  }
  if (isNow) for (const { schema } of all) if (!missed.has(schema)) tracker.markComplete(schema);
  logger.info(
    { tables: all.length, wanted: wanted.length, learnt, ms: Date.now() - started },
    "table definitions are read",
  );
}
