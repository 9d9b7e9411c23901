import { SluiceError } from "../../proto/error.ts";
import { consumerCommands } from "../admin/consumer-commands.ts";
import { AdminArguments } from "../ops/admin-arguments.ts";
import { AdminRegistry } from "../ops/admin-command.ts";
import { parseDestinationName } from "../session/destination-name.ts";
import { withStoppedDestination } from "../admin/stopped-destination.ts";
import { userName } from "./admin-client.ts";
import { askServer } from "./admin.ts";
import { type ConfOptions, openConf } from "./conf-options.ts";

/** Asks the server that runs, or does the same in the folder of one that does not. Errors: those of both. */
export async function askOrDo(
  options: ConfOptions,
  command: string,
  args: Readonly<Record<string, unknown>> & { readonly destination: string },
): Promise<unknown> {
  try {
    return await askServer(options, command, args);
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== "ADMIN_NOT_RUNNING") throw error;
  }
  const { destination } = parseDestinationName(args.destination);
  return withStoppedDestination(openConf(options), destination, (admin) =>
    new AdminRegistry(consumerCommands(() => admin)).find(command).call(new AdminArguments(args), { user: userName() }),
  );
}
