import { basename } from "node:path";
import { SluiceError } from "../../proto/error.ts";
import type { LogBytes } from "./log-bytes.ts";
import { openLogBytes, openStreamBytes } from "./log-bytes.ts";
import type { LogFile, LogFiles } from "./log-files.ts";

/** Files in the order in which they are given; `-` is `stdin`, under that name. */
export class GivenFiles implements LogFiles {
  readonly #files: readonly LogFile[];

  constructor(paths: readonly string[], stdin: AsyncIterable<Uint8Array>) {
    this.#files = paths.map((path) =>
      path === "-" ? new StreamFile(stdin) : { journalName: journalNameOf(path), path, open: () => openLogBytes(path) },
    );
  }

  list(): Promise<readonly LogFile[]> {
    return Promise.resolve(this.#files);
  }

  after(file: LogFile): Promise<LogFile | undefined> {
    return Promise.resolve(this.#files[this.#files.indexOf(file) + 1]);
  }
}

/** So much of a stream is kept to be read again. */
const HEAD_SIZE = 1024 * 1024;

/** Its begin may be read again and again, for it is looked at before it is read. */
class StreamFile implements LogFile {
  readonly journalName = "stdin";
  readonly path = "-";
  readonly #pieces: AsyncIterator<Uint8Array>;
  #head: Uint8Array[] | undefined = [];
  #headSize = 0;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#pieces = stream[Symbol.asyncIterator]();
  }

  open(): Promise<LogBytes> {
    const head = this.#head;
    if (head === undefined) {
      throw new SluiceError("SOURCE_FILE_UNREADABLE", { file: "-", reason: "a stream can be read once only" });
    }
    let index = 0;
    return openStreamBytes(async () => {
      const known = head[index++];
      if (known !== undefined) return known;
      const next = await this.#pieces.next();
      if (next.done === true) return undefined;
      this.#keep(next.value);
      return next.value;
    });
  }

  #keep(piece: Uint8Array): void {
    this.#headSize += piece.length;
    if (this.#headSize > HEAD_SIZE) this.#head = undefined;
    this.#head?.push(piece);
  }
}

function journalNameOf(path: string): string {
  return basename(path).replace(/\.zst$/, "");
}
