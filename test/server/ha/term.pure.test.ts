import { describe, expect, test } from "vitest";
import { type Moment, SessionLease } from "../../../proto/coordination/lease.ts";
import { Term, type TermEnd } from "../../../server/ha/term.ts";

/** A lease of 1980 ms by a clock that stands until it is moved. */
function leased(): { readonly term: Term; readonly pass: (ms: number) => void } {
  let now = 0;
  const clock = (): Moment => ({ monotonic: now, wall: now });
  const lease = new SessionLease({ id: 1n, timeoutMs: 3000 }, clock(), clock);
  const term = new Term({ destination: "example", epoch: 4_294_967_324n, lease });
  return { term, pass: (ms) => (now += ms) };
}

describe("a term", () => {
  test("ends with the lease, when it is asked and not when a timer comes", () => {
    const { term, pass } = leased();
    pass(1900);
    expect(term.isHeld).toBe(true);
    expect(term.remainingMs).toBeGreaterThan(0);
    pass(100);
    expect(term.isHeld).toBe(false);
    expect(term.reason).toBe("lease");
    expect(term.ended.aborted).toBe(true);
    expect(() => {
      term.assertWritable();
    }).toThrow("CLUSTER_TERM_ENDED");
  });

  test.each<[TermEnd, boolean]>([
    ["stopped", true],
    ["asked", true],
    ["home", true],
    ["failed", true],
    ["taken", false],
    ["superseded", false],
  ])("that ended as %s: what was acked may still be written: %s", (reason, writable) => {
    const { term } = leased();
    term.end(reason);
    term.end("lease");
    expect(term.reason).toBe(reason);
    expect(term.isHeld).toBe(false);
    const write = () => {
      term.assertWritable();
    };
    if (writable) expect(write).not.toThrow();
    else expect(write).toThrow("CLUSTER_TERM_ENDED");
  });

  test("that is not writable any more when its lease ends while it is wound up", () => {
    const { term, pass } = leased();
    term.end("stopped");
    pass(2000);
    expect(() => {
      term.assertWritable();
    }).toThrow("CLUSTER_TERM_ENDED");
  });
});
