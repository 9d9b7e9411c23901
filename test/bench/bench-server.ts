import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "../support/database-server.ts";
import { freePort } from "../support/ports.ts";
import { exited, onExit, spawnGuarded } from "../support/process.ts";

export interface BenchServer {
  readonly port: number;
  readonly metricsPort: number;
  readonly pid: number;
  /** Its canal.properties. */
  readonly conf: string;
  /** Milliseconds from the start of the process until it listened. */
  readonly startedMs: number;
  stop(): Promise<void>;
}

/**
 * `sluice server` as built, a process of its own. Destinations are lazy: a dump starts when the first client subscribes, so that a measurement can
 * begin there. The store is in memory, as Canal's only one is, unless `instance` says otherwise.
 */
export async function startBenchServer(
  source: Database,
  instance: Readonly<Record<string, string | number>>,
  options: {
    readonly destinations?: readonly string[];
    readonly canal?: Readonly<Record<string, string | number>>;
  } = {},
): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-server-"));
  onExit(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const destinations = options.destinations ?? ["example"];
  const [port, metricsPort] = [await freePort(), await freePort()];
  write(join(folder, "canal.properties"), {
    "canal.port": port,
    "canal.metrics.pull.port": metricsPort,
    "canal.destinations": destinations.join(","),
    "canal.conf.dir": folder,
    "canal.file.data.dir": folder,
    "canal.auto.scan": "false",
    "canal.instance.global.lazy": "true",
    ...options.canal,
  });
  for (const destination of destinations) {
    mkdirSync(join(folder, destination));
    write(join(folder, destination, "instance.properties"), {
      "canal.instance.master.address": `${source.host}:${source.port}`,
      "canal.instance.dbUsername": "canal",
      "canal.instance.dbPassword": "canal",
      "sluice.instance.store.mode": "memory",
      ...instance,
    });
  }
  const started = performance.now();
  const child = spawnGuarded(
    [process.execPath, join(process.cwd(), "bin/sluice.js"), "server", "--conf", join(folder, "canal.properties")],
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
  while (!output.includes("server started")) {
    if (child.exitCode !== null || performance.now() - started > 60_000) throw new Error(`no server:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return {
    port,
    metricsPort,
    pid: child.pid ?? 0,
    conf: join(folder, "canal.properties"),
    startedMs: performance.now() - started,
    stop: async () => {
      child.kill("SIGTERM");
      await exited(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resident bytes now and at their most, and processor seconds so far, of a process on this machine. */
export function usage(pid: number): {
  readonly resident: number;
  readonly peak: number;
  readonly processorSeconds: number;
} {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = (name: string): number =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN);
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { resident: kilobytes("VmRSS") * 1024, peak: kilobytes("VmHWM") * 1024, processorSeconds: ticks / 100 };
}

function write(path: string, settings: Readonly<Record<string, string | number>>): void {
  writeFileSync(
    path,
    Object.entries(settings)
      .map(([key, value]) => `${key} = ${value}\n`)
      .join(""),
  );
}
