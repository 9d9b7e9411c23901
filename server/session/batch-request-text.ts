import type { BatchRequest } from "../../proto/packet-request.ts";
import { nonDefault, textFormat } from "./text-format.ts";

/** Text form of a CLIENTACK or CLIENTROLLBACK. */
export function batchRequestText(request: BatchRequest): string {
  return textFormat([
    ["destination", nonDefault(request.destination)],
    ["client_id", nonDefault(request.clientId)],
    ["batch_id", nonDefault(request.batchId)],
  ]);
}
