import type { Session } from "../../proto/coordination/coordinator.ts";
import { parseAddress } from "../../proto/coordination/payloads.ts";
import { parseServers } from "../../proto/coordination/servers.ts";
import { SluiceError } from "../../proto/error.ts";

/** How a server has joined its cluster. */
export interface Joining {
  /** As registered: `host:port`. */
  readonly address: string;
  /** As `canal.zkServers` has them. */
  readonly zookeeper: string;
  /** Asked for, milliseconds. */
  readonly sessionTimeoutMs: number;
  readonly granted: Session | undefined;
}

/** What is not as the settings want it, though the server can lead: CLUSTER_SESSION_LONGER, CLUSTER_ADDRESS_LOOPBACK. */
export function clusterWarnings({ address, zookeeper, sessionTimeoutMs, granted }: Joining): SluiceError[] {
  const warnings: SluiceError[] = [];
  if (granted !== undefined && granted.timeoutMs > sessionTimeoutMs) {
    warnings.push(
      new SluiceError("CLUSTER_SESSION_LONGER", { askedMs: sessionTimeoutMs, grantedMs: granted.timeoutMs }),
    );
  }
  const elsewhere = parseServers(zookeeper).servers.find(({ host }) => !isLoopback(host));
  if (elsewhere !== undefined && isLoopback(parseAddress(address)?.host ?? "")) {
    warnings.push(new SluiceError("CLUSTER_ADDRESS_LOOPBACK", { address, zookeeper: elsewhere.host }));
  }
  return warnings;
}

/** By its text: what a name means to others is not ours to know. */
function isLoopback(host: string): boolean {
  const lower = host.toLowerCase();
  return (
    lower === "localhost" || lower.endsWith(".localhost") || lower === "::1" || /^127(?:\.\d{1,3}){3}$/.test(lower)
  );
}
