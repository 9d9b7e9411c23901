import { SluiceError } from "../../proto/error.ts";
import type { AdminArguments } from "./admin-arguments.ts";

/** Who asks. The socket is open to the server's own user and to root; the name is what the asking program says of itself. */
export interface AdminCaller {
  readonly user: string;
}

/** One command of the admin socket, ready to be called. What it answers goes through JSON. */
export interface AdminCommand {
  /** `subject.verb`, as `cursor.list`. */
  readonly name: string;
  /** Errors: ADMIN_BAD_ARGUMENT and the command's own; others are answered as INTERNAL_BUG. */
  readonly call: (args: AdminArguments, caller: AdminCaller) => Promise<unknown>;
}

/** Joins what reads the arguments and what acts on them; an argument that nobody read is refused before anything is done. */
export function adminCommand<Args>(command: {
  readonly name: string;
  readonly validate: (args: AdminArguments) => Args;
  readonly handle: (args: Args, caller: AdminCaller) => unknown;
}): AdminCommand {
  return {
    name: command.name,
    call: async (args, caller) => {
      const valid = command.validate(args);
      args.assertAllRead();
      return command.handle(valid, caller);
    },
  };
}

/** The commands of a server by name. */
export class AdminRegistry {
  readonly #commands: ReadonlyMap<string, AdminCommand>;

  /** Errors: INTERNAL_BUG when two commands have one name. */
  constructor(commands: readonly AdminCommand[]) {
    this.#commands = new Map(commands.map((command) => [command.name, command]));
    if (this.#commands.size < commands.length)
      throw new SluiceError("INTERNAL_BUG", { broken: "one name, two commands" });
  }

  /** Errors: ADMIN_UNKNOWN_COMMAND. */
  find(name: string): AdminCommand {
    const command = this.#commands.get(name);
    if (command !== undefined) return command;
    const known = [...this.#commands.keys()].toSorted().join(" ");
    throw new SluiceError("ADMIN_UNKNOWN_COMMAND", { command: name.slice(0, 100), known });
  }
}
