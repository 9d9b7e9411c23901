import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";
import { errnoOf } from "../meta/durable-file.ts";
import type { HoldLog, HoldStore } from "../parser/hold-store.ts";
import { FileHoldLog } from "./file-hold-log.ts";

export interface FileHoldStoreOptions {
  readonly destination: string;
  /** `canal.instance.tsdb.dir`; made when it is missing. */
  readonly directory: string;
  readonly logger: Logger;
  /** Nothing is changed: somebody else may be writing. */
  readonly readOnly?: boolean;
}

/** Held rows as files `<destination>-held-<number>.rows`, beside the timeline of table definitions. */
export class FileHoldStore implements HoldStore {
  readonly #options: FileHoldStoreOptions;
  #number = 0;

  constructor(options: FileHoldStoreOptions) {
    this.#options = options;
  }

  async load(): Promise<readonly HoldLog[]> {
    const logs: HoldLog[] = [];
    for (const { number, path } of await this.#files()) {
      this.#number = number;
      const log = await FileHoldLog.open(path, this.#options.logger);
      if (log.size > 0) logs.push(log);
      else if (this.#options.readOnly === true) await log.close();
      else await log.remove();
    }
    return logs;
  }

  create(): HoldLog {
    this.#number++;
    const { directory, destination, logger } = this.#options;
    return new FileHoldLog(
      join(directory, `${destination}-held-${String(this.#number).padStart(8, "0")}.rows`),
      logger,
    );
  }

  async #files(): Promise<{ readonly number: number; readonly path: string }[]> {
    const { directory, destination } = this.#options;
    const prefix = `${destination}-held-`;
    let names: string[];
    try {
      names = await readdir(directory);
    } catch (cause) {
      if (errnoOf(cause) === "ENOENT") return [];
      if (errnoOf(cause) === "") throw cause;
      throw new SluiceError("PARSER_HOLD_READ_FAILED", { path: directory, errno: errnoOf(cause) }, { cause });
    }
    return names
      .filter((name) => name.startsWith(prefix) && /^\d{8,15}\.rows$/.test(name.slice(prefix.length)))
      .map((name) => ({ number: Number.parseInt(name.slice(prefix.length), 10), path: join(directory, name) }))
      .toSorted((a, b) => a.number - b.number);
  }
}
