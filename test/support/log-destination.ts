import { createHash } from "node:crypto";
import { open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type CanalClient, connect } from "../../client/index.ts";
import { callAdmin } from "../../server/cli/admin-client.ts";
import type { LedgerAnswer } from "../../server/admin/ledger-answer.ts";
import { freePort } from "./ports.ts";
import { ConfFixture, ServerProcess } from "./server-process.ts";

type Settings = Readonly<Record<string, string | number>>;

/** What of an entry must be the same whenever it is delivered; `place` may not be. */
export interface Told {
  readonly what: string;
  /** Of the bytes of its row change, with the other rows in it. */
  readonly sum: string;
  readonly id: string | undefined;
  readonly place: string;
}

/** A destination with a log on the disk in small files, its server, and what an operator does to them. */
export class LogDestination {
  readonly #onEnd: (end: () => unknown) => void;
  readonly #conf: ConfFixture;
  readonly #healthPort: number;
  settings: Settings;
  server: ServerProcess;

  private constructor(
    conf: ConfFixture,
    settings: Settings,
    server: ServerProcess,
    healthPort: number,
    onEnd: (end: () => unknown) => void,
  ) {
    this.#conf = conf;
    this.settings = settings;
    this.server = server;
    this.#healthPort = healthPort;
    this.#onEnd = onEnd;
  }

  /** Follows when it resolves. What is to be ended is handed to `onEnd`. */
  static async start(settings: Settings, onEnd: (end: () => unknown) => void, canal: Settings = {}) {
    const healthPort = await freePort();
    const conf = await ConfFixture.create({
      "canal.file.data.dir": "data",
      "canal.metrics.pull.port": healthPort,
      ...canal,
    });
    const all = {
      "canal.instance.dbUsername": "canal",
      "canal.instance.dbPassword": "canal",
      "canal.instance.memory.buffer.size": 128,
      "canal.instance.transaction.size": 128,
      "sluice.instance.store.segment.size": 131_072,
      ...settings,
    };
    await conf.destination("example", all);
    const one = new LogDestination(conf, all, await ServerProcess.start(conf), healthPort, onEnd);
    onEnd(() => one.server.end("SIGKILL"));
    await one.server.line("delivery starts here");
    return one;
  }

  get folder(): string {
    return join(this.#conf.folder, "data", "example");
  }

  /** Files of the log, oldest first. */
  async segments(): Promise<string[]> {
    const names = await readdir(join(this.folder, "log"));
    return names
      .filter((name) => /^\d+\.log$/.test(name))
      .toSorted()
      .map((name) => join(this.folder, "log", name));
  }

  /** Ends the server, lets somebody at its folder, and starts it with other settings; resolves when clients can connect. */
  async restart({
    signal = "SIGKILL",
    over = {},
    harm,
  }: {
    readonly signal?: NodeJS.Signals;
    readonly over?: Settings;
    readonly harm?: () => Promise<void>;
  } = {}): Promise<void> {
    await this.server.end(signal);
    await harm?.();
    this.settings = { ...this.settings, ...over };
    await this.#conf.destination("example", this.settings);
    this.server = await ServerProcess.start(this.#conf);
  }

  async client(destination = "example"): Promise<CanalClient> {
    const one = await connect({ port: this.server.port, destination, filter: "" });
    this.#onEnd(() => one.disconnect());
    return one;
  }

  async health(): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.#healthPort}/health`);
    return `${response.status} ${await response.text()}`;
  }

  async ledger(): Promise<LedgerAnswer> {
    const socket = join(this.#conf.folder, "data", "sluice.sock");
    return (await callAdmin(socket, "ledger.show", { destination: "example" })) as LedgerAnswer;
  }
}

/** Rows and statements that come until one of them passes, all acked; the answer to a further request says that the last ack counted. */
export async function takeUntil(client: CanalClient, passes: (told: Told) => boolean): Promise<Told[]> {
  const all: Told[] = [];
  while (!all.some(passes)) {
    const batch = await client.getWithoutAck(100, 300);
    for (const change of batch.changes()) {
      const { schema, table, type, id, file, offset, entry } = change;
      const said = change.kind === "row" ? JSON.stringify([change.before, change.after]) : change.sql;
      const sum = createHash("sha256").update(entry.storeValue).digest("hex");
      all.push({ what: `${schema}.${table} ${type} ${said}`, sum, id, place: `${file}:${String(offset)}` });
    }
    if (!batch.isEmpty) await client.ack(batch);
  }
  await client.getWithoutAck(1, 0);
  return all;
}

export async function flipByteAt(path: string, share: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    const byte = Buffer.alloc(1);
    const offset = Math.floor(share * (await file.stat()).size);
    await file.read(byte, 0, 1, offset);
    byte.writeUInt8(byte.readUInt8(0) ^ 4);
    await file.write(byte, 0, 1, offset);
  } finally {
    await file.close();
  }
}

export async function removeAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path);
}
