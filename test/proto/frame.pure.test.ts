import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SluiceError } from "../../proto/error.ts";
import { encodeFrame, FrameReader } from "../../proto/frame.ts";

const LIMIT = 5 * 1024 * 1024;

function readAll(reader: FrameReader): Buffer[] {
  const frames: Buffer[] = [];
  for (let frame = reader.next(); frame !== undefined; frame = reader.next()) frames.push(frame);
  return frames;
}

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof SluiceError ? error.code : "uncoded";
  }
  return "none";
};

const bodies = [Buffer.alloc(0), Buffer.from([7]), Buffer.alloc(300, 1), Buffer.alloc(70_000, 2), Buffer.alloc(0)];
const hashes = (all: readonly Buffer[]): string[] =>
  all.map((body) => `${String(body.length)}:${body.toString("latin1")}`);
const stream = Buffer.concat(bodies.map((body) => encodeFrame(body)));

describe("FrameReader", () => {
  test("one byte at a time", () => {
    const reader = new FrameReader(LIMIT);
    const frames: Buffer[] = [];
    for (let i = 0; i < stream.length; i++) {
      reader.push(stream.subarray(i, i + 1));
      frames.push(...readAll(reader));
    }
    expect(hashes(frames)).toEqual(hashes(bodies));
    expect(reader.atBorder).toBe(true);
  });

  test("everything in one chunk, as views of it", () => {
    const reader = new FrameReader(LIMIT);
    reader.push(stream);
    const frames = readAll(reader);
    expect(hashes(frames)).toEqual(hashes(bodies));
    expect(frames[3]?.buffer).toBe(stream.buffer);
  });

  test("any cutting gives the same frames, and no frame before its last byte", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 50 }),
        (payloads, cuts) => {
          const bytes = Buffer.concat(payloads.map((payload) => encodeFrame(payload)));
          const ends: number[] = [];
          let end = 0;
          for (const payload of payloads) ends.push((end += 4 + payload.length));
          const reader = new FrameReader(LIMIT);
          const frames: Buffer[] = [];
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const next = Math.min(bytes.length, at + (cuts[i % cuts.length] ?? 1));
            reader.push(bytes.subarray(at, next));
            at = next;
            frames.push(...readAll(reader));
            expect(frames.length).toBe(ends.filter((border) => border <= at).length);
            expect(reader.buffered <= at).toBe(true);
          }
          expect(frames.map((frame) => frame.toString("hex"))).toEqual(
            payloads.map((payload) => Buffer.from(payload).toString("hex")),
          );
        },
      ),
    );
  });

  test("a body over the first megabyte grows as its bytes come", () => {
    const body = Buffer.alloc(LIMIT);
    for (let i = 0; i < body.length; i += 4096) body.writeUInt32BE(i, i);
    const frame = encodeFrame(body);
    const reader = new FrameReader(LIMIT);
    let whole: Buffer | undefined;
    for (let at = 0; at < frame.length; at += 65_536) {
      expect(whole).toBeUndefined();
      reader.push(frame.subarray(at, at + 65_536));
      whole = reader.next();
    }
    expect(whole?.equals(body)).toBe(true);
  });

  test("an announcement alone takes no memory of its size", () => {
    const before = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 50 }, () => {
      const reader = new FrameReader(1 << 30);
      reader.push(Buffer.from([0x3f, 0xff, 0xff, 0xff]));
      expect(reader.next()).toBeUndefined();
      return reader;
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(readers.length * 2 * 1024 * 1024);
  });

  test("behind a long body an announcement takes that body's size at once, and no more", () => {
    const reader = new FrameReader(1 << 30);
    const body = Buffer.alloc(3 << 20, 1);
    const frame = encodeFrame(body);
    reader.push(frame.subarray(0, 5));
    expect(reader.next()).toBeUndefined();
    reader.push(frame.subarray(5));
    expect(reader.next()?.equals(body)).toBe(true);
    const before = process.memoryUsage().arrayBuffers;
    reader.push(Buffer.from([0x3f, 0xff, 0xff, 0xff]));
    expect(reader.next()).toBeUndefined();
    const taken = process.memoryUsage().arrayBuffers - before;
    expect(taken).toBeGreaterThanOrEqual(body.length);
    expect(taken).toBeLessThan(body.length + (1 << 20));
  });

  test.each([
    ["-1", [0xff, 0xff, 0xff, 0xff], "FRAME_LENGTH_NEGATIVE"],
    ["-2^31", [0x80, 0, 0, 0], "FRAME_LENGTH_NEGATIVE"],
    ["one over the limit", [0, 0, 0, 101], "FRAME_TOO_LONG"],
    ["2^31 - 1", [0x7f, 0xff, 0xff, 0xff], "FRAME_TOO_LONG"],
  ])("length %s is refused", (_name, header, code) => {
    const reader = new FrameReader(100);
    reader.push(Buffer.from(header));
    expect(codeOf(() => reader.next())).toBe(code);
  });

  test("truncated at every length, nothing comes out and the reader knows it is not at a border", () => {
    const frame = encodeFrame(Buffer.from("abcdef"));
    for (let length = 1; length < frame.length; length++) {
      const reader = new FrameReader(100);
      reader.push(frame.subarray(0, length));
      expect(reader.next()).toBeUndefined();
      expect(reader.atBorder).toBe(false);
    }
  });

  test("random bytes give frames within the limit or a coded error", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 })), (chunks) => {
        const reader = new FrameReader(1000);
        const code = codeOf(() => {
          for (const chunk of chunks) {
            reader.push(chunk);
            for (const frame of readAll(reader)) expect(frame.length).toBeLessThanOrEqual(1000);
          }
        });
        expect(["none", "FRAME_LENGTH_NEGATIVE", "FRAME_TOO_LONG"]).toContain(code);
      }),
    );
  });
});
