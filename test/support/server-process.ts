import type { ChildProcess } from "node:child_process";
import { mkdir, rename, utimes, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { dirname, join } from "node:path";
import { exited, spawnGuarded } from "./process.ts";
import { tempFolder } from "./temp-folder.ts";
import { transpileModule } from "./transpiled-module.ts";

const READY_MS = 60_000;

let program: Promise<string> | undefined;

/** The program `sluice` as JavaScript, made once per test file. Gives the path of its main module. */
export function sluiceProgram(): Promise<string> {
  program ??= tempFolder("program").then((folder) => transpileModule("server/main.ts", folder));
  return program;
}

/** A conf/ folder to start servers from. Values are written as they are: double backslashes yourself. */
export class ConfFixture {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(canal: Readonly<Record<string, string | number>> = {}): Promise<ConfFixture> {
    const fixture = new ConfFixture(await tempFolder("conf"));
    const quick = {
      "canal.port": 0,
      "canal.metrics.pull.port": 0,
      "canal.auto.scan.interval": 1,
      "canal.destinations": "",
    };
    await fixture.#write("canal.properties", { ...quick, ...canal });
    return fixture;
  }

  /** Writes a destination's file whole, as an editor that renames does, and old enough to be taken at once. */
  async destination(name: string, settings: Readonly<Record<string, string | number>>): Promise<void> {
    await mkdir(join(this.folder, name), { recursive: true });
    await this.#write(join(name, "instance.properties"), settings);
  }

  async #write(name: string, settings: Readonly<Record<string, string | number>>): Promise<void> {
    const file = join(this.folder, name);
    const text = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`);
    await writeFile(`${file}.new`, text.join(""));
    const before = new Date(Date.now() - 60_000);
    await utimes(`${file}.new`, before, before);
    await rename(`${file}.new`, file);
  }
}

type LogLine = Readonly<Record<string, unknown>>;

/** A server as an operator runs it: a process of its own, followed by its log. */
export class ServerProcess {
  readonly child: ChildProcess;
  /** Every line so far. */
  readonly log: LogLine[] = [];
  #waiting: (() => void)[] = [];
  #ended = false;

  private constructor(child: ChildProcess) {
    this.child = child;
    if (child.stdout === null) throw new Error("a server whose output is not piped");
    createInterface({ input: child.stdout }).on("line", (line) => {
      this.log.push(JSON.parse(line) as LogLine);
      this.#wake();
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      this.log.push({ level: "stderr", msg: chunk.toString() });
    });
    child.once("close", () => {
      this.#ended = true;
      this.#wake();
    });
  }

  static async spawn(
    conf: ConfFixture | string,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    const folder = typeof conf === "string" ? dirname(conf) : conf.folder;
    const command = [
      process.execPath,
      await sluiceProgram(),
      "server",
      "--conf",
      join(folder, "canal.properties"),
      ...args,
    ];
    return new ServerProcess(
      spawnGuarded(command, { stdio: ["ignore", "pipe", "pipe"], env: { PATH: process.env["PATH"], ...env } }),
    );
  }

  /** Spawned and ready for clients. */
  static async start(...options: Parameters<typeof ServerProcess.spawn>): Promise<ServerProcess> {
    const server = await ServerProcess.spawn(...options);
    await server.line("server started");
    return server;
  }

  /** Port of clients. */
  get port(): number {
    const line = this.log.find(({ msg }) => msg === "server started");
    const { port } = (line?.["clients"] ?? {}) as { port?: number };
    if (port === undefined) throw new Error("the server does not listen");
    return port;
  }

  /** The first line with that message that passes, waited for. Fails with the log when the server ends or takes too long. */
  async line(message: string, passes: (line: LogLine) => boolean = () => true): Promise<LogLine> {
    const deadline = Date.now() + READY_MS;
    for (;;) {
      const found = this.log.find((line) => line["msg"] === message && passes(line));
      if (found !== undefined) return found;
      const left = deadline - Date.now();
      if (this.#ended || left <= 0) throw new Error(`no "${message}" in the log:\n${this.#text()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Sends a signal and waits for the end; gives the exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<number | NodeJS.Signals | null> {
    this.child.kill(signal);
    return this.exit();
  }

  async exit(): Promise<number | NodeJS.Signals | null> {
    await exited(this.child);
    return this.child.exitCode ?? this.child.signalCode;
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #text(): string {
    return this.log.map((line) => JSON.stringify(line)).join("\n");
  }
}
