import { encodePacket, PacketType, readMessage } from "./packet.ts";
import { canalMessages, readInt64 } from "./protobuf.ts";
import type { Int64 } from "./protobuf.ts";

/* What a server sends (canal-protocol 1.3, 2.5): the `…Frame` functions give whole frames, the decoders read packet bodies. */

export interface Ack {
  /** 0 when the request succeeded. */
  readonly errorCode: number;
  readonly errorMessage: string;
}

export interface Messages {
  /** -1 when there is no data: nothing is to be acked then. */
  readonly batchId: Int64;
  /** Bytes of one `Entry` each, views of the body. */
  readonly entries: readonly Uint8Array[];
}

/** Greets a client with the 8 random bytes its password is scrambled with. */
export function handshakeFrame(seeds: Uint8Array): Buffer {
  return encodePacket(PacketType.HANDSHAKE, canalMessages.Handshake.encode({ seeds }).finish(), 1);
}

export function decodeHandshake(body: Uint8Array): { readonly seeds: Uint8Array } {
  return { seeds: readMessage("Handshake", () => canalMessages.Handshake.decode(body)).seeds };
}

const SUCCESS = encodePacket(PacketType.ACK, undefined, 1);

/** The success reply of every request but GET. Shared: not to be written to. */
export function successFrame(): Buffer {
  return SUCCESS;
}

export function errorFrame(errorCode: number, errorMessage: string): Buffer {
  const body = canalMessages.Ack.encode({ error_code: errorCode, error_message: errorMessage }).finish();
  return encodePacket(PacketType.ACK, body, 1);
}

export function decodeAck(body: Uint8Array): Ack {
  const ack = readMessage("Ack", () => canalMessages.Ack.decode(body));
  return { errorCode: ack.error_code ?? 0, errorMessage: ack.error_message };
}

const EMPTY_MESSAGES = encodePacket(PacketType.MESSAGES, canalMessages.Messages.encode({ batch_id: -1 }).finish(), 1);

/** The reply to a GET when there is nothing. Shared: not to be written to. */
export function emptyMessagesFrame(): Buffer {
  return EMPTY_MESSAGES;
}

export function decodeMessages(body: Uint8Array): Messages {
  const messages = readMessage("Messages", () => canalMessages.Messages.decode(body));
  return { batchId: readInt64(messages.batch_id), entries: messages.messages };
}
