import { expect, test } from "vitest";
import type { TransactionPayloadEvent } from "../../../server/binlog/event.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { EVENT_TYPE } from "../../../server/binlog/event-type.ts";
import { eventBytes } from "./event-bytes.ts";
import { block, frame, payload, RAW, RLE } from "./payload-bytes.ts";

/** By hand: `PAYLOAD_MB=2200 npx vitest run test/server/binlog/huge-payload` (2200 are beyond what one buffer, or 31 bits, can hold). */
const MEGABYTES = Number(process.env["PAYLOAD_MB"] ?? "400");
/** Of one inner event. */
const EVENT_BYTES = 8 << 20;
/** Of content, in a block of repeated bytes. */
const BLOCK_BYTES = 128 << 10;
/** The content would not fit several times over. */
const MOST_HELD = 160 << 20;

test(`a compressed transaction of ${MEGABYTES} MB is read event by event in bounded memory`, () => {
  const count = Math.ceil((MEGABYTES << 10) / (EVENT_BYTES >> 10));
  const head = eventBytes(EVENT_TYPE.ROWS_QUERY, Buffer.of(1), { length: 20 + EVENT_BYTES });
  const one = [
    block(RAW, head, head.length),
    ...Array.from({ length: EVENT_BYTES / BLOCK_BYTES }, () => block(RLE, Buffer.from("x"), BLOCK_BYTES)),
  ];
  const frames = Array.from({ length: count - 1 }, () => frame(...one, block(RAW, Buffer.alloc(0), 0, true)));
  const last = frame(...one, block(RAW, Buffer.alloc(0), 0, true));
  const size = count * (head.length + EVENT_BYTES);
  const decoder = new EventDecoder({ checksum: "NONE" });
  const outer = decoder.decode(payload(Buffer.concat([...frames, last]), { size })) as TransactionPayloadEvent;
  expect(outer.payload.length).toBeLessThan(size / 10_000);
  const before = process.memoryUsage().arrayBuffers;
  let held = 0;
  let events = 0;
  let characters = 0;
  for (const event of decoder.expand(outer)) {
    if (event.kind === "rows-query") characters += event.sql.length;
    events++;
    held = Math.max(held, process.memoryUsage().arrayBuffers - before);
  }
  expect({ events, characters }).toEqual({ events: count, characters: count * EVENT_BYTES });
  process.stdout.write(`${size} bytes of content, at most ${Math.round(held / 2 ** 20)} MiB of buffers held\n`);
  expect(held).toBeLessThan(MOST_HELD);
});
