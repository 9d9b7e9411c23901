import { connect } from "../../client/index.ts";

/**
 * A program of its own: `read-all PORT DESTINATION ROWS BATCH`. Our client reads so many rows, every column of each, and prints rows, characters and
 * the seconds from before it subscribed to the last row.
 */
const [port, destination = "", wanted, batchSize] = process.argv.slice(2);
const client = await connect({ port: Number(port), destination, batchSize: Number(batchSize) });
const started = process.hrtime.bigint();
let rows = 0;
let characters = 0;
for await (const batch of client) {
  for (const row of batch.rows()) {
    for (const image of [row.beforeColumns, row.afterColumns]) {
      if (image === null) continue;
      for (let i = 0; i < image.length; i++) characters += image.text(i)?.length ?? 0;
    }
    rows++;
  }
  if (rows >= Number(wanted)) break;
}
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
await client.disconnect();
process.stdout.write(`${JSON.stringify({ rows, characters, seconds })}\n`);
