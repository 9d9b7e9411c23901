import { stat } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { SluiceError } from "../../proto/error.ts";
import { durableFile, errnoOf } from "./durable-file.ts";
import type { DurableFile } from "./durable-file.ts";

/**
 * One of the files that cursors are kept in, and what is newer than it says.
 *
 * `current`: nothing but cursors that have moved, and the journal has those. `behind`: it is time to replace it for them. `changed`: it must be replaced
 * before what has changed counts.
 */
export class CursorFile {
  readonly path: string;
  state: "current" | "behind" | "changed" = "current";
  /** Consumers whose cursors have moved since the file was written, by `consumerKey`. */
  moved = new Set<string>();
  readonly #file: DurableFile;
  #identity: string | undefined;

  constructor(path: string) {
    this.path = path;
    this.#file = durableFile(path);
  }

  /** Whether it says all that is known. */
  get saysAll(): boolean {
    return this.state === "current" && this.moved.size === 0;
  }

  /** Identity of the file that stands, where this process has written it. */
  get identity(): string | undefined {
    return this.#identity;
  }

  /** Errors: META_READ_FAILED. */
  async read(): Promise<Buffer | undefined> {
    try {
      return await this.#file.read();
    } catch (cause) {
      throw new SluiceError("META_READ_FAILED", { path: this.path, errno: errnoOf(cause) }, { cause });
    }
  }

  /** Identity of the file with these bytes, as a record of the journal names it. Errors are those of the system. */
  async identityOf(bytes: Uint8Array): Promise<string> {
    const { mtimeNs } = await stat(this.path, { bigint: true });
    return `${mtimeNs}:${bytes.length}:${crc32(bytes).toString(16)}`;
  }

  /** The file says `text`, which is what is known now, durably when it resolves. Errors: META_WRITE_FAILED. */
  async replace(text: string): Promise<void> {
    const { state, moved } = this;
    const before = this.#identity;
    this.state = "current";
    this.moved = new Set();
    this.#identity = undefined;
    try {
      // The same bytes in the same tick of the clock could not be told from the file before, of which the journal speaks.
      do this.#identity = await this.#write(Buffer.from(text));
      while (this.#identity === before);
    } catch (cause) {
      // The file before may stand still: then the journal goes on.
      const isBefore = before !== undefined && (await this.#standing()) === before;
      this.#identity = isBefore ? before : undefined;
      if (state === "changed" || !isBefore) this.state = "changed";
      else if (this.state === "current") this.state = state;
      for (const key of moved) this.moved.add(key);
      throw new SluiceError("META_WRITE_FAILED", { path: this.path, errno: errnoOf(cause) }, { cause });
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #write(bytes: Uint8Array): Promise<string> {
    await this.#file.write(bytes);
    return await this.identityOf(bytes);
  }

  /** Undefined where that can't be found out. */
  async #standing(): Promise<string | undefined> {
    try {
      const bytes = await this.#file.read();
      return bytes && (await this.identityOf(bytes));
    } catch {
      return undefined;
    }
  }
}
