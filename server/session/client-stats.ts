import type { PacketTypeName } from "../../proto/packet.ts";

/** Upper bounds of the latency buckets, milliseconds: those of Canal's metric. The last bucket has none. */
export const LATENCY_BOUNDS_MS: readonly number[] = [2.5, 10, 25, 100];

/** Counts of what clients of one destination asked and got; plain numbers, read by whoever asks. */
export class ClientStats {
  /** Requests by packet type. */
  readonly packets = new Map<PacketTypeName, number>();
  /** Error replies by Canal's code (400, 401, 402). */
  readonly errors = new Map<number, number>();
  /** Bytes of requests and of replies, frame headers included. */
  bytesIn = 0;
  bytesOut = 0;
  /** GETs answered with nothing. */
  emptyBatches = 0;
  /** Requests per latency bucket, not cumulative, one more than there are bounds. The time that a GET was asked to wait is not in it. */
  readonly latencyBuckets: number[] = [...LATENCY_BOUNDS_MS.map(() => 0), 0];
  latencyCount = 0;
  latencySumMs = 0;

  countPacket(type: PacketTypeName, bytes: number): void {
    this.packets.set(type, (this.packets.get(type) ?? 0) + 1);
    this.bytesIn += bytes;
  }

  countError(code: number): void {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }

  countLatency(ms: number): void {
    const bucket = LATENCY_BOUNDS_MS.findIndex((bound) => ms <= bound);
    const index = bucket < 0 ? LATENCY_BOUNDS_MS.length : bucket;
    this.latencyBuckets[index] = (this.latencyBuckets[index] ?? 0) + 1;
    this.latencyCount++;
    this.latencySumMs += ms;
  }
}
