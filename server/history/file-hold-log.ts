import { constants } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";
import { errnoOf } from "../meta/durable-file.ts";
import type { HoldEntry, HoldLog } from "../parser/hold-store.ts";

/** Length of what follows the head, its CRC-32, length of the JSON in it; a commit is a record of nothing. */
const HEAD = 12;

interface Frame {
  readonly json: Buffer;
  readonly bytes: Buffer;
  readonly end: number;
}

/** `torn`: the file ends in it. `damaged`: it is there, and is not what was written. */
type NoFrame = "torn" | "damaged";

/**
 * One file of records: a head of three 32-bit numbers, JSON, bytes. Up to its last commit a file never changes; what stands behind it was
 * written by somebody who never said that it was done, and will be read from the source's log again.
 */
export class FileHoldLog implements HoldLog {
  readonly #path: string;
  readonly #logger: Logger;
  #file: FileHandle | undefined;
  #size = 0;
  #committed = 0;

  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
  }

  /** Finds the last commit. */
  static async open(path: string, logger: Logger): Promise<FileHoldLog> {
    const log = new FileHoldLog(path, logger);
    let at = 0;
    for (;;) {
      const frame = await log.#frameAt(at);
      if (frame === "damaged") log.#tellDamaged(at);
      if (typeof frame === "string") break;
      at = frame.end;
      if (frame.json.length === 0) log.#committed = at;
    }
    log.#size = log.#committed;
    return log;
  }

  get size(): number {
    return this.#size;
  }

  async append(entry: HoldEntry, bytes: Uint8Array = NOTHING): Promise<void> {
    await this.#put(Buffer.from(JSON.stringify(entry)), bytes);
  }

  rewind(size: number): void {
    this.#size = Math.max(size, this.#committed);
  }

  async commit(): Promise<void> {
    await this.#put(NOTHING, NOTHING);
    await this.#guard("PARSER_HOLD_WRITE_FAILED", async () => {
      const file = await this.#handle();
      await file.truncate(this.#size);
      await file.datasync();
      this.#committed = this.#size;
    });
  }

  async *read(): AsyncIterable<{ readonly entry: HoldEntry; readonly bytes: Uint8Array }> {
    for (let at = 0; at < this.#committed;) {
      const frame = await this.#frameAt(at);
      if (typeof frame === "string") {
        this.#tellDamaged(at);
        return;
      }
      if (frame.json.length > 0) yield { entry: JSON.parse(frame.json.toString()) as HoldEntry, bytes: frame.bytes };
      at = frame.end;
    }
  }

  async remove(): Promise<void> {
    await this.close();
    await this.#guard("PARSER_HOLD_WRITE_FAILED", () => rm(this.#path, { force: true }));
    this.#size = 0;
    this.#committed = 0;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #put(json: Buffer, bytes: Uint8Array): Promise<void> {
    const head = Buffer.alloc(HEAD);
    head.writeUInt32LE(json.length + bytes.length, 0);
    head.writeUInt32LE(crc32(bytes, crc32(json)), 4);
    head.writeUInt32LE(json.length, 8);
    await this.#guard("PARSER_HOLD_WRITE_FAILED", async () => {
      const file = await this.#handle();
      let at = this.#size;
      for (const part of [Buffer.concat([head, json]), bytes]) {
        for (let done = 0; done < part.length;) {
          const { bytesWritten } = await file.write(part, done, part.length - done, at);
          done += bytesWritten;
          at += bytesWritten;
        }
      }
      this.#size = at;
    });
  }

  #tellDamaged(position: number): void {
    const details = { path: this.#path, position };
    const { code, message } = new SluiceError("PARSER_HOLD_DAMAGED", details);
    this.#logger.error({ code, ...details }, message);
  }

  async #frameAt(at: number): Promise<Frame | NoFrame> {
    return await this.#guard("PARSER_HOLD_READ_FAILED", async () => {
      const file = await this.#handle();
      const head = Buffer.alloc(HEAD);
      if (!(await readWhole(file, head, at))) return "torn";
      const length = head.readUInt32LE(0);
      const jsonLength = head.readUInt32LE(8);
      const { size } = await file.stat();
      if (at + HEAD + length > size) return "torn";
      if (jsonLength > length) return "damaged";
      const body = Buffer.allocUnsafe(length);
      if (!(await readWhole(file, body, at + HEAD))) return "torn";
      if (crc32(body) !== head.readUInt32LE(4)) return "damaged";
      return { json: body.subarray(0, jsonLength), bytes: body.subarray(jsonLength), end: at + HEAD + length };
    });
  }

  async #handle(): Promise<FileHandle> {
    if (this.#file !== undefined) return this.#file;
    await mkdir(dirname(this.#path), { recursive: true });
    this.#file = await open(this.#path, constants.O_RDWR | constants.O_CREAT);
    return this.#file;
  }

  async #guard<T>(code: "PARSER_HOLD_READ_FAILED" | "PARSER_HOLD_WRITE_FAILED", action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (cause) {
      if (errnoOf(cause) === "" || cause instanceof SluiceError) throw cause;
      throw new SluiceError(code, { path: this.#path, errno: errnoOf(cause) }, { cause });
    }
  }
}

const NOTHING = Buffer.alloc(0);

async function readWhole(file: FileHandle, into: Buffer, position: number): Promise<boolean> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await file.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
}
