import { SluiceError } from "../../proto/error.ts";
import { decodeUnsub } from "../../proto/packet-request.ts";
import { parseClientId } from "./client-id.ts";
import { parseDestinationName } from "./destination-name.ts";
import { assertComplete, SUCCESS } from "./request.ts";
import type { Reply, RequestContext } from "./request.ts";
import { nonDefault, textFormat } from "./text-format.ts";

/** UNSUBSCRIPTION (canal-protocol 3.3): a consumer that is not known, or a destination that does not run, is fine. */
export function handleUnsubscription(body: Uint8Array, context: RequestContext): Reply {
  const unsub = decodeUnsub(body);
  context.countFor(unsub.destination);
  assertComplete(unsub, "Unsub", () =>
    textFormat([
      ["destination", nonDefault(unsub.destination)],
      ["client_id", nonDefault(unsub.clientId)],
      ["filter", nonDefault(unsub.filter)],
    ]),
  );
  const clientId = parseClientId(unsub.clientId);
  if (!context.directory.has(parseDestinationName(unsub.destination).destination)) {
    throw new SluiceError("DESTINATION_UNKNOWN", { destination: unsub.destination });
  }
  const destination = context.directory.find(unsub.destination);
  if (destination !== undefined) context.holdReplies(destination.unsubscribe(clientId));
  return SUCCESS;
}
