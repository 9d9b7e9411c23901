import { SluiceError } from "../../proto/error.ts";
import { decodeClientAck } from "../../proto/packet-request.ts";
import { batchRequestText } from "./batch-request-text.ts";
import { parseClientId } from "./client-id.ts";
import { assertComplete, NO_REPLY, runningDestination } from "./request.ts";
import type { Reply, RequestContext } from "./request.ts";

/** CLIENTACK (canal-protocol 3.5). -1 is the ack of an empty batch and means nothing. */
export function handleClientAck(body: Uint8Array, context: RequestContext): Reply {
  const ack = decodeClientAck(body);
  context.countFor(ack.destination);
  assertComplete(ack, "Ack", () => batchRequestText(ack));
  if (ack.batchId === 0) throw new SluiceError("BATCH_ID_MISSING", { echo: batchRequestText(ack) });
  if (ack.batchId === -1) return NO_REPLY;
  const clientId = parseClientId(ack.clientId);
  context.holdReplies(runningDestination(ack.destination, context).ack(clientId, ack.batchId));
  return NO_REPLY;
}
