import { type AdminCommand, adminCommand } from "../ops/admin-command.ts";
import type { AdminArguments } from "../ops/admin-arguments.ts";
import { SluiceError } from "../../proto/error.ts";
import type { DestinationAdmin } from "../destination-admin.ts";
import type { SchemaOperator } from "../parser/schema-operator.ts";
import type { TableName } from "../pipeline-entry.ts";

/** `schema.*` of the admin socket: `destination`, and `table` as schema.table. `found`: errors ADMIN_BAD_ARGUMENT, DESTINATION_NOT_RUNNING. */
export function schemaCommands(found: (destination: string) => DestinationAdmin): readonly AdminCommand[] {
  const find = (destination: string): SchemaOperator => {
    const { schema } = found(destination);
    if (schema === undefined) throw new SluiceError("DESTINATION_NOT_RUNNING", { destination });
    return schema;
  };
  const meant = (args: AdminArguments) => ({
    operator: find(args.text("destination")),
    name: tableOf(args.text("table")),
  });
  return [
    adminCommand({
      name: "schema.show",
      validate: (args) => {
        const operator = find(args.text("destination"));
        const table = args.optionalText("table");
        return { operator, name: table === undefined ? undefined : tableOf(table) };
      },
      handle: ({ operator, name }) => operator.show(name),
    }),
    adminCommand({
      name: "schema.set",
      validate: (args) => ({ ...meant(args), create: args.text("create"), onlyHeld: args.flag("held") }),
      handle: ({ operator, name, create, onlyHeld }) => operator.set(name, create, onlyHeld),
    }),
    adminCommand({ name: "schema.reset", validate: meant, handle: ({ operator, name }) => operator.reset(name) }),
    adminCommand({
      name: "schema.drop",
      validate: meant,
      handle: async ({ operator, name }) => ({ ...name, dropped: await operator.drop(name) }),
    }),
  ];
}

/** A dot in a name of either is one too many to tell: the first one divides. */
function tableOf(text: string): TableName {
  const dot = text.indexOf(".");
  if (dot <= 0 || dot === text.length - 1) {
    throw new SluiceError("ADMIN_BAD_ARGUMENT", { argument: "table", expected: "schema.table" });
  }
  return { schema: text.slice(0, dot), table: text.slice(dot + 1) };
}
