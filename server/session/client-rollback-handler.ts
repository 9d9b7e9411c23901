import { decodeClientRollback } from "../../proto/packet-request.ts";
import { batchRequestText } from "./batch-request-text.ts";
import { parseClientId } from "./client-id.ts";
import { assertComplete, NO_REPLY, runningDestination } from "./request.ts";
import type { Reply, RequestContext } from "./request.ts";

/** CLIENTROLLBACK (canal-protocol 3.6): of all batches when no id is given. */
export function handleClientRollback(body: Uint8Array, context: RequestContext): Reply {
  const rollback = decodeClientRollback(body);
  context.countFor(rollback.destination);
  assertComplete(rollback, "Rollback", () => batchRequestText(rollback));
  const clientId = parseClientId(rollback.clientId);
  const destination = runningDestination(rollback.destination, context);
  destination.rollback(clientId, rollback.batchId === 0 ? undefined : rollback.batchId);
  return NO_REPLY;
}
