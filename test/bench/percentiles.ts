/** The middle and the 99th percentile of some times. */
export function percentiles(times: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = Float64Array.from(times).toSorted();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
