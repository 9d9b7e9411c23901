import { WRITTEN, type BackBuffer, type ColumnCodec, type Outcome, type RowBytes } from "./column-codec.ts";
import { putClock, putDate, putFraction } from "./temporal-text.ts";
import { fractionSize, readFraction } from "./temporal.ts";
import type { TimeZone } from "./time-zone.ts";

const DAY = 86_400;
const SPACE = 32;

/** TIMESTAMP(fsp): unsigned big-endian seconds of UTC, then the fraction; all zero is the zero date. */
export class TimestampCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;
  readonly fsp: number;
  readonly zone: TimeZone;

  constructor(fsp: number, zone: TimeZone) {
    this.size = 4 + fractionSize(fsp);
    this.fsp = fsp;
    this.zone = zone;
  }

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    const fraction = readFraction(row.bytes, start + 4, this.size - 4);
    putTimestamp(out, row.view.getUint32(start, false), fraction, this.fsp, this.zone);
    return WRITTEN;
  }
}

export function putTimestamp(out: BackBuffer, seconds: number, fraction: number, fsp: number, zone: TimeZone): void {
  const bytes = out.bytes;
  let at = putFraction(bytes, out.pos, fraction, fsp);
  if (seconds === 0 && fraction === 0) {
    at = putClock(bytes, at, 0, 0, 0);
    bytes[--at] = SPACE;
    out.pos = putDate(bytes, at, 0, 0, 0);
    return;
  }
  const local = seconds + zone.offsetAt(seconds);
  const { day } = zone;
  if (!(local >= day.start && local < day.start + DAY)) day.goTo(Math.floor(local / DAY));
  const rest = (local - day.start) | 0;
  const hour = (rest / 3600) | 0;
  const minute = ((rest - hour * 3600) / 60) | 0;
  at = putClock(bytes, at, hour, minute, rest - hour * 3600 - minute * 60);
  out.pos = day.text.put(out, at);
}
