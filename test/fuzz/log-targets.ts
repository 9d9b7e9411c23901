import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BackWriter } from "../../proto/back-writer.ts";
import { BinlogFileReader } from "../../server/binlog/binlog-file-reader.ts";
import { JsonCodec } from "../../server/binlog/columns/json.ts";
import { EventDecoder } from "../../server/binlog/event-decoder.ts";
import type { BinlogEvent, RowsEvent } from "../../server/binlog/event.ts";
import { PacketReader } from "../../server/binlog/packet-reader.ts";
import { decompressZstd } from "../../server/binlog/zstd/decompress.ts";
import { RowTranscoder } from "../../server/parser/row-transcoder.ts";
import { metaFromMap, unnamedMeta } from "../../server/parser/table-meta-from-map.ts";
import { document } from "../server/binlog/columns/binary-json.ts";
import { textOf } from "../server/binlog/columns/text-of.ts";
import { rowsHeader } from "../server/parser/table-fixture.ts";
import type { FuzzTarget } from "./fuzz-target.ts";

const DATA = join(process.cwd(), "test/data/binlog");
const LOGS = ["zoo-mysql56", "zoo-mysql97", "zoo-mariadb1011", "ddl-mariadb1011", "zoo-mariadb118"] as const;
const HEADER = 19;
/** Longer events teach a decoder nothing. */
const LONGEST_EVENT = 2000;

interface Sample {
  readonly format: Uint8Array;
  /** The event before it, where that is the map that it needs. */
  readonly map: Uint8Array | undefined;
  readonly raw: Uint8Array;
}

function samples(): Sample[] {
  return LOGS.flatMap((name) => {
    const [format, ...raws] = new BinlogFileReader().push(readFileSync(join(DATA, `${name}.000001`)));
    if (format === undefined) return [];
    let map: Uint8Array | undefined;
    return raws.flatMap((raw) => {
      if (raw[4] === 19) map = raw;
      return raw.length > LONGEST_EVENT ? [] : [{ format, map, raw }];
    });
  });
}

const transcoder = new RowTranscoder({ timeZone: "UTC" });

/** Rows become entries as far as their map alone can tell what they are. */
function take(decoder: EventDecoder, event: BinlogEvent): void {
  if (event.kind === "rows") transcode(event);
  if (event.kind === "transaction-payload") for (const inner of decoder.expand(event)) take(decoder, inner);
}

function transcode(event: RowsEvent): void {
  const { map } = event;
  if (map === undefined) return;
  const meta = metaFromMap(map) ?? unnamedMeta(map);
  transcoder.transcode(new BackWriter(64), event, transcoder.plan(map, meta, undefined), rowsHeader());
}

/** One event behind its log's FORMAT_DESCRIPTION and the table map before it, its length as the header says. */
function eventTarget(): FuzzTarget {
  const all = samples();
  return {
    name: "events",
    seeds: all.map(({ raw }) => raw),
    run(input, seed) {
      const sample = all[seed];
      if (sample === undefined || input.length < HEADER) return;
      const decoder = new EventDecoder({ checksum: "NONE", verifyChecksum: false });
      decoder.decode(sample.format);
      if (sample.map !== undefined && sample.map !== sample.raw) decoder.decode(sample.map);
      const raw = Buffer.from(input);
      raw.writeUInt32LE(raw.length, 9);
      take(decoder, decoder.decode(raw));
    },
  };
}

/** A rows event and the map before it in one: the map's damage reaches the rows. */
function rowsTarget(): FuzzTarget {
  const pairs = samples().filter(
    ({ map, raw }) =>
      map !== undefined && map !== raw && [20, 23, 24, 25, 30, 31, 32, 39, 166, 167, 168].includes(raw[4] ?? 0),
  );
  return {
    name: "rows",
    seeds: pairs.map(({ map, raw }) => Buffer.concat([map ?? raw, raw])),
    run(input, seed) {
      const pair = pairs[seed];
      const cut = Math.min(pair?.map?.length ?? 0, input.length);
      if (pair === undefined || cut < HEADER || input.length - cut < HEADER) return;
      const decoder = new EventDecoder({ checksum: "NONE", verifyChecksum: false });
      decoder.decode(pair.format);
      for (const half of [input.subarray(0, cut), input.subarray(cut)]) {
        const raw = Buffer.from(half);
        raw.writeUInt32LE(raw.length, 9);
        take(decoder, decoder.decode(raw));
      }
    },
  };
}

function fileTarget(): FuzzTarget {
  return {
    name: "files",
    seeds: ["ddl-mysql56", "ddl-mysql97", "ddl-mariadb1011", "zoo-mysql97"].map((name) =>
      readFileSync(join(DATA, `${name}.000001`)),
    ),
    run(input) {
      const reader = new BinlogFileReader();
      const decoder = new EventDecoder({ checksum: "CRC32", verifyChecksum: false, journalName: "bin.000001" });
      for (const raw of reader.push(input)) take(decoder, decoder.decode(raw));
      reader.end();
    },
  };
}

function packetTarget(): FuzzTarget {
  return {
    name: "packets",
    seeds: ["m97-pos4", "m56-pos4", "ma1011-cap4-annotate", "m97-gtid-skip-tagged"].map((name) =>
      readFileSync(join(DATA, `wire/${name}.pkts`)).subarray(0, 20_000),
    ),
    run(input) {
      const reader = new PacketReader();
      for (let at = 0; at < input.length; at += 97) reader.push(input.subarray(at, at + 97));
      reader.end();
    },
  };
}

function zstdTarget(): FuzzTarget {
  const names = ["level-22-sized", "level-3-sized-checked", "level-3-stream", "two-frames"];
  return {
    name: "zstd",
    seeds: names.map((name) => readFileSync(join(DATA, `zstd/${name}.zst`)).subarray(0, 60_000)),
    run(input) {
      let length = 0;
      for (const piece of decompressZstd(input)) {
        length += piece.length;
        // What a frame may grow to is its own claim; enough is seen here.
        if (length > 1 << 26) return;
      }
    },
  };
}

function jsonTarget(): FuzzTarget {
  const codec = new JsonCodec(4);
  const values = [
    { a: 1, b: [1, 2, { c: null }], "": "text", big: -5_000_000_000n, d: 1.5 },
    [1, "a", null, true, [2], { b: 3 }, "é😀漢".repeat(50)],
    "x".repeat(16_384),
    Array.from({ length: 300 }, (_, at) => ({ [`k${at}`]: at })),
  ];
  return {
    name: "json",
    seeds: values.flatMap((value) => [document(value), document(value, true)]),
    run(input) {
      textOf(codec, input);
    },
  };
}

export function logTargets(): readonly FuzzTarget[] {
  return [eventTarget(), rowsTarget(), fileTarget(), packetTarget(), zstdTarget(), jsonTarget()];
}
