import { setPriority } from "node:os";
import { parseArgs } from "node:util";
import { FrameClient } from "./frame-client.ts";

/**
 * A program of its own, of the lowest priority: `read-behind --port P --rows N DESTINATION@GROUP…`. One `FrameClient` for each, which reads as it is
 * served; each stops at N rows. Says `{"subscribed":n}` once all are, and when it is told to end how many rows and bytes they got since.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: "string", default: "" }, rows: { type: "string", default: "" } },
});
const LOWEST = 19;
const WAIT_MS = 2000;
setPriority(LOWEST);
const clients = await Promise.all(
  positionals.map((destination) =>
    FrameClient.open({
      port: Number(values.port),
      destination,
      clientId: "1001",
      rows: Number(values.rows),
      batchSize: 500,
      waitMs: WAIT_MS,
    }),
  ),
);
process.stdout.write(`${JSON.stringify({ subscribed: clients.length })}\n`);
const sum = (): string =>
  JSON.stringify({
    rows: clients.reduce((total, { taken }) => total + taken.rows, 0),
    bytes: clients.reduce((total, { taken }) => total + taken.bytes, 0),
  });
process.once("SIGTERM", () => {
  process.stdout.write(`${sum()}\n`, () => process.exit(0));
});
await Promise.all(clients.map((client) => client.take()));
for (const client of clients) client.close();
process.stdout.write(`${sum()}\n`);
