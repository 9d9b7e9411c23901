import { decodeGet } from "../../proto/packet-request.ts";
import type { Get } from "../../proto/packet-request.ts";
import { parseClientId } from "./client-id.ts";
import { assertComplete, runningDestination } from "./request.ts";
import type { Reply, RequestContext } from "./request.ts";
import { nonDefault, textFormat } from "./text-format.ts";

/** More than stands before the slices of a batch in its packet. */
const HEAD_BYTES = 64;

/** GET (canal-protocol 3.4). `auto_ack` is read and not heeded, as in Canal. */
export async function handleGet(body: Uint8Array, context: RequestContext): Promise<Reply> {
  const get = decodeGet(body);
  context.countFor(get.destination);
  assertComplete(get, "Get", () =>
    textFormat([
      ["destination", nonDefault(get.destination)],
      ["client_id", nonDefault(get.clientId)],
      ["fetch_size", nonDefault(get.fetchSize)],
      ["timeout", get.timeout],
      ["unit", get.unit],
      ["auto_ack", get.autoAck],
    ]),
  );
  const clientId = parseClientId(get.clientId);
  const destination = runningDestination(get.destination, context);
  const waitMs = waitOf(get);
  const began = performance.now();
  const batch = await destination.get(clientId, get.fetchSize, waitMs, context.signal, context.acked);
  if (batch !== undefined && batch.bytes + HEAD_BYTES > context.mostBytes()) {
    destination.rollback(clientId, batch.id);
    context.refuse();
    return { kind: "messages", batch: undefined, waitedMs: performance.now() - began };
  }
  return { kind: "messages", batch, waitedMs: waitMs === undefined ? 0 : performance.now() - began };
}

/** Milliseconds in one of Canal's units 0 (ns) to 6 (days). */
const UNIT_MS: readonly number[] = [1e-6, 1e-3, 1, 1000, 60_000, 3_600_000, 86_400_000];

/** -1 does not wait; a positive timeout waits in its unit (an unknown one is milliseconds, an absent one nanoseconds); all else waits for ever. */
function waitOf(get: Pick<Get, "timeout" | "unit">): number | undefined {
  const timeout = Number(get.timeout ?? 0);
  if (timeout === -1) return undefined;
  if (timeout <= 0) return Infinity;
  return timeout * (UNIT_MS[get.unit ?? 0] ?? 1);
}
