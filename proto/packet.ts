import { SluiceError } from "./error.ts";
import { FRAME_HEADER_BYTES } from "./frame.ts";
import { canalMessages } from "./protobuf.ts";

/** Numbers of `canal.proto`'s PacketType (canal-protocol 1.3). */
export const PacketType = {
  PACKAGETYPECOMPATIBLEPROTO2: 0,
  HANDSHAKE: 1,
  CLIENTAUTHENTICATION: 2,
  ACK: 3,
  SUBSCRIPTION: 4,
  UNSUBSCRIPTION: 5,
  GET: 6,
  MESSAGES: 7,
  CLIENTACK: 8,
  SHUTDOWN: 9,
  DUMP: 10,
  HEARTBEAT: 11,
  CLIENTROLLBACK: 12,
} as const;
export type PacketType = (typeof PacketType)[keyof typeof PacketType];
export type PacketTypeName = keyof typeof PacketType | "UNRECOGNIZED";

const NAMES = new Map<number, PacketTypeName>(
  Object.entries(PacketType).map(([name, number]) => [number, name as PacketTypeName]),
);

/** Name of a packet type; a number of no type gives UNRECOGNIZED, as Java prints it. */
export function packetTypeName(type: number): PacketTypeName {
  return NAMES.get(type) ?? "UNRECOGNIZED";
}

/** What stands in a frame. Absent fields read as zero; `type` may be a number of no known type. */
export interface Packet {
  readonly type: number;
  readonly version: number;
  readonly compression: number;
  /** Bytes of the inner message, a view of the packet's. */
  readonly body: Uint8Array;
}

const EMPTY = new Uint8Array(0);

/** Reads a frame's body. Throws PACKET_UNREADABLE. */
export function decodePacket(bytes: Uint8Array): Packet {
  const packet = readMessage("Packet", () => canalMessages.Packet.decode(bytes));
  return {
    type: packet.type ?? 0,
    version: packet.version ?? 0,
    compression: packet.compression ?? 0,
    body: packet.body ?? EMPTY,
  };
}

/**
 * A whole frame, header included, in one buffer. The server's packets carry version 1, the client's none; an empty body is left out.
 */
export function encodePacket(type: PacketType, body: Uint8Array = EMPTY, version?: 1): Buffer {
  const head: number[] = [];
  if (version !== undefined) head.push(0x10, version);
  if (type !== 0) head.push(0x18, type);
  if (body.length > 0) {
    head.push(0x2a);
    pushVarint(head, body.length);
  }
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + head.length + body.length);
  frame.writeInt32BE(frame.length - FRAME_HEADER_BYTES, 0);
  frame.set(head, FRAME_HEADER_BYTES);
  frame.set(body, FRAME_HEADER_BYTES + head.length);
  return frame;
}

/**
 * The beginning of a MESSAGES frame whose entries follow as `entryBytes` bytes of repeated field 2, each `0x12, length, Entry` (the fast path
 * of canal-protocol 1.4: no version). Written before the entries' frames it makes the whole reply.
 */
export function encodeMessagesHead(batchId: number, entryBytes: number): Buffer {
  const id: number[] = [0x08];
  pushVarint(id, batchId);
  const head: number[] = [0x18, PacketType.MESSAGES, 0x2a];
  pushVarint(head, id.length + entryBytes);
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + head.length + id.length);
  frame.writeInt32BE(head.length + id.length + entryBytes, 0);
  frame.set(head, FRAME_HEADER_BYTES);
  frame.set(id, FRAME_HEADER_BYTES + head.length);
  return frame;
}

/** Longest data of one batch: what a signed 32-bit frame length leaves. */
export const MAX_BATCH_BYTES = 0x7fff_ffff - 64;

/**
 * Runs a generated decoder and codes what it throws. `reason` tells Java's two cases apart: a message that ends inside a field, and text
 * that is not UTF-8; everything else is `malformed`.
 */
export function readMessage<T>(message: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw new SluiceError("PACKET_UNREADABLE", { message, reason: reasonOf(cause) }, { cause });
  }
}

export type UnreadableReason = "truncated" | "utf8" | "malformed";

function reasonOf(cause: unknown): UnreadableReason {
  if (cause instanceof RangeError) return "truncated";
  if (cause instanceof TypeError) return "utf8";
  return "malformed";
}

function pushVarint(target: number[], value: number): void {
  let rest = value;
  while (rest > 0x7f) {
    target.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  target.push(rest);
}
