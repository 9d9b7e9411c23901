import type { FileHandle } from "node:fs/promises";
import { open, stat } from "node:fs/promises";
import { SluiceError } from "../../proto/error.ts";
import { BinlogError } from "../binlog/error.ts";
import { isZstd, ZstdStream } from "../binlog/zstd/stream.ts";

/** Bytes of one log file as the server wrote them: what is compressed comes uncompressed. */
export interface LogBytes {
  /** The next piece; undefined when there is no more for now. A piece stays valid. */
  next(): Promise<Uint8Array | undefined>;
  /** Goes on at that offset without reading what lies before; false where that can't be done. */
  seek(position: number): boolean;
  /** A compressed file ends inside its frame. */
  readonly torn: boolean;
  /** What the file holds now; undefined where only reading it tells. */
  size(): Promise<number | undefined>;
  /** Whether there is another file at its path now, or none. */
  isReplaced(): Promise<boolean>;
  close(): Promise<void>;
}

/** What is read of a file at once. */
const BUFFER_SIZE = 128 * 1024;

/** Opens a file, plain or compressed by zstd, which its first bytes tell. Errors: SOURCE_FILE_UNREADABLE. */
export async function openLogBytes(path: string): Promise<LogBytes> {
  const handle = await readable(path, () => open(path, "r"));
  try {
    const head = Buffer.alloc(4);
    const { bytesRead } = await readable(path, () => handle.read(head, 0, head.length, 0));
    const plain = new PlainBytes(handle, path);
    return isZstd(head.subarray(0, bytesRead)) ? new UnpackedBytes(plain) : plain;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

class PlainBytes implements LogBytes {
  readonly torn = false;
  readonly #handle: FileHandle;
  readonly #path: string;
  #position = 0;

  constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  async next(): Promise<Uint8Array | undefined> {
    // Events are views of it, and stay valid: each piece has a buffer of its own.
    const buffer = Buffer.allocUnsafeSlow(BUFFER_SIZE);
    const { bytesRead } = await readable(this.#path, () => this.#handle.read(buffer, 0, buffer.length, this.#position));
    if (bytesRead === 0) return undefined;
    this.#position += bytesRead;
    return bytesRead > buffer.length / 2
      ? buffer.subarray(0, bytesRead)
      : new Uint8Array(buffer.subarray(0, bytesRead));
  }

  seek(position: number): boolean {
    this.#position = position;
    return true;
  }

  async size(): Promise<number> {
    return (await readable(this.#path, () => this.#handle.stat())).size;
  }

  async isReplaced(): Promise<boolean> {
    const own = await readable(this.#path, () => this.#handle.stat());
    try {
      return (await stat(this.#path)).ino !== own.ino;
    } catch (error) {
      if (errorCode(error) === "ENOENT") return true;
      throw unreadable(this.#path, error);
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** What a stream of packed bytes holds. */
class UnpackedBytes implements LogBytes {
  readonly #packed: LogBytes;
  readonly #zstd = new ZstdStream();
  #pieces: Generator<Uint8Array> | undefined;

  constructor(packed: LogBytes) {
    this.#packed = packed;
  }

  get torn(): boolean {
    return this.#zstd.pendingBytes > 0;
  }

  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      // One at a time: a few packed bytes may hold very many.
      const piece = this.#pieces?.next();
      if (piece?.done === false) return piece.value;
      const chunk = await this.#packed.next();
      if (chunk === undefined) return undefined;
      this.#pieces = this.#zstd.push(chunk);
    }
  }

  seek(): boolean {
    return false;
  }

  size(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  isReplaced(): Promise<boolean> {
    return this.#packed.isReplaced();
  }

  async close(): Promise<void> {
    await this.#packed.close();
  }
}

/** Runs a file operation; what the system refuses is SOURCE_FILE_UNREADABLE with the path. */
export async function readable<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof SluiceError || error instanceof BinlogError) throw error;
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): SluiceError {
  return new SluiceError("SOURCE_FILE_UNREADABLE", { file: path, reason: errorCode(cause) }, { cause });
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** Bytes that can be read once only, such as a pipe's. */
export async function openStreamBytes(next: () => Promise<Uint8Array | undefined>): Promise<LogBytes> {
  // A piece may be shorter than the mark of a compressed file.
  let head: Uint8Array | undefined = await next();
  while (head !== undefined && head.length < 4) {
    const more = await next();
    if (more === undefined) break;
    head = Buffer.concat([head, more]);
  }
  const packed = head !== undefined && isZstd(head);
  const bytes = new StreamBytes(async () => {
    const first = head;
    head = undefined;
    return first ?? next();
  });
  return packed ? new UnpackedBytes(bytes) : bytes;
}

class StreamBytes implements LogBytes {
  readonly torn = false;
  readonly next: () => Promise<Uint8Array | undefined>;

  constructor(next: () => Promise<Uint8Array | undefined>) {
    this.next = next;
  }

  seek(): boolean {
    return false;
  }

  size(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  isReplaced(): Promise<boolean> {
    return Promise.resolve(false);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
