import { SluiceError } from "../../proto/error.ts";
import type { Int64 } from "../../proto/protobuf.ts";
import type { ConsumerId } from "../meta/consumer-id.ts";

/** A consumer as errors and log lines name it. */
export interface Who {
  readonly destination: string;
  readonly clientId: number;
  /** Absent for Canal's own clients. */
  readonly group?: string;
}

export function whoOf(destination: string, { group, clientId }: ConsumerId): Who {
  return group === "" ? { destination, clientId } : { destination, clientId, group };
}

export function notFirst({ clientId }: Who, batchId: Int64, first: number | undefined): SluiceError {
  return new SluiceError("BATCH_NOT_FIRST", { clientId, batchId: String(batchId), first });
}

export function notOutstanding({ clientId }: Who, request: "ack" | "rollback", batchId: Int64): SluiceError {
  return new SluiceError("BATCH_NOT_OUTSTANDING", { request, clientId, batchId: String(batchId) });
}

/** Why a consumer's requests are answered no more. */
export type CloseReason = "unsubscribed" | "stopped";

export function closedFor(reason: CloseReason, who: Who): SluiceError {
  const { destination } = who;
  if (reason === "stopped") return new SluiceError("DESTINATION_NOT_RUNNING", { destination });
  return new SluiceError("CLIENT_NOT_SUBSCRIBED", { ...who });
}
