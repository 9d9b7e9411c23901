import { decodeVersioned, encodeVersioned } from "./shared-version.ts";

/** A segment of the timeline in ZooKeeper. */
export interface SharedSegment {
  /** `Date.now()` */
  readonly writtenAt: number;
  /** Compressed. */
  readonly bytes: number;
  /** Names of its nodes, in order. */
  readonly parts: readonly string[];
}

/** Data of the parent node: which nodes count. */
export interface SharedHead {
  /** Of the term that wrote it, decimal. */
  readonly epoch: string;
  readonly segments: readonly SharedSegment[];
  /** The timeline is not shared: it is in the files that are named so. */
  readonly writer?: string;
}

export function encodeHead(head: SharedHead): Buffer {
  return encodeVersioned(head);
}

/** Undefined where it is nothing that this version wrote. */
export function decodeHead(data: Buffer): SharedHead | undefined {
  return decodeVersioned<SharedHead>(data, ({ segments }) => Array.isArray(segments));
}
