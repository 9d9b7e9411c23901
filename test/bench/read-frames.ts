import { createInterface } from "node:readline";
import { Batch } from "../../client/index.ts";
import { batchPlaces, packetPlaces } from "../../proto/entry-reader-batch.ts";
import { EntryDecoder } from "../../proto/entry-reader.ts";
import { canalMessages, entryMessages } from "../../proto/protobuf.ts";
import { readFrames } from "./frames.ts";

export interface ReadPass {
  readonly rows: number;
  readonly characters: number;
  /** Processor seconds, all threads. */
  readonly processor: number;
}

/**
 * A program of its own: `read-frames FILE sluice|protobufjs`. With each line of its input it reads the text of every column of the recorded frames and
 * prints a JSON line; the first of all says that the frames are in memory. The first pass compiles, the others are what a consumer does all day.
 */
const [path = "", reader = ""] = process.argv.slice(2);
const bodies = readFrames(path);
let rows = 0;
let characters = 0;
process.stdout.write(`${JSON.stringify({ frames: bodies.length })}\n`);
for await (const _ of createInterface({ input: process.stdin })) {
  rows = 0;
  characters = 0;
  const used = process.cpuUsage();
  if (reader === "sluice") readWithClient();
  else readWithProtobufjs();
  const { user, system } = process.cpuUsage(used);
  process.stdout.write(`${JSON.stringify({ rows, characters, processor: (user + system) / 1e6 })}\n`);
}

function readWithClient(): void {
  const decoder = new EntryDecoder();
  for (const body of bodies) {
    const { batchId, places } = batchPlaces(body, packetPlaces(body));
    for (const row of new Batch(decoder, batchId, body, places).rows()) {
      for (const image of [row.beforeColumns, row.afterColumns]) {
        if (image === null) continue;
        for (let i = 0; i < image.length; i++) characters += image.text(i)?.length ?? 0;
      }
      rows++;
    }
  }
}

function readWithProtobufjs(): void {
  for (const body of bodies) {
    const packet = canalMessages.Packet.decode(body);
    for (const bytes of canalMessages.Messages.decode(packet.body).messages) {
      const entry = entryMessages.Entry.decode(bytes);
      if (entry.entryType !== entryMessages.EntryType.ROWDATA) continue;
      const change = entryMessages.RowChange.decode(entry.storeValue);
      for (const row of change.rowDatas) {
        for (const column of row.beforeColumns ?? []) characters += (column.value ?? "").length;
        for (const column of row.afterColumns ?? []) characters += (column.value ?? "").length;
        rows++;
      }
    }
  }
}
