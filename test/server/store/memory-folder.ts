import type { LogFile, LogFolder } from "../../../server/store/log/log-folder.ts";

/** What a file operation is called when it is to fail, or to wait. */
export type FolderOperation = "list" | "open" | "write" | "read" | "sync" | "truncate" | "rename" | "remove";

interface Content {
  bytes: Buffer;
  /** What a power cut would leave. */
  durable: Buffer;
}

/**
 * A fake folder: what a disk does when it fails, tears writes or forgets what was not synced can't be had of a real one at will. Names are durable at
 * once.
 */
export class MemoryFolder implements LogFolder {
  readonly path = "/memory";
  readonly files = new Map<string, Content>();
  /** Called before every operation; what it throws is the operation's error, and it may make it wait. */
  before: (operation: FolderOperation, name: string) => Promise<void> | undefined = () => undefined;
  readonly log: string[] = [];

  async list(): Promise<readonly string[]> {
    await this.#did("list", "");
    return [...this.files.keys()];
  }

  async open(name: string, mode: "read" | "write" | "create"): Promise<LogFile> {
    await this.#did("open", name);
    if (mode === "create") this.files.set(name, { bytes: Buffer.alloc(0), durable: Buffer.alloc(0) });
    const content = this.files.get(name);
    if (content === undefined) throw systemError("ENOENT");
    return this.#file(name, content);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#did("rename", to);
    const content = this.files.get(from);
    if (content === undefined) throw systemError("ENOENT");
    this.files.delete(from);
    this.files.set(to, content);
  }

  async remove(name: string): Promise<void> {
    await this.#did("remove", name);
    this.files.delete(name);
  }

  async sync(): Promise<void> {
    await this.#did("sync", "");
  }

  /** The folder as a power cut leaves it. */
  afterPowerCut(): MemoryFolder {
    const left = new MemoryFolder();
    for (const [name, { durable }] of this.files) {
      left.files.set(name, { bytes: Buffer.from(durable), durable: Buffer.from(durable) });
    }
    return left;
  }

  bytesOf(name: string): Buffer {
    const content = this.files.get(name);
    if (content === undefined) throw systemError("ENOENT");
    return content.bytes;
  }

  setBytes(name: string, bytes: Buffer): void {
    this.files.set(name, { bytes, durable: Buffer.from(bytes) });
  }

  #file(name: string, content: Content): LogFile {
    return {
      write: async (parts, at) => {
        await this.#did("write", name);
        const written = Buffer.concat(parts);
        if (content.bytes.length < at + written.length) content.bytes = grown(content.bytes, at + written.length);
        written.copy(content.bytes, at);
      },
      read: async (into, at) => {
        await this.#did("read", name);
        return content.bytes.copy(into, 0, at, at + into.length);
      },
      size: () => Promise.resolve(content.bytes.length),
      truncate: async (size) => {
        await this.#did("truncate", name);
        content.bytes = size > content.bytes.length ? grown(content.bytes, size) : content.bytes.subarray(0, size);
      },
      sync: async () => {
        await this.#did("sync", name);
        content.durable = Buffer.from(content.bytes);
      },
      close: () => Promise.resolve(),
    };
  }

  async #did(operation: FolderOperation, name: string): Promise<void> {
    this.log.push(`${operation} ${name}`);
    await this.before(operation, name);
  }
}

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function grown(bytes: Buffer, size: number): Buffer {
  const more = Buffer.alloc(size);
  bytes.copy(more);
  return more;
}
