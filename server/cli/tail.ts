import type { Writable } from "node:stream";
import { type Batch, type CanalClient, connect, type Retry, SluiceError } from "../../client/index.ts";
import { changeLines } from "./change-lines.ts";
import { parseFeedAddress, type FeedAddress, type TailOptions } from "./tail-options.ts";
import { TailOutput } from "./tail-output.ts";

/** How long giving up the subscription may take at the end, milliseconds. */
const LEAVE_MS = 2000;

type Write = (batch: Batch) => Promise<void>;

/** What the command needs of its process. */
export interface TailProcess {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  /** Aborts when the command shall end: SIGINT, SIGTERM. */
  readonly stop: AbortSignal;
}

/**
 * `sluice tail`: prints changes as they come until it is stopped or nobody reads its output. Returns the exit code.
 *
 * It is a consumer of its own (a client id from its process id), so on a Sluice server it takes nothing from anybody. It acks what it has
 * printed, that the server need not keep it, and unsubscribes at its end. A Java Canal server has one place in the log for all consumers of
 * a destination, and a filter counts for all of them: there, use it only where nobody else consumes.
 */
async function tailCommand(address: string | undefined, options: TailOptions, own: TailProcess): Promise<number> {
  const output = new TailOutput(own.stdout);
  const stop = AbortSignal.any([own.stop, output.gone]);
  const hangUp = new AbortController();
  const onStop = () => hangUp.abort();
  stop.addEventListener("abort", onStop);
  try {
    const client = await openClient(parseFeedAddress(address), options, own, hangUp.signal);
    stop.removeEventListener("abort", onStop);
    await printAll(client, writerOf(options, output, own), stop, hangUp);
    if (output.failure !== undefined) throw output.failure;
    return 0;
  } catch (error) {
    if (stop.aborted && output.failure === undefined) return 0;
    complain(own, error);
    return 1;
  }
}

/** Runs the command in this process: its output, its signals. A second signal ends it at once, as always. */
export async function tailHere(address: string | undefined, options: TailOptions): Promise<number> {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const { stdout, stderr, env, pid } = process;
  return await tailCommand(address, options, { stdout, stderr, env, pid, stop: stop.signal });
}

function openClient(
  feed: FeedAddress,
  options: TailOptions,
  own: TailProcess,
  hangUp: AbortSignal,
): Promise<CanalClient> {
  return connect({
    ...feed,
    clientId: clientIdOf(options.clientId, own.pid),
    filter: options.filter ?? "",
    signal: hangUp,
    ...(options.user === undefined ? {} : { username: options.user }),
    ...passwordOf(options.passwordEnv, own.env),
    onRetry: (retry) => {
      if (!own.stop.aborted) complainOfRetry(own, retry);
    },
  });
}

async function printAll(client: CanalClient, write: Write, stop: AbortSignal, hangUp: AbortController): Promise<void> {
  const end = () => {
    // A server that does not answer must not keep the command.
    setTimeout(() => hangUp.abort(), LEAVE_MS).unref();
    void leave(client);
  };
  stop.addEventListener("abort", end, { once: true });
  if (stop.aborted) end();
  for await (const batch of client) await write(batch);
}

/** Gives up the subscription, so that nothing is kept for a consumer that will not come back. */
async function leave(client: CanalClient): Promise<void> {
  try {
    if (client.isConnected) await client.unsubscribe();
  } catch {
    // The connection has failed: the server forgets the consumer by its own rules.
  } finally {
    await client.disconnect();
  }
}

function writerOf(options: TailOptions, output: TailOutput, own: TailProcess): (batch: Batch) => Promise<void> {
  const lines = changeLines(options.format, own);
  return async (batch) => {
    for (const line of lines(batch)) await output.line(line);
    await output.flush();
  };
}

/** Two tails on one machine shall not share an id: they would share the data. */
function clientIdOf(given: string | undefined, pid: number): number {
  if (given === undefined) return 20_000 + (pid % 10_000);
  const clientId = Number(given);
  if (given.trim() !== "" && Number.isInteger(clientId)) return clientId;
  throw new SluiceError("CLIENT_BAD_OPTION", { option: "client-id", takes: "a whole number", got: given });
}

/** The password that the named variable holds. Throws CLIENT_BAD_OPTION when there is no such variable. */
export function passwordOf(name: string | undefined, env: TailProcess["env"]): { password?: string } {
  if (name === undefined) return {};
  const password = env[name];
  if (password !== undefined) return { password };
  throw new SluiceError("CLIENT_BAD_OPTION", {
    option: "password-env",
    takes: "the name of a variable that is set",
    got: name,
  });
}

function complain(own: TailProcess, error: unknown): void {
  own.stderr.write(`sluice tail: ${error instanceof Error ? error.message : String(error)}\n`);
}

function complainOfRetry(own: TailProcess, { error, delayMs }: Retry): void {
  own.stderr.write(`sluice tail: ${error.message} Trying again in ${(delayMs / 1000).toFixed(1)} s.\n`);
}
