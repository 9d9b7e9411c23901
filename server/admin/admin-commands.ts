import { SluiceError } from "../../proto/error.ts";
import { consumerCommands } from "./consumer-commands.ts";
import type { DestinationAdmin } from "../destination-admin.ts";
import { ledgerAnswer } from "./ledger-answer.ts";
import { type AdminCommand, adminCommand } from "../ops/admin-command.ts";
import type { Health } from "../ops/health.ts";
import { schemaCommands } from "./schema-commands.ts";

/** The parts of a server that operators reach by its admin socket. */
export interface AdminTargets {
  readonly health: () => Health;
  /** Errors: DESTINATION_UNKNOWN, DESTINATION_NOT_RUNNING. */
  readonly destination: (name: string) => DestinationAdmin;
}

/** What the admin socket can be asked: each part's commands come together here. */
export function adminCommands({ health, destination }: AdminTargets): readonly AdminCommand[] {
  return [
    adminCommand({ name: "server.status", validate: () => undefined, handle: health }),
    adminCommand({
      name: "ledger.show",
      validate: (args) => destination(args.text("destination")),
      handle: (admin) => {
        if (admin.ledger === undefined)
          throw new SluiceError("DESTINATION_NOT_RUNNING", { destination: admin.destination });
        return ledgerAnswer(admin, admin.ledger);
      },
    }),
    ...consumerCommands(destination),
    ...schemaCommands(destination),
  ];
}
