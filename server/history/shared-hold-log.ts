import type { HoldEntry, HoldLog } from "../parser/hold-store.ts";
import type { Chunk } from "./zookeeper-holds.ts";

const LENGTHS = 8;
const NOTHING = Buffer.alloc(0);

/** Records as they lie in ZooKeeper: lengths of the JSON and of the bytes, then both. */
function encodeRecord(entry: HoldEntry, bytes: Uint8Array): Buffer {
  const json = Buffer.from(JSON.stringify(entry));
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32LE(json.length, 0);
  lengths.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([lengths, json, bytes]);
}

export function* decodeRecords(content: Buffer): Generator<{ readonly entry: HoldEntry; readonly bytes: Buffer }> {
  for (let at = 0; at + LENGTHS <= content.length;) {
    const json = at + LENGTHS;
    const bytes = json + content.readUInt32LE(at);
    const end = bytes + content.readUInt32LE(at + 4);
    yield {
      entry: JSON.parse(content.toString("utf8", json, bytes)) as HoldEntry,
      bytes: content.subarray(bytes, end),
    };
    at = end;
  }
}

/** What shares a log with the other servers. */
export interface HoldSharing {
  committed(log: SharedHoldLog): Promise<void>;
  removed(log: SharedHoldLog): Promise<void>;
}

/** A hold in a file of this server, and what of it is in ZooKeeper. */
export class SharedHoldLog implements HoldLog {
  /** Undefined before its head. */
  head: Extract<HoldEntry, { readonly kind: "head" }> | undefined;
  rows = 0;
  /** The other servers have been told of it at some time: when they list it no more, its rows have come out. */
  isListed = false;
  /** Committed and in ZooKeeper; undefined: not shared. */
  chunks: Chunk[] | undefined = [];
  /** What the last chunk has, while more can be added to it. */
  tail: Buffer = NOTHING;
  readonly #inner: HoldLog;
  readonly #sharing: HoldSharing;
  /** Not in ZooKeeper yet; `end` is the file's size behind it. */
  #pending: { readonly end: number; readonly record: Buffer; readonly rows: number }[] = [];

  constructor(inner: HoldLog, sharing: HoldSharing) {
    this.#inner = inner;
    this.#sharing = sharing;
  }

  /** The same on every server. */
  get id(): string {
    const { server, schema, table, since } = this.head ?? {};
    return JSON.stringify([server?.serverUuid, server?.serverId, schema, table, since]);
  }

  get size(): number {
    return this.#inner.size;
  }

  /** Everything in its file is to be shared, or nothing where that is more than so many bytes. */
  async recall(mostBytes: number): Promise<void> {
    if (this.#inner.size > mostBytes) this.chunks = undefined;
    for await (const { entry, bytes } of this.#inner.read()) this.#note(entry, bytes, 0);
  }

  async append(entry: HoldEntry, bytes: Uint8Array = new Uint8Array(0)): Promise<void> {
    await this.#inner.append(entry, bytes);
    this.#note(entry, bytes, this.#inner.size);
  }

  rewind(size: number): void {
    this.#inner.rewind(size);
    for (const { end, rows } of this.#pending) if (end > size) this.rows -= rows;
    this.#pending = this.#pending.filter(({ end }) => end <= size);
  }

  /** Notes it for the time after a restart. */
  async listed(): Promise<void> {
    if (this.isListed) return;
    this.isListed = true;
    await this.#inner.append({ kind: "shared" });
    await this.#inner.commit();
  }

  async commit(): Promise<void> {
    await this.#inner.commit();
    await this.#sharing.committed(this);
  }

  read(): ReturnType<HoldLog["read"]> {
    return this.#inner.read();
  }

  async remove(): Promise<void> {
    await this.#inner.remove();
    await this.#sharing.removed(this);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  /** What is to be shared; `settle` when it is, or is not going to be. */
  get pending(): Buffer {
    return Buffer.concat(this.#pending.map(({ record }) => record));
  }

  settle(): void {
    this.#pending = [];
  }

  #note(entry: HoldEntry, bytes: Uint8Array, end: number): void {
    if (entry.kind === "shared") {
      this.isListed = true;
      return;
    }
    if (entry.kind === "head") this.head = entry;
    const rows = entry.kind === "rows" ? entry.rows : 0;
    this.rows += rows;
    // The rows are counted, also where they are not shared.
    const record = this.chunks === undefined ? NOTHING : encodeRecord(entry, bytes);
    if (record.length > 0 || rows > 0) this.#pending.push({ end, record, rows });
  }
}
