import { EVENT_TYPE } from "../../../server/binlog/event-type.ts";
import { bytes, eventBytes } from "./event-bytes.ts";

const WORDS = ["alpha", "beta", "gamma", "delta", "row", "table", "é", "測試"] as const;

function* words(): Generator<string> {
  let seed = 7;
  for (;;) {
    // The product is beyond 2^53 and rounds; the files were made with the same arithmetic.
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield WORDS[(seed >>> 8) & 7] as string;
  }
}

/** 250 ROWS_QUERY events with text that repeats itself: what the files in test/data/binlog/zstd were packed from (by the zstd tool). */
export function zstdSampleContent(): Buffer {
  const source = words();
  const events: Buffer[] = [];
  for (let i = 0; i < 250; i++) {
    let text = `/* ${i} */`;
    for (let k = 20 + ((i * 37) % 300); k > 0; k--) text += ` ${String(source.next().value)}`;
    events.push(eventBytes(EVENT_TYPE.ROWS_QUERY, bytes(1, text)));
  }
  return Buffer.concat(events);
}
