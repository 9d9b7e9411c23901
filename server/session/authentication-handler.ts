import { SluiceError } from "../../proto/error.ts";
import { decodeClientAuth } from "../../proto/packet-request.ts";
import type { ClientAuth } from "../../proto/packet-request.ts";
import type { Packet } from "../../proto/packet.ts";
import type { Authenticator } from "./authenticator.ts";
import { parseClientId } from "./client-id.ts";
import type { DestinationDirectory } from "./destination.ts";

export interface AuthenticationContext {
  readonly authenticator: Authenticator;
  readonly seed: Uint8Array;
  readonly directory: DestinationDirectory;
}

/**
 * Reads a peer's first packet as ClientAuth, whatever its type says (canal-protocol 2.1), and judges it. An auth that names a destination and
 * a client id also subscribes (2.4), to a running destination only. Everything thrown here closes the connection, as in Canal.
 */
export async function authenticate(
  packet: Packet,
  context: AuthenticationContext,
): Promise<{ readonly auth: ClientAuth; readonly accepted: boolean }> {
  const auth = decodeClientAuth(packet.body);
  const accepted = context.authenticator.accepts(auth.username, auth.password, context.seed);
  if (accepted && auth.destination !== "" && auth.clientId !== "") {
    const clientId = parseClientId(auth.clientId);
    const destination = context.directory.find(auth.destination);
    if (destination === undefined) throw new SluiceError("DESTINATION_NOT_RUNNING", { destination: auth.destination });
    await destination.subscribe(clientId, auth.filter);
  }
  return { auth, accepted };
}
