import { SluiceError } from "../../proto/error.ts";
import { decodeSub } from "../../proto/packet-request.ts";
import { parseClientId } from "./client-id.ts";
import { assertComplete, SUCCESS } from "./request.ts";
import type { Reply, RequestContext } from "./request.ts";
import { nonDefault, textFormat } from "./text-format.ts";

/** SUBSCRIPTION (canal-protocol 3.1): starts a lazy destination, then registers the consumer. */
export async function handleSubscription(body: Uint8Array, context: RequestContext): Promise<Reply> {
  const sub = decodeSub(body);
  context.countFor(sub.destination);
  assertComplete(sub, "Sub", () =>
    textFormat([
      ["destination", nonDefault(sub.destination)],
      ["client_id", nonDefault(sub.clientId)],
      ["filter", nonDefault(sub.filter)],
    ]),
  );
  const clientId = parseClientId(sub.clientId);
  const { directory } = context;
  const destination = directory.find(sub.destination) ?? (await directory.start(sub.destination));
  if (destination === undefined) throw new SluiceError("DESTINATION_NOT_RUNNING", { destination: sub.destination });
  context.servedBy(destination);
  context.holdReplies(destination.subscribe(clientId, sub.filter));
  return SUCCESS;
}
