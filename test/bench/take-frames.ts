import { closeSync, openSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { FrameClient } from "./frame-client.ts";

/**
 * A program of its own: `take-frames --port P --rows N --batch SIZE [--record FILE] DESTINATION[:CLIENT_ID]…`. One `FrameClient` for each, all at
 * once; each stops at N rows. Prints rows, bytes, frames of all, and the seconds from before the first subscription to the last row.
 * `--record` writes what comes, each body behind its length of four bytes.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: "string", default: "" },
    rows: { type: "string", default: "" },
    batch: { type: "string", default: "5000" },
    record: { type: "string" },
  },
});
const file = values.record === undefined ? undefined : openSync(values.record, "w");
const record = (body: Buffer): void => {
  if (file === undefined) return;
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  writeSync(file, head);
  writeSync(file, body);
};
const started = process.hrtime.bigint();
const taken = await Promise.all(
  positionals.map(async (consumer) => {
    const [destination = "", clientId = "1001"] = consumer.split(":");
    const client = await FrameClient.open({
      port: Number(values.port),
      destination,
      clientId,
      rows: Number(values.rows),
      batchSize: Number(values.batch),
      onFrame: record,
    });
    try {
      return await client.take();
    } finally {
      client.close();
    }
  }),
);
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
if (file !== undefined) closeSync(file);
const sum = (name: "rows" | "bytes" | "frames"): number => taken.reduce((total, one) => total + one[name], 0);
process.stdout.write(`${JSON.stringify({ rows: sum("rows"), bytes: sum("bytes"), frames: sum("frames"), seconds })}\n`);
