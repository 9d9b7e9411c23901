import { lookup } from "node:dns/promises";

export interface SourceAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * Whether two addresses are one server. A Java node writes the name that the reverse look-up of the address gave, so the names themselves say
 * little: what they resolve to is compared. A name that does not resolve is another server's.
 */
export async function isSameAddress(a: SourceAddress, b: SourceAddress): Promise<boolean> {
  if (a.port !== b.port) return false;
  if (a.address.toLowerCase() === b.address.toLowerCase()) return true;
  const [ofA, ofB] = await Promise.all([addressesOf(a.address), addressesOf(b.address)]);
  return ofA.some((address) => ofB.includes(address));
}

async function addressesOf(name: string): Promise<readonly string[]> {
  try {
    const found = await lookup(name, { all: true });
    return found.map(({ address }) => (isLoopback(address) ? "loopback" : address));
  } catch {
    // Not resolvable (any more): then it can't be shown to be the same server, and that is the answer.
    return [];
  }
}

/** The one loopback address in its spellings; others of 127/8 may be other servers. */
function isLoopback(address: string): boolean {
  return address === "::1" || address === "127.0.0.1" || address === "::ffff:127.0.0.1";
}
