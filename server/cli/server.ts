import { formatFinding } from "../../conf/finding.ts";
import { CanalServer } from "../canal-server.ts";
import type { Logger } from "../logger.ts";
import { HeapGrowth } from "../ops/heap-growth.ts";
import { createLogger } from "../ops/log.ts";
import { type ConfOptions, openConf } from "./conf-options.ts";
import { programVersion } from "./version.ts";

/** How long a stop may take before the process ends anyway: a disk that can't be written must not make it immortal. Milliseconds. */
const STOP_MS = 30_000;

/** `sluice server`: runs until SIGTERM or SIGINT. Returns the exit code: 0 after a clean stop, 1 after an error. */
export async function serverCommand(options: ConfOptions): Promise<number> {
  const conf = openConf(options);
  const { config, findings } = conf.server;
  const logger = createLogger(config?.log ?? { level: "info", format: "auto" });
  for (const one of findings) {
    const { severity, code, file, line, key } = one;
    logger[severity === "error" ? "error" : "warn"]({ code, file, line, key }, formatFinding(one));
  }
  if (config === undefined) {
    logger.error({ file: conf.file }, "the server does not start: its settings have errors");
    return 1;
  }
  logger.info(
    { version: programVersion(), node: process.versions.node, conf: conf.file, dataDir: config.dataDir },
    "sluice server",
  );
  const heapGrowth = new HeapGrowth();
  const exitCode = await new Run(new CanalServer({ conf, logger }), logger).untilEnd();
  heapGrowth.stop();
  return exitCode;
}

/** One run of the process: signals, errors that nobody caught, and the exit code. */
class Run {
  readonly #server: CanalServer;
  readonly #logger: Logger;
  #exitCode = 0;
  #stopping = false;

  constructor(server: CanalServer, logger: Logger) {
    this.#server = server;
    this.#logger = logger;
  }

  async untilEnd(): Promise<number> {
    const onSignal = (signal: NodeJS.Signals): void => {
      this.#onSignal(signal);
    };
    const onError = (error: unknown): void => {
      this.#onError(error, "an error that nobody caught: stopping");
    };
    process
      .on("SIGTERM", onSignal)
      .on("SIGINT", onSignal)
      .on("uncaughtException", onError)
      .on("unhandledRejection", onError);
    try {
      await this.#server.run();
    } catch (error) {
      this.#onError(error, "the server ends by an error");
    }
    await this.#stop();
    return this.#exitCode;
  }

  #onSignal(signal: NodeJS.Signals): void {
    if (this.#stopping) {
      this.#logger.warn({ signal }, "second signal: ending at once");
      process.exit(1);
    }
    this.#logger.info({ signal }, "stopping");
    void this.#stop();
  }

  #onError(error: unknown, message: string): void {
    this.#logger.error({ error }, message);
    this.#exitCode = 1;
    void this.#stop();
  }

  async #stop(): Promise<void> {
    if (!this.#stopping) {
      this.#stopping = true;
      setTimeout(() => {
        this.#logger.error({ afterMs: STOP_MS }, "the stop takes too long: ending at once");
        process.exit(1);
      }, STOP_MS).unref();
    }
    try {
      await this.#server.stop();
    } catch (error) {
      this.#logger.error({ error }, "the server did not stop cleanly");
      this.#exitCode = 1;
    }
  }
}
