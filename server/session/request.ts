import type { SessionBatch, Destination, DestinationDirectory } from "./destination.ts";
import { SluiceError } from "../../proto/error.ts";

/** What a request is answered with. Acks and rollbacks that succeed are answered with nothing. */
export type Reply =
  | { readonly kind: "none" }
  | { readonly kind: "success" }
  /** `waitedMs`: how much of the time was the wait that the client had asked for. */
  | { readonly kind: "messages"; readonly batch: SessionBatch | undefined; readonly waitedMs: number };

export const NO_REPLY: Reply = { kind: "none" };
export const SUCCESS: Reply = { kind: "success" };

/** What a handler may use of its session. */
export interface RequestContext {
  readonly directory: DestinationDirectory;
  /** Aborts when the connection has gone. */
  readonly signal: AbortSignal;
  /** This and every later reply of the session leaves only when the promise has resolved; a rejection is the reply. */
  readonly holdReplies: (durable: Promise<void>) => void;
  /** Resolves when all that was held back by acks so far may leave, as `Destination.get` wants it; undefined: it may now. */
  readonly acked: (() => Promise<void>) | undefined;
  /** Whose reply it will be: asked once more right before it leaves. */
  readonly servedBy: (destination: Destination) => void;
  /** Longest body that a reply may have: less than Canal's only while a part of it is out already. */
  readonly mostBytes: () => number;
  /** A reply was longer and has been given back: nothing is to be sent ahead of the next one. */
  readonly refuse: () => void;
  /** Which destination the request is counted for. */
  readonly countFor: (destination: string) => void;
}

/** Serves one type of request; throws coded errors, which become error replies. */
export type RequestHandler = (body: Uint8Array, context: RequestContext) => Reply | Promise<Reply>;

/** The destination when it runs here; throws DESTINATION_NOT_RUNNING. */
export function runningDestination(name: string, context: RequestContext): Destination {
  const destination = context.directory.find(name);
  if (destination === undefined) throw new SluiceError("DESTINATION_NOT_RUNNING", { destination: name });
  context.servedBy(destination);
  return destination;
}

/** Throws REQUEST_INCOMPLETE unless both are given. `echo` is the request in protobuf's text form. */
export function assertComplete(
  request: { readonly destination: string; readonly clientId: string },
  name: "Sub" | "Unsub" | "Get" | "Ack" | "Rollback",
  echo: () => string,
): void {
  if (request.destination !== "" && request.clientId !== "") return;
  throw new SluiceError("REQUEST_INCOMPLETE", { request: name, echo: echo() });
}
