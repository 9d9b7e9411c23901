import { expect } from "vitest";
import type { ClusterProbe } from "./cluster-probe.ts";
import type { ClusterReader } from "./cluster-reader.ts";

/**
 * What a record of deliveries and acks proves. Within a connection nothing is missing, comes twice or out of order; a new one begins behind
 * what was acked beyond doubt (`acked` again within a flush period where acks need not be durable) and never behind what was sent. At the end
 * every row has come.
 */
export function expectNothingLost(reader: ClusterReader, rows: number, again: "nothing" | "some" = "nothing"): void {
  const { ids, lives } = reader;
  for (const [index, { from, confirmed, sent }] of lives.entries()) {
    const part = ids.slice(from, lives[index + 1]?.from);
    const first = part[0];
    if (first === undefined) continue;
    if (again === "nothing") expect(first).toBeGreaterThan(confirmed);
    expect(first).toBeLessThanOrEqual(sent + 1);
    expect(part).toEqual(part.map((_, offset) => first + offset));
  }
  expect(reader.last).toBe(rows);
  expect(new Set(ids).size).toBe(rows);
}

/** Never two servers that served at one time: their stretches of time do not touch. */
export function expectOneAtATime(probes: readonly ClusterProbe[]): void {
  const services = probes.flatMap((probe) => probe.services).toSorted((a, b) => a.from - b.from);
  const overlaps = services.flatMap((one, i) =>
    services
      .slice(i + 1)
      .filter((other) => other.port !== one.port && other.from < one.to)
      .map((other) => [one, other]),
  );
  expect(overlaps).toEqual([]);
}

/** Milliseconds between the last answer of one server and the first of the next, as all who asked saw them. */
export function gapsOf(probes: readonly ClusterProbe[]): number[] {
  const services = probes.flatMap((probe) => probe.services).toSorted((a, b) => a.from - b.from);
  const gaps: number[] = [];
  let [port, last] = [services[0]?.port, services[0]?.to ?? 0];
  for (const { port: next, from, to } of services) {
    if (next !== port) gaps.push(from - last);
    [port, last] = next === port ? [port, Math.max(last, to)] : [next, to];
  }
  return gaps;
}

/** Times as a histogram, for people. */
export function histogram(title: string, times: readonly number[]): string {
  const STEP_MS = 500;
  const counts = new Map<number, number>();
  for (const time of times) {
    const step = Math.floor(time / STEP_MS);
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.keys());
  const lines = Array.from({ length: times.length === 0 ? 0 : most + 1 }, (_, step) => {
    const count = counts.get(step) ?? 0;
    const from = (step * STEP_MS) / 1000;
    return `${from.toFixed(1).padStart(6)} - ${(from + STEP_MS / 1000).toFixed(1)} s ${"#".repeat(count)} ${String(count)}`;
  });
  return [`${title}: ${String(times.length)}`, ...lines].join("\n");
}
