import type { Health } from "../ops/health.ts";
import { type AdminOptions, adminCommandLine, type Output } from "./admin.ts";
import { textTable } from "./text-table.ts";

/** `sluice status`: how the destinations of the running server are. Returns the exit code. */
export function statusCommand(options: AdminOptions, output?: Output): Promise<number> {
  return adminCommandLine(
    options,
    "server.status",
    () => ({}),
    (answer) => prettyStatus(answer as Health),
    output,
  );
}

function prettyStatus({ destinations }: Health): string {
  const table = textTable(
    ["DESTINATION", "STATE", "POSITION", "DELAY"],
    destinations.map(({ destination, state, position, delayMs }) => [
      destination,
      state,
      position === undefined ? undefined : `${position.journalName}:${position.position}`,
      delayMs === undefined ? undefined : `${delayMs} ms`,
    ]),
  );
  const said = destinations.flatMap(({ destination, reasons, warnings }) =>
    [...reasons, ...warnings].map(({ message }) => `${destination}: ${message}\n`),
  );
  return `${table}${said.join("")}`;
}
