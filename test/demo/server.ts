import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exited, onExit, spawnGuarded } from "../support/process.ts";
import { freePort } from "../support/ports.ts";
import type { DemoSource } from "./source.ts";

export interface DemoServer {
  readonly port: number;
  readonly metricsPort: number;
  readonly folder: string;
  readonly confFile: string;
  /** Resident bytes, undefined where the system does not tell. */
  memory(): number | undefined;
  stop(): Promise<void>;
}

/** Starts `sluice server` as a process of its own on a conf/ folder made for the source, and waits until it is healthy. */
export async function startServer(source: DemoSource, schema: string): Promise<DemoServer> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-demo-"));
  onExit(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const [port, metricsPort] = [await freePort(), await freePort()];
  const confFile = join(folder, "canal.properties");
  mkdirSync(join(folder, "example"));
  writeFileSync(
    confFile,
    [
      `canal.port = ${port}`,
      `canal.metrics.pull.port = ${metricsPort}`,
      "canal.destinations = example",
      `canal.conf.dir = ${folder}`,
      `canal.file.data.dir = ${folder}`,
      "",
    ].join("\n"),
  );
  writeFileSync(
    join(folder, "example", "instance.properties"),
    [
      `canal.instance.master.address = ${source.host}:${source.port}`,
      `canal.instance.dbUsername = ${source.replica.user}`,
      `canal.instance.dbPassword = ${source.replica.password}`,
      `canal.instance.filter.regex = ${schema}\\\\..*`,
      "",
    ].join("\n"),
  );
  const child = spawnGuarded(
    [process.execPath, join(process.cwd(), "bin", "sluice.js"), "server", "--conf", confFile],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-20_000);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exited(child);
    rmSync(folder, { recursive: true, force: true });
  };
  await healthy(metricsPort, () => {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${output}`);
  });
  const memory = (): number | undefined => {
    const found = /VmRSS:\s+(\d+) kB/.exec(readStatus(child.pid));
    return found?.[1] === undefined ? undefined : Number(found[1]) * 1024;
  };
  return { port, metricsPort, folder, confFile, memory, stop };
}

function readStatus(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    // No procfs here (macOS): memory is then reported as unknown.
    return "";
  }
}

async function healthy(port: number, check: () => void): Promise<void> {
  for (const started = Date.now(); Date.now() - started < 60_000;) {
    check();
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the server did not become healthy within a minute");
}
