import type { CharsetDecoder } from "../charset-decoder.ts";
import {
  INVALID_TEXT,
  WRITTEN,
  type BackBuffer,
  type ColumnCodec,
  type Outcome,
  type RowBytes,
} from "./column-codec.ts";
import { putLatin1, putUtf8 } from "./utf8.ts";

/** CHAR, VARCHAR, TEXT in utf8mb3 or utf8mb4. `lengthBytes` stand before each value. */
export class Utf8Codec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;

  constructor(lengthBytes: number) {
    this.size = -lengthBytes;
  }

  write(out: BackBuffer, row: RowBytes, start: number, end: number): Outcome {
    if (putUtf8(out, row, start, end)) return WRITTEN;
    putLatin1(out, row, start, end);
    return INVALID_TEXT;
  }
}

/** Text in any other character set. Bytes that it does not allow are kept as Latin-1 text, never replaced. */
export class CharsetCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;
  private readonly decoder: CharsetDecoder;

  constructor(lengthBytes: number, decoder: CharsetDecoder) {
    this.size = -lengthBytes;
    this.decoder = decoder;
  }

  write(out: BackBuffer, row: RowBytes, start: number, end: number): Outcome {
    if (this.decoder.put(out, row, start, end)) return WRITTEN;
    putLatin1(out, row, start, end);
    return INVALID_TEXT;
  }
}

/** VARBINARY, BLOB, GEOMETRY, VECTOR: bytes as Latin-1 text. */
export class BytesCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;

  constructor(lengthBytes: number) {
    this.size = -lengthBytes;
  }

  write(out: BackBuffer, row: RowBytes, start: number, end: number): Outcome {
    putLatin1(out, row, start, end);
    return WRITTEN;
  }
}

/** BINARY(n): the log drops trailing zero bytes, the value has them. */
export class BinaryCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;
  readonly width: number;

  constructor(lengthBytes: number, width: number) {
    this.size = -lengthBytes;
    this.width = width;
  }

  write(out: BackBuffer, row: RowBytes, start: number, end: number): Outcome {
    const padding = this.width - (end - start);
    if (padding > 0) {
      out.reserve(padding);
      out.bytes.fill(0, out.pos - padding, out.pos);
      out.pos -= padding;
    }
    putLatin1(out, row, start, end);
    return WRITTEN;
  }
}
