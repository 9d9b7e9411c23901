import { join } from "node:path";
import { SluiceError } from "../../proto/error.ts";
import { compareJournalNames } from "../../proto/position.ts";
import type { FormatDescriptionEvent } from "../binlog/event.ts";
import type { Logger } from "../logger.ts";
import { durableFile, errnoOf } from "../meta/durable-file.ts";
import type { SourceIdentity } from "../source/binlog-source.ts";

/** A file of the source's log, and when it was begun by the head that every reader gets of it, seconds. */
interface SourceFile {
  readonly name: string;
  readonly begun: number;
}

interface Known {
  /** UUID of its server, "" where it has none. */
  readonly server: string;
  /** Oldest first. */
  readonly files: readonly SourceFile[];
}

/** Files that are remembered. */
const MOST = 8;

/**
 * Knows the files of the source's log that were read last, in `source-files.dat`, and tells when one is another though its name is the same: then the
 * source has begun its log anew (RESET), and a saved place, a file's or a GTID set's, that the new log has reached again would pass over all before it.
 */
export class SourceFiles {
  readonly #path: string;
  readonly #logger: Logger;
  #known: Known = { server: "", files: [] };
  #saving: Promise<void> = Promise.resolve();
  #wasReset = false;

  /** `directory`: the destination's. */
  constructor(directory: string, logger: Logger) {
    this.#path = join(directory, "source-files.dat");
    this.#logger = logger;
  }

  /** What can't be read is told, and nothing is known then. */
  async load(): Promise<void> {
    const file = durableFile(this.#path);
    try {
      const bytes = await file.read();
      if (bytes !== undefined) this.#known = knownFrom(JSON.parse(bytes.toString()));
    } catch (cause) {
      const error = new SluiceError("META_CORRUPT", { path: this.#path, errno: errnoOf(cause) }, { cause });
      this.#logger.warn(
        { error },
        "which files of the source were read is not known: a RESET in between is not noticed",
      );
    } finally {
      await file.close();
    }
  }

  /** Reading goes on elsewhere than where it ended. Whether the source was found to have begun its log anew since the last time. */
  beginElsewhere(): boolean {
    const was = this.#wasReset;
    this.#wasReset = false;
    this.#known = { server: "", files: [] };
    return was;
  }

  /** A file's head, whether it is read from its begin or not. Error: SOURCE_LOG_RESET. */
  observe({ header }: FormatDescriptionEvent, { serverUuid, gtid }: SourceIdentity): void {
    const { journalName: name, timestamp: begun } = header;
    if (begun === 0 || name === "") return;
    const { files } = this.#known;
    // Where servers have no UUIDs but GTIDs, another one behind the same address would look like one that was reset.
    if (this.#known.server !== serverUuid || (serverUuid === "" && gtid)) {
      this.#remember({ server: serverUuid, files: [{ name, begun }] });
      return;
    }
    const known = files.find((file) => file.name === name);
    const [oldest] = files;
    const isOlder = oldest !== undefined && compareJournalNames(name, oldest.name) < 0;
    if (known?.begun === begun) return;
    if (known !== undefined || isOlder) throw this.#reset(name, begun);
    this.#remember({ server: serverUuid, files: [...files, { name, begun }].slice(-MOST) });
  }

  /** As `observe`, of a file that was asked about; `begun` undefined: there is none of that name. */
  compare(name: string, begun: number | undefined): SluiceError | undefined {
    const known = this.#known.files.find((file) => file.name === name);
    return known === undefined || known.begun === begun ? undefined : this.#reset(name, begun);
  }

  #reset(journalName: string, begun: number | undefined): SluiceError {
    this.#wasReset = true;
    const { files } = this.#known;
    const read = files.find(({ name }) => name === journalName) ?? files.at(-1);
    return new SluiceError("SOURCE_LOG_RESET", {
      journalName,
      ...(begun === undefined ? {} : { begun: timeOf(begun) }),
      ...(read === undefined ? {} : { read: read.name, readBegun: timeOf(read.begun) }),
    });
  }

  /** What is known is on the disk when it resolves, unless it was told that it can't be. */
  settled(): Promise<void> {
    return this.#saving;
  }

  #remember(known: Known): void {
    this.#known = known;
    this.#saving = this.#saving.then(() => this.#save(known));
  }

  async #save(known: Known): Promise<void> {
    if (known !== this.#known) return;
    const file = durableFile(this.#path);
    try {
      await file.write(Buffer.from(JSON.stringify(known)));
    } catch (error) {
      this.#logger.warn({ error, path: this.#path }, "which files of the source were read can't be written");
    } finally {
      await file.close();
    }
  }
}

function knownFrom(value: unknown): Known {
  const { server, files } = value as Readonly<Record<string, unknown>>;
  if (typeof server !== "string" || !Array.isArray(files)) throw new Error("no list of files");
  const read = (files as readonly unknown[]).map((file) => {
    const { name, begun } = file as Readonly<Record<string, unknown>>;
    if (typeof name !== "string" || typeof begun !== "number") throw new Error("no file");
    return { name, begun };
  });
  return { server, files: read };
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
