import { SluiceError } from "../../proto/error.ts";
import type { Destination } from "../session/destination.ts";
import type { Term } from "./term.ts";

/**
 * A destination as an active server of a cluster serves it: every request and every reply asks whether the term is still held, so that a
 * process that was stopped for longer than its session says nothing when it goes on. Refusals read as those of a server that does not run
 * the destination (canal-protocol 2.5): clients look for the active one then.
 */
export function fencedDestination(inner: Destination, term: Term): Destination {
  const { name } = inner;
  const assertServing = (): void => {
    if (!term.isHeld) throw new SluiceError("DESTINATION_NOT_RUNNING", { destination: name });
  };
  return {
    name,
    assertServing,
    subscribe: async (clientId, filter) => {
      assertServing();
      await inner.subscribe(clientId, filter);
    },
    unsubscribe: async (clientId) => {
      assertServing();
      await inner.unsubscribe(clientId);
    },
    get: async (clientId, fetchSize, waitMs, signal, acked) => {
      assertServing();
      return inner.get(clientId, fetchSize, waitMs, signal, acked);
    },
    ack: (clientId, batchId) => {
      assertServing();
      return inner.ack(clientId, batchId);
    },
    rollback: (clientId, batchId) => {
      assertServing();
      inner.rollback(clientId, batchId);
    },
  };
}
