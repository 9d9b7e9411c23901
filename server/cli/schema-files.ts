import type { ConfFolder } from "../../conf/conf-folder.ts";
import { SluiceError } from "../../proto/error.ts";
import { FileHoldStore } from "../history/file-hold-store.ts";
import { FileTableHistory } from "../history/file-table-history.ts";
import { silentLogger } from "../logger.ts";
import { heldTableOf } from "../parser/hold-back.ts";
import type { HeldTable } from "../parser/hold-back.ts";
import { isHeld, readHold } from "../parser/hold.ts";
import type { TableReport } from "../parser/schema-operator.ts";
import { SchemaTracker } from "../parser/schema-tracker.ts";

/**
 * What a destination's files say of its tables: of those that are uncertain or have rows that wait, or of one. Nothing is changed. Errors:
 * CONF_INVALID, PARSER_HISTORY_READ_FAILED, PARSER_HOLD_READ_FAILED.
 */
export async function readSchemaFiles(
  conf: ConfFolder,
  destination: string,
  table: string | undefined,
): Promise<readonly TableReport[]> {
  const { config } = conf.loadInstance(destination);
  if (config === undefined) throw new SluiceError("CONF_INVALID", { file: conf.instanceFile(destination) });
  const { directory, expireMs } = config.history;
  const files = { destination, directory, logger: silentLogger, readOnly: true };
  const tracker = await readTimeline(new FileTableHistory({ ...files, expireMs }));
  const held = await readHeld(new FileHoldStore(files));
  const names = new Map(
    [...tracker.uncertainTables(), ...held].map(({ schema, table: name }) => [
      `${schema}.${name}`,
      { schema, table: name },
    ]),
  );
  const dot = table?.indexOf(".") ?? -1;
  const asked = table === undefined ? undefined : { schema: table.slice(0, dot), table: table.slice(dot + 1) };
  return (asked === undefined ? [...names.values()] : [asked]).map((name) => ({
    schema: name.schema,
    table: name.table,
    definition: tracker.get(name.schema, name.table),
    uncertain: tracker.isUncertain(name.schema, name.table),
    setAside: undefined,
    held: held.filter((one) => one.schema === name.schema && one.table === name.table),
  }));
}

/** At the end of the timeline. */
async function readTimeline(history: FileTableHistory): Promise<SchemaTracker> {
  const last = (await history.load()).at(-1);
  const flavor = last?.server.flavor === "mariadb" ? "mariadb" : "mysql";
  const tracker = new SchemaTracker({ flavor, lowerCaseTableNames: 0 });
  if (last === undefined) return tracker;
  tracker.restore(await last.state());
  for (const { change } of last.changes) tracker.replay(change);
  return tracker;
}

async function readHeld(store: FileHoldStore): Promise<readonly HeldTable[]> {
  const held: HeldTable[] = [];
  for (const log of await store.load()) {
    const hold = await readHold(log, (schema, table) => ({ schema, table }));
    if (hold !== undefined && isHeld(hold)) held.push(heldTableOf(hold));
    await log.close();
  }
  return held;
}
