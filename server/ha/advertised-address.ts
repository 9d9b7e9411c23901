import { networkInterfaces } from "node:os";
import { formatAddress } from "../../proto/coordination/payloads.ts";
import { SluiceError } from "../../proto/error.ts";

/** What a server is registered as: `host`, else the host's first address that others can reach, IPv4 before IPv6. Errors: CLUSTER_NO_ADDRESS. */
export function advertisedAddress(host: string | undefined, port: number): string {
  const own = host ?? firstAddress();
  if (own === undefined) throw new SluiceError("CLUSTER_NO_ADDRESS");
  return formatAddress({ host: own, port });
}

function firstAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const reachable = all.filter(({ internal, address }) => !internal && !address.startsWith("fe80:"));
  return (reachable.find(({ family }) => family === "IPv4") ?? reachable[0])?.address;
}
