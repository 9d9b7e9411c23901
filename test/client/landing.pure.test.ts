import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Landing } from "../../client/landing.ts";
import { encodeFrame } from "../../proto/frame.ts";

const LIMIT = 1 << 22;

/** Reads as a socket does: as much as there is room for, but no more than `sizes` say in turn. */
function land(landing: Landing, bytes: Uint8Array, sizes: readonly number[], each: () => void): void {
  landing.onBytes = each;
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const room = landing.next();
    const size = Math.min(room.length, bytes.length - at, sizes[turn % sizes.length] ?? 1);
    room.set(bytes.subarray(at, at + size));
    at += size;
    landing.took(size);
  }
}

test("frames come out as they were sent, however the socket cuts them, and stay as they are", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(0, 1, 3, 200, 9000, 70_000), fc.nat({ max: 255 })), { maxLength: 8 }),
      fc.array(fc.constantFrom(1, 2, 5, 700, 40_000, 1 << 20), { minLength: 1, maxLength: 6 }),
      (frames, sizes) => {
        fc.pre(frames.length < 4 || Math.max(...sizes) > 5);
        const bodies = frames.map(([size, byte]) => Buffer.alloc(size, byte));
        const landing = new Landing(LIMIT);
        const got: Buffer[] = [];
        land(landing, Buffer.concat(bodies.map((body) => encodeFrame(body))), sizes, () => {
          for (let body = landing.frames.next(); body !== undefined; body = landing.frames.next()) got.push(body);
        });
        expect(got.map((body, at) => bodies[at]?.equals(body))).toEqual(bodies.map(() => true));
        expect(landing.frames.atBorder).toBe(true);
      },
    ),
    { numRuns: 15 },
  );
});

test("bytes of a long frame are read where they stay", () => {
  const landing = new Landing(LIMIT);
  const body = Buffer.alloc(3 << 20, 7);
  const got: (Buffer | undefined)[] = [];
  const rooms: number[] = [];
  land(landing, encodeFrame(body), [1 << 19], () => {
    got.push(landing.frames.next());
    rooms.push(landing.next().length);
  });
  expect(got.at(-1)?.equals(body)).toBe(true);
  // A frame of that length is new to this reader: its memory grows with what has come.
  expect(Math.max(...rooms.slice(0, -1))).toBeLessThanOrEqual(2 << 20);
  land(landing, encodeFrame(body), [1 << 19], () => {
    got.push(landing.frames.next());
    rooms.push(landing.next().length);
  });
  expect(got.at(-1)?.equals(body)).toBe(true);
  expect(Math.max(...rooms)).toBeGreaterThan(2 << 20);
});

test("without a reader bytes are dropped", () => {
  const landing = new Landing(LIMIT);
  landing.next();
  landing.took(9);
  expect(landing.frames.buffered).toBe(0);
});
