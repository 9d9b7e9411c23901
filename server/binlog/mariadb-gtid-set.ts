import { BinlogError } from "./error.ts";

const GTID = /^(\d{1,10})-(\d{1,10})-(\d{1,20})$/u;
const MAX_U32 = 0xffff_ffff;
const MAX_U64 = 0xffff_ffff_ffff_ffffn;

interface Place {
  readonly server: number;
  readonly sequence: bigint;
}

/** MariaDB's position: the last GTID of each domain, `0-1-100,1-5-7` by domain. Mutable; `clone` for a snapshot. */
export class MariadbGtidSet {
  readonly #domains = new Map<number, Place>();
  #text: string | undefined;

  /** A comma list; spaces and empty items are allowed. Of several of one domain (GTID_LIST has them) the last counts. */
  static parse(text: string): MariadbGtidSet {
    const set = new MariadbGtidSet();
    let offset = 0;
    for (const item of text.split(",")) {
      const gtid = item.trim();
      if (gtid !== "") set.#put(gtid, offset);
      offset += item.length + 1;
    }
    return set;
  }

  get isEmpty(): boolean {
    return this.#domains.size === 0;
  }

  /** The domain is now at this GTID, whatever it was at before. */
  add(gtid: string): void {
    this.#put(gtid, 0);
  }

  /** Whether the position is at or behind this GTID, judged by its domain's sequence number. */
  has(gtid: string): boolean {
    const { domain, sequence } = split(gtid, 0);
    const own = this.#domains.get(domain);
    return own !== undefined && own.sequence >= sequence;
  }

  /** Whether every domain of the other is here, at the same place or further. */
  contains(other: MariadbGtidSet): boolean {
    for (const [domain, { sequence }] of other.#domains) {
      const own = this.#domains.get(domain);
      if (own === undefined || own.sequence < sequence) return false;
    }
    return true;
  }

  clone(): MariadbGtidSet {
    const copy = new MariadbGtidSet();
    for (const [domain, place] of this.#domains) copy.#domains.set(domain, place);
    return copy;
  }

  toString(): string {
    this.#text ??= [...this.#domains]
      .toSorted(([a], [b]) => a - b)
      .map(([domain, { server, sequence }]) => `${domain}-${server}-${sequence}`)
      .join(",");
    return this.#text;
  }

  #put(gtid: string, offset: number): void {
    const { domain, server, sequence } = split(gtid, offset);
    this.#domains.set(domain, { server, sequence });
    this.#text = undefined;
  }
}

function split(gtid: string, offset: number): Place & { readonly domain: number } {
  const match = GTID.exec(gtid);
  const domain = Number(match?.[1]);
  const server = Number(match?.[2]);
  const sequence = BigInt(match?.[3] ?? -1);
  if (match === null || domain > MAX_U32 || server > MAX_U32 || sequence > MAX_U64) {
    throw new BinlogError(
      "BINLOG_BAD_GTID_SET",
      offset,
      `${JSON.stringify(gtid.slice(0, 60))} is no domain-server-sequence`,
    );
  }
  return { domain, server, sequence };
}
