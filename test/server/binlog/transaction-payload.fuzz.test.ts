import { expect, test } from "vitest";
import type { TransactionPayloadEvent } from "../../../server/binlog/event.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { EVENT_TYPE } from "../../../server/binlog/event-type.ts";
import { bytes, eventBytes } from "./event-bytes.ts";
import { block, frame, payload, RAW, RLE } from "./payload-bytes.ts";

test("320 MiB out of seventy kilobytes, in bounded memory", () => {
  const size = 128 * 1024;
  const head = eventBytes(EVENT_TYPE.ROWS_QUERY, bytes(1), { length: 20 + size });
  const one = bytes(block(RAW, head, 20), block(RLE, bytes("a"), size));
  const count = 2560;
  const content = frame(...Array.from({ length: count }, () => one), block(RAW, bytes(), 0, true));
  const decoder = new EventDecoder({ checksum: "NONE" });
  const outer = decoder.decode(payload(content, { size: count * (size + 20) })) as TransactionPayloadEvent;
  const before = process.memoryUsage().rss;
  let events = 0;
  let highest = 0;
  for (const event of decoder.expand(outer)) {
    if (event.kind !== "rows-query" || event.sql.length !== size) throw new Error("not what was packed");
    if (events++ % 64 === 0) highest = Math.max(highest, process.memoryUsage().rss - before);
  }
  expect(events).toBe(count);
  expect(highest).toBeLessThan(200 * 1024 * 1024);
});
