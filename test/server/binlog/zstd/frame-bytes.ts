/** Frames by hand (RFC 8878), to have blocks that no packer writes. */
const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** A frame with a window of `2^windowLog` bytes that does not tell its content's size, or of one segment that does. */
export function frame(header: { readonly windowLog: number } | { readonly size: number }, ...blocks: Buffer[]): Buffer {
  const head = Buffer.alloc(5);
  if ("windowLog" in header) {
    head[1] = (header.windowLog - 10) << 3;
    return Buffer.concat([MAGIC, head.subarray(0, 2), ...closed(blocks)]);
  }
  head[0] = 0xa0;
  head.writeUInt32LE(header.size, 1);
  return Buffer.concat([MAGIC, head, ...closed(blocks)]);
}

/** The last block says that it is. */
function closed(blocks: readonly Buffer[]): Buffer[] {
  return blocks.map((block, index) => {
    const copy = Buffer.from(block);
    if (index === blocks.length - 1) copy.writeUInt8(copy.readUInt8(0) | 1, 0);
    return copy;
  });
}

function block(type: number, size: number, content: Uint8Array): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntLE((size << 3) | (type << 1), 0, 3);
  return Buffer.concat([head, content]);
}

export const raw = (content: Uint8Array): Buffer => block(0, content.length, content);
export const repeated = (byte: number, size: number): Buffer => block(1, size, Buffer.from([byte]));
export const packed = (...parts: readonly (number | Uint8Array)[]): Buffer => {
  const content = Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.from([part]) : part)));
  return block(2, content.length, content);
};

/** A literals section of up to 31 bytes as they are. */
export const literals = (text: string): Buffer => Buffer.concat([Buffer.from([text.length << 3]), Buffer.from(text)]);

/** Bits from the lowest up with the end mark above them. */
export function bits(value: number, count: number): Buffer {
  const out = Buffer.alloc((count >> 3) + 1);
  out.writeUIntLE(value + 2 ** count, 0, out.length);
  return out;
}
