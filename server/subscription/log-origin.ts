import { rm } from "node:fs/promises";
import { join } from "node:path";
import { cursorFromJson, cursorToJson } from "../../proto/cursor-json.ts";
import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import { durableFile, errnoOf } from "../meta/durable-file.ts";

/** Everything that the source has before the place is in the log below the number. */
interface ReadUpTo {
  readonly cursor: Cursor;
  readonly next: number;
}

/**
 * What the entries of a destination's log can't tell, in `log-places.dat`: where reading began for the first of them (nothing lies between), and
 * how far the source was read where it had nothing to store behind the last one. Without the first a consumer that has had nothing since would
 * seem to need what is older than the log; without the second the place to go on from would fall off the source's retention while it is idle.
 */
export class LogOrigin {
  readonly #path: string;
  #origin: Cursor | undefined;
  #end: ReadUpTo | undefined;

  constructor(directory: string) {
    this.#path = join(directory, "log-places.dat");
  }

  /** Undefined when it is not known. */
  get origin(): Cursor | undefined {
    return this.#origin;
  }

  get end(): ReadUpTo | undefined {
    return this.#end;
  }

  /** Errors: META_READ_FAILED, META_CORRUPT. */
  async load(): Promise<void> {
    const bytes = await durableFile(this.#path)
      .read()
      .catch((cause: unknown) => {
        throw new SluiceError("META_READ_FAILED", { path: this.#path, errno: errnoOf(cause) }, { cause });
      });
    if (bytes === undefined) return;
    try {
      const { origin, end, next } = JSON.parse(bytes.toString()) as Readonly<Record<string, unknown>>;
      this.#origin = origin === undefined ? undefined : cursorFromJson(origin);
      this.#end = typeof next === "number" ? { cursor: cursorFromJson(end), next } : undefined;
    } catch (cause) {
      throw new SluiceError("META_CORRUPT", { path: this.#path }, { cause });
    }
  }

  /** A new log begins with what comes behind that place. Durable when it resolves. Errors: META_WRITE_FAILED. */
  async begin(cursor: Cursor): Promise<void> {
    this.#origin = cursor;
    this.#end = undefined;
    await this.#save();
  }

  /** The log is begun anew. */
  async forget(): Promise<void> {
    this.#origin = undefined;
    this.#end = undefined;
    await rm(this.#path, { force: true });
  }

  /** Errors: META_WRITE_FAILED. */
  async readUpTo(end: ReadUpTo): Promise<void> {
    this.#end = end;
    await this.#save();
  }

  async #save(): Promise<void> {
    const file = durableFile(this.#path);
    const json = {
      ...(this.#origin === undefined ? {} : { origin: cursorToJson(this.#origin, "file") }),
      ...(this.#end === undefined ? {} : { end: cursorToJson(this.#end.cursor, "file"), next: this.#end.next }),
    };
    try {
      await file.write(Buffer.from(JSON.stringify(json)));
    } catch (cause) {
      throw new SluiceError("META_WRITE_FAILED", { path: this.#path, errno: errnoOf(cause) }, { cause });
    } finally {
      await file.close();
    }
  }
}
