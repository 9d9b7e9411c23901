import { expect, test } from "vitest";
import type { BinlogEvent } from "../../../server/binlog/event.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { eventTypeName } from "../../../server/binlog/event-type.ts";
import { PacketReader } from "../../../server/binlog/packet-reader.ts";
import { sampleBytes } from "./sample-log.ts";

interface Capture {
  readonly file: string;
  readonly session: readonly string[];
  readonly packets: number;
  readonly events: readonly string[];
}

const CAPTURES = JSON.parse(sampleBytes("wire/INDEX.json").toString("utf8")) as readonly Capture[];

/** What the reader asked for: before the first FORMAT_DESCRIPTION that alone tells. */
function negotiated(capture: Capture): "NONE" | "CRC32" {
  return capture.session.some((statement) => statement.includes("binlog_checksum=@@global")) ? "CRC32" : "NONE";
}

function read(capture: Capture): { names: string[]; events: BinlogEvent[]; packets: number } {
  const reader = new PacketReader();
  const decoder = new EventDecoder({ checksum: negotiated(capture) });
  const names: string[] = [];
  const events: BinlogEvent[] = [];
  const payloads = reader.push(sampleBytes(`wire/${capture.file}`));
  reader.end();
  for (const payload of payloads) {
    if (payload[0] === 0xff) names.push(`ERR ${Buffer.from(payload).readUInt16LE(1)}`);
    else if (payload[0] === 0xfe && payload.length < 9) names.push("EOF");
    else {
      const raw = payload.subarray(1);
      const event = decoder.decode(raw);
      events.push(event);
      const name = (eventTypeName(event.header.type) ?? "?").replace("MARIADB_GTID", "MARIA_GTID");
      const sampleName = name === "MARIA_GTID_LIST" ? "GTID_LIST" : name.replace(/^MARIADB_/u, "");
      names.push(`${sampleName}@${Buffer.from(raw).readUInt32LE(13)}`);
    }
  }
  return { names, events, packets: payloads.length };
}

test.each(CAPTURES)("$file holds the events that its index lists", (capture) => {
  const { names, packets } = read(capture);
  expect(names).toEqual(capture.events);
  expect(packets).toBe(capture.packets);
});

test.each(CAPTURES)("$file: places go forward, and follow the log positions of the headers", (capture) => {
  let last = 0;
  let file = "";
  for (const event of read(capture).events) {
    const { header } = event;
    if (event.kind === "rotate" && event.nextJournalName !== file) {
      file = event.nextJournalName;
      last = event.nextPosition;
      continue;
    }
    if (header.artificial) {
      expect(header.position).toBe(header.endPosition);
      continue;
    }
    expect(header.journalName).toBe(file);
    expect(header.position).toBeGreaterThanOrEqual(last);
    expect(header.endPosition - header.position).toBe(header.length);
    last = header.endPosition;
  }
});

const named = (file: string): BinlogEvent[] => read(CAPTURES.find((c) => c.file === file) as Capture).events;

test("starting inside a file: the re-sent FORMAT_DESCRIPTION does not move the place", () => {
  const [first, format, next] = named("m97-mid-file-then-rotate.pkts");
  expect(first).toMatchObject({ kind: "rotate", header: { artificial: true } });
  expect(format).toMatchObject({ kind: "format-description", header: { artificial: true } });
  expect(next?.header.position).toBe((first as { nextPosition: number }).nextPosition);
});

test.each([
  ["m97-heartbeat-flags0.pkts", 27],
  ["m97-heartbeat-flags2.pkts", 41],
])("heartbeats of %s (type %i) tell file and position", (file, type) => {
  const beats = named(file).filter((event) => event.kind === "heartbeat");
  expect(beats.length).toBe(9);
  for (const beat of beats) {
    expect(beat).toMatchObject({ logPosition: 1036, header: { type, artificial: true, position: 1036 } });
    expect(beat.logJournalName).toMatch(/^bin\.\d{6}$/u);
  }
});

test("a GTID dump leaves out groups; a heartbeat tells how far", () => {
  const events = named("m97-gtid-skip-tagged.pkts");
  const beat = events.find((event) => event.kind === "heartbeat");
  expect(beat).toMatchObject({ logPosition: 337_515 });
  const next = events[events.indexOf(beat as BinlogEvent) + 1];
  expect(next?.header.position).toBe(337_515);
  expect(next).toMatchObject({ kind: "gtid", gtid: "11111111-2222-3333-4444-5566778899aa:zzz:5" });
});

test("MariaDB says by an artificial list when the asked GTID is reached", () => {
  const lists = named("ma1011-gtid-state.pkts").filter((event) => event.kind === "gtid-list");
  expect(lists.map((list) => [list.header.artificial, list.gtidSet])).toEqual([
    [false, ""],
    [true, "0-311-130"],
  ]);
});
