import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeFrame, FrameReader } from "../../../proto/frame.ts";
import { decodeHandshake, decodeMessages } from "../../../proto/packet-reply.ts";
import { decodeClientAuth, encodeClientAuth } from "../../../proto/packet-request.ts";
import { decodePacket, encodePacket, packetTypeName, PacketType } from "../../../proto/packet.ts";
import { entryMessages, readInt64 } from "../../../proto/protobuf.ts";
import { checkScramble, parseSecret, passwordSecret, scramblePassword } from "../../../proto/scramble.ts";
import type { EventType } from "../../../proto/entry-type.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { frameOf, tableName } from "../../support/entries.ts";
import { RawClient } from "../../support/raw-client.ts";
import { startSessionServer } from "../../support/session-server.ts";
import type { SessionServer } from "../../support/session-server.ts";

/** A whole session of the official Java client with a running Java Canal, byte by byte in both directions. */
function framesOf(name: string): Buffer[] {
  const reader = new FrameReader(1 << 20);
  reader.push(readFileSync(new URL(`../../data/session/${name}.bin`, import.meta.url)));
  const frames: Buffer[] = [];
  for (let frame = reader.next(); frame !== undefined; frame = reader.next()) frames.push(frame);
  expect(reader.atBorder).toBe(true);
  return frames;
}

const SENT = framesOf("client-to-server");
const RECEIVED = framesOf("server-to-client");
const SECRET = passwordSecret("canal");
/** Requests that are answered when they succeed. */
const ANSWERED = new Set<number>([
  PacketType.CLIENTAUTHENTICATION,
  PacketType.SUBSCRIPTION,
  PacketType.UNSUBSCRIPTION,
  PacketType.GET,
]);

/** Every entry of the session, once: those of the batches up to the first rollback. */
function recordedEntries(): PipelineEntry[] {
  const batches = RECEIVED.map((frame) => decodePacket(frame)).filter(({ type }) => type === PacketType.MESSAGES);
  return batches
    .map(({ body }) => decodeMessages(body))
    .filter(({ batchId }) => batchId === 1 || batchId === 2 || batchId === 3)
    .flatMap(({ entries }) => entries.map((bytes) => pipelineEntry(bytes)));
}

function pipelineEntry(bytes: Uint8Array): PipelineEntry {
  const { header, entryType } = entryMessages.Entry.decode(bytes);
  const hasEventType = header !== null && header !== undefined && Object.hasOwn(header, "eventType");
  return {
    ...frameOf(bytes),
    entryType,
    eventType: hasEventType ? (header.eventType as EventType) : 0,
    table: tableName(header?.schemaName ?? "", header?.tableName ?? ""),
    rows: 1,
    journalName: header?.logfileName ?? "",
    position: Number(readInt64(header?.logfileOffset)),
    index: 0,
    timestamp: Number(readInt64(header?.executeTime)),
    serverId: Number(readInt64(header?.serverId)),
    gtid: header?.gtid ?? "",
  };
}

let server: SessionServer;

beforeEach(async () => {
  server = await startSessionServer({ user: "canal", passwd: SECRET });
});

afterEach(async () => {
  await server.close();
});

test("the record is what we take it for: its password proves itself with its own seeds", () => {
  const auth = decodeClientAuth(decodePacket(SENT[0] ?? Buffer.alloc(0)).body);
  const { seeds } = decodeHandshake(decodePacket(RECEIVED[0] ?? Buffer.alloc(0)).body);
  expect(checkScramble(auth.password, parseSecret(SECRET), seeds)).toBe(true);
  expect(SENT.length).toBe(19);
  expect(recordedEntries().length).toBe(29);
});

test.each([
  ["whole frames", (bytes: Buffer) => [bytes]],
  ["header and body apart, as the Java client writes", (bytes: Buffer) => [bytes.subarray(0, 4), bytes.subarray(4)]],
])("the recorded session, answer by answer (%s)", async (_name, cut) => {
  await server.put(recordedEntries());
  const client = await RawClient.connect(server.port);
  const seeds = await client.seeds();
  let answered = 1;
  for (const [i, frame] of SENT.entries()) {
    const packet = decodePacket(frame);
    const bytes = packet.type === PacketType.CLIENTAUTHENTICATION ? authFor(packet.body, seeds) : encodeFrame(frame);
    for (const piece of cut(bytes)) {
      client.raw(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (!ANSWERED.has(packet.type)) continue;
    const answer = await client.answer();
    const place = `${String(i)}: ${packetTypeName(packet.type)}`;
    expect([place, answer.kind === "frame" ? answer.hex : answer.kind]).toEqual([
      place,
      RECEIVED[answered]?.toString("hex"),
    ]);
    answered++;
  }
  expect(answered).toBe(RECEIVED.length);
  expect(await client.answer(40)).toEqual({ kind: "nothing" });
  client.close();
});

/** The recorded auth with a password for our seeds. */
function authFor(body: Uint8Array, seeds: Uint8Array): Buffer {
  const auth = { ...decodeClientAuth(body), password: Buffer.from(scramblePassword("canal", seeds)) };
  return encodePacket(PacketType.CLIENTAUTHENTICATION, encodeClientAuth(auth));
}
