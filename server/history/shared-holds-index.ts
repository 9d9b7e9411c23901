import { decodeVersioned, encodeVersioned } from "./shared-version.ts";

/** A hold as ZooKeeper lists it. */
export interface ListedHold {
  readonly id: string;
  readonly schema: string;
  readonly table: string;
  /** When it was listed. */
  readonly rows: number;
  /** Nodes of its content: each chunk is a gzip, cut into nodes. Undefined: it is not shared, and in its keeper's files alone. */
  readonly chunks: readonly (readonly string[])[] | undefined;
  /** Whose files have it. */
  readonly keeper: string;
  /** The same as a server's address, for people. */
  readonly address: string;
}

/** Data of the parent node. */
export interface HoldsIndex {
  /** Of the term that wrote it, decimal. */
  readonly epoch: string;
  /** Whose files have all that is listed, but for what has another keeper. */
  readonly writer: string;
  readonly holds: readonly ListedHold[];
}

export function encodeIndex(index: HoldsIndex): Buffer {
  return encodeVersioned(index);
}

/** Undefined where it is nothing that this version wrote. */
export function decodeIndex(data: Buffer): HoldsIndex | undefined {
  return decodeVersioned<HoldsIndex>(data, ({ holds }) => Array.isArray(holds));
}
