import { readMessage } from "./packet.ts";
import { canalMessages, readInt64, writeInt64 } from "./protobuf.ts";
import type { Int64 } from "./protobuf.ts";

/*
 * Bodies of what a client sends (canal-protocol 1.3). Absent fields read as "", 0 or no bytes; where absence shows on the wire the field
 * is undefined. Decoders throw PACKET_UNREADABLE, also for text that is not UTF-8.
 */

export interface ClientAuth {
  readonly username: string;
  /** The text of the scrambled password, as bytes. */
  readonly password: Uint8Array;
  /** Milliseconds. */
  readonly netReadTimeout: number | undefined;
  readonly netWriteTimeout: number | undefined;
  readonly destination: string;
  readonly clientId: string;
  readonly filter: string;
  readonly startTimestamp: Int64;
}

/** SUBSCRIPTION and UNSUBSCRIPTION. */
export interface Sub {
  readonly destination: string;
  readonly clientId: string;
  readonly filter: string;
}

export interface Get {
  readonly destination: string;
  readonly clientId: string;
  readonly fetchSize: number;
  readonly timeout: Int64 | undefined;
  readonly unit: number | undefined;
  readonly autoAck: boolean | undefined;
}

/** CLIENTACK and CLIENTROLLBACK. */
export interface BatchRequest {
  readonly destination: string;
  readonly clientId: string;
  readonly batchId: Int64;
}

const NO_BYTES = new Uint8Array(0);

export function decodeClientAuth(body: Uint8Array): ClientAuth {
  const auth = readMessage("ClientAuth", () => canalMessages.ClientAuth.decode(body));
  return {
    username: auth.username,
    password: auth.password.length === 0 ? NO_BYTES : auth.password,
    netReadTimeout: auth.net_read_timeout ?? undefined,
    netWriteTimeout: auth.net_write_timeout ?? undefined,
    destination: auth.destination,
    clientId: auth.client_id,
    filter: auth.filter,
    startTimestamp: readInt64(auth.start_timestamp),
  };
}

export function encodeClientAuth(auth: Partial<ClientAuth>): Uint8Array {
  return canalMessages.ClientAuth.encode({
    username: auth.username ?? "",
    password: auth.password ?? NO_BYTES,
    ...(auth.netReadTimeout === undefined ? {} : { net_read_timeout: auth.netReadTimeout }),
    ...(auth.netWriteTimeout === undefined ? {} : { net_write_timeout: auth.netWriteTimeout }),
    destination: auth.destination ?? "",
    client_id: auth.clientId ?? "",
    filter: auth.filter ?? "",
    ...(auth.startTimestamp === undefined ? {} : { start_timestamp: writeInt64(auth.startTimestamp) }),
  }).finish();
}

export function decodeSub(body: Uint8Array): Sub {
  const sub = readMessage("Sub", () => canalMessages.Sub.decode(body));
  return { destination: sub.destination, clientId: sub.client_id, filter: sub.filter };
}

export function encodeSub(sub: Sub): Uint8Array {
  return canalMessages.Sub.encode({
    destination: sub.destination,
    client_id: sub.clientId,
    filter: sub.filter,
  }).finish();
}

export function decodeUnsub(body: Uint8Array): Sub {
  const unsub = readMessage("Unsub", () => canalMessages.Unsub.decode(body));
  return { destination: unsub.destination, clientId: unsub.client_id, filter: unsub.filter };
}

export function decodeGet(body: Uint8Array): Get {
  const get = readMessage("Get", () => canalMessages.Get.decode(body));
  return {
    destination: get.destination,
    clientId: get.client_id,
    fetchSize: get.fetch_size,
    timeout: get.timeout === null || get.timeout === undefined ? undefined : readInt64(get.timeout),
    unit: get.unit ?? undefined,
    autoAck: get.auto_ack ?? undefined,
  };
}

export function encodeGet(get: Get): Uint8Array {
  return canalMessages.Get.encode({
    destination: get.destination,
    client_id: get.clientId,
    fetch_size: get.fetchSize,
    ...(get.timeout === undefined ? {} : { timeout: writeInt64(get.timeout) }),
    ...(get.unit === undefined ? {} : { unit: get.unit }),
    ...(get.autoAck === undefined ? {} : { auto_ack: get.autoAck }),
  }).finish();
}

export function decodeClientAck(body: Uint8Array): BatchRequest {
  const ack = readMessage("ClientAck", () => canalMessages.ClientAck.decode(body));
  return { destination: ack.destination, clientId: ack.client_id, batchId: readInt64(ack.batch_id) };
}

export function decodeClientRollback(body: Uint8Array): BatchRequest {
  const rollback = readMessage("ClientRollback", () => canalMessages.ClientRollback.decode(body));
  return { destination: rollback.destination, clientId: rollback.client_id, batchId: readInt64(rollback.batch_id) };
}

/** Body of a CLIENTACK or a CLIENTROLLBACK: their fields are the same. Batch 0 (every batch, for a rollback) is left out. */
export function encodeBatchRequest(request: BatchRequest): Uint8Array {
  return canalMessages.ClientAck.encode({
    destination: request.destination,
    client_id: request.clientId,
    ...(request.batchId === 0 ? {} : { batch_id: writeInt64(request.batchId) }),
  }).finish();
}
