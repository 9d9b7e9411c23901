import { readFileSync } from "node:fs";
import { BinlogFileReader } from "../../../server/binlog/binlog-file-reader.ts";
import type { BinlogEvent } from "../../../server/binlog/event.ts";
import { EventDecoder, type EventDecoderOptions } from "../../../server/binlog/event-decoder.ts";

export const SERVERS = ["mysql56", "mysql97", "mariadb1011"] as const;

/** Bytes of a file in test/data/binlog. */
export function sampleBytes(name: string): Buffer {
  return readFileSync(new URL(`../../data/binlog/${name}`, import.meta.url));
}

/** Raw events of a log file. */
export function rawEvents(name: string): Uint8Array[] {
  const reader = new BinlogFileReader();
  const events = reader.push(sampleBytes(name));
  reader.end();
  return events;
}

/** Decoded events of raw ones; payloads are followed by their inner events. */
export function decodeAll(raws: Iterable<Uint8Array>, options: Partial<EventDecoderOptions> = {}): BinlogEvent[] {
  const decoder = new EventDecoder({ checksum: "NONE", ...options });
  const events: BinlogEvent[] = [];
  for (const raw of raws) {
    const event = decoder.decode(raw);
    events.push(event);
    if (event.kind === "transaction-payload") events.push(...decoder.expand(event));
  }
  return events;
}
