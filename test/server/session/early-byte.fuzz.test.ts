import { afterEach, beforeEach, expect, test } from "vitest";
import { BackWriter } from "../../../proto/back-writer.ts";
import { encodeBatchRequest, encodeGet } from "../../../proto/packet-request.ts";
import { encodePacket, PacketType } from "../../../proto/packet.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { messagesOf, RawClient, type Answer } from "../../support/raw-client.ts";
import { startSessionServer, type SessionServer } from "../../support/session-server.ts";
import { makeEntry } from "../../support/pipeline-entries.ts";

/** A client as Canal's own writes: the header of a packet, and its body only when something has come back for it. */

const IDENTITY = { destination: "example", clientId: "1001" };
const get = (fetchSize: number): Buffer =>
  encodePacket(PacketType.GET, encodeGet({ ...IDENTITY, fetchSize, timeout: -1, unit: 2, autoAck: false }));

let server: SessionServer;
let client: RawClient;

beforeEach(async () => {
  server = await startSessionServer({ budgetBytes: 64 * 1024 * 1024 });
  client = await RawClient.ready(server.port);
  client.subscribe();
  await client.answer();
});

afterEach(async () => {
  client.socket.destroy();
  await server.close();
});

/** Sends a header and waits for bytes from the server before the body, as a kernel with Nagle's algorithm does. */
async function apart(frame: Buffer): Promise<number> {
  const before = client.socket.bytesRead;
  client.raw(frame.subarray(0, 4));
  await expect.poll(() => client.socket.bytesRead, { timeout: 10_000, interval: 2 }).toBeGreaterThan(before);
  client.raw(frame.subarray(4));
  return client.socket.bytesRead - before;
}

function batchOf(answer: Answer): { id: number; entries: number } {
  const { batchId, entries } = messagesOf(answer);
  return { id: Number(batchId), entries: entries.length };
}

/** An entry of so many bytes, framed as it stands in a batch. */
function entryOf(size: number): PipelineEntry {
  const frame = new BackWriter(size + 8);
  frame.raw(new Uint8Array(size));
  frame.varint(size);
  frame.byte(0x12);
  return makeEntry({ frame: Uint8Array.from(frame.bytes.subarray(frame.pos)), entryStart: frame.length - size });
}

test("a header that comes alone is answered with the first byte of the next reply, and the reply is whole", async () => {
  await server.put([entryOf(500), entryOf(500)]);
  expect(await apart(get(1))).toBe(1);
  const first = batchOf(await client.answer());
  expect(first.entries).toBeGreaterThan(0);
  // An ack has no answer of its own: the byte belongs to that of the get behind it.
  expect(await apart(encodePacket(PacketType.CLIENTACK, encodeBatchRequest({ ...IDENTITY, batchId: first.id })))).toBe(
    1,
  );
  client.raw(get(100));
  client.raw(get(100));
  const second = batchOf(await client.answer());
  expect(first.entries + Math.max(0, second.entries)).toBe(2);
  expect(batchOf(await client.answer())).toEqual({ id: -1, entries: 0 });
});

test("where the reply is too long for a byte sent ahead, it comes with the next get", async () => {
  await server.put([entryOf(17 * 1024 * 1024)]);
  await apart(get(1));
  expect(batchOf(await client.answer())).toEqual({ id: -1, entries: 0 });
  // No byte ahead of this one.
  const before = client.socket.bytesRead;
  client.raw(get(1).subarray(0, 4));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(client.socket.bytesRead).toBe(before);
  client.raw(get(1).subarray(4));
  expect(batchOf(await client.answer()).entries).toBe(1);
  // And ahead of the next one again.
  expect(await apart(get(1))).toBe(1);
  expect(batchOf(await client.answer())).toEqual({ id: -1, entries: 0 });
});
