import { SluiceError } from "../../proto/error.ts";
import { callAdmin } from "./admin-client.ts";
import { type ConfOptions, openConf } from "./conf-options.ts";

export interface AdminOptions extends ConfOptions {
  readonly json?: boolean;
}

/** Where what is asked for and what goes wrong is written. */
export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const STANDARD_OUTPUT: Output = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
};

/**
 * One command of the admin socket from the command line: asks the server that runs with this configuration, prints its answer, as JSON
 * or by `pretty`. Returns the exit code: 1 after an error, which is printed.
 */
export function adminCommandLine(
  options: AdminOptions,
  command: string,
  args: () => Readonly<Record<string, unknown>>,
  pretty: (answer: unknown) => string,
  output: Output = STANDARD_OUTPUT,
): Promise<number> {
  return printed(options, async () => askServer(options, command, args()), pretty, output);
}

/** Runs what gives an answer, here or in a server, and prints it. */
export async function printed(
  { json }: AdminOptions,
  ask: () => Promise<unknown>,
  pretty: (answer: unknown) => string,
  output: Output = STANDARD_OUTPUT,
): Promise<number> {
  try {
    const answer = await ask();
    output.out(json === true ? `${JSON.stringify(answer, undefined, 2)}\n` : pretty(answer));
    return 0;
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    const { code, message, details } = error;
    output.error(json === true ? `${JSON.stringify({ error: { code, message, details } })}\n` : `${message}\n`);
    return 1;
  }
}

/** Errors: CONF_INVALID, ADMIN_NOT_RUNNING, and the command's own. */
export async function askServer(
  options: ConfOptions,
  command: string,
  args: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { file, server } = openConf(options);
  if (server.config === undefined) throw new SluiceError("CONF_INVALID", { file });
  const { adminSocket } = server.config;
  if (adminSocket === undefined) {
    throw new SluiceError("ADMIN_NOT_RUNNING", { file, reason: "sluice.admin.socket is none" });
  }
  return callAdmin(adminSocket, command, args);
}
