import { type AdminCommand, adminCommand } from "./ops/admin-command.ts";
import type { Health } from "./ops/health.ts";

/** The parts of a server that operators reach by its admin socket. */
export interface AdminTargets {
  readonly health: () => Health;
}

/** What the admin socket can be asked: each part's commands come together here. */
export function adminCommands({ health }: AdminTargets): readonly AdminCommand[] {
  return [adminCommand({ name: "server.status", validate: () => undefined, handle: health })];
}
