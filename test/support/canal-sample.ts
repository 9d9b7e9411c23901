import { readFileSync } from "node:fs";
import { join } from "node:path";
import { entryMessages } from "../../proto/protobuf.ts";

/** Folder of what a running Java Canal gave for whole workloads. */
const FOLDER = join(import.meta.dirname, "../data/canal");

export type Plain = { readonly [key: string]: Plain } | readonly Plain[] | string | number | boolean;

export interface CanalSample {
  readonly name: string;
  readonly log: Uint8Array;
  readonly journalName: string;
  /** End of the last event that Canal was given. */
  readonly end: number;
  /** Offsets at which Canal stood still and had to be moved on by hand. */
  readonly stalls: readonly number[];
  /** The bytes of each `Entry`, in order. */
  readonly entries: readonly Uint8Array[];
}

export function readCanalSample(name: string): CanalSample {
  const { last, stalls } = JSON.parse(readFileSync(join(FOLDER, `${name}.stalls.json`), "utf8")) as {
    last: [string, number];
    stalls: { at: [string, number] }[];
  };
  const [journalName, end] = last;
  return {
    name,
    log: readFileSync(join(FOLDER, `${name}.binlog`)),
    journalName,
    end,
    stalls: stalls.map(({ at }) => at[1]),
    entries: splitByVarint(readFileSync(join(FOLDER, `${name}.entries.bin`))),
  };
}

function splitByVarint(bytes: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    entries.push(bytes.subarray(at, at + length));
    at += length;
  }
  return entries;
}

/** An `Entry` with its store value taken apart: only fields that are on the wire, enums by name, 64-bit integers as text. */
export function plainEntry(bytes: Uint8Array): Record<string, Plain> {
  const entry = entryMessages.Entry.decode(bytes);
  const { storeValue: _, ...rest } = plain(entryMessages.Entry, entry);
  const { TransactionBegin, TransactionEnd, RowChange } = entryMessages;
  const value = entry.storeValue ?? new Uint8Array(0);
  if (rest["entryType"] === "TRANSACTIONBEGIN") {
    return { ...rest, transactionBegin: plain(TransactionBegin, TransactionBegin.decode(value)) };
  }
  if (rest["entryType"] === "TRANSACTIONEND") {
    return { ...rest, transactionEnd: plain(TransactionEnd, TransactionEnd.decode(value)) };
  }
  return { ...rest, rowChange: plain(RowChange, RowChange.decode(value)) };
}

function plain<M>(type: { toObject(message: M, options: object): object }, message: M): Record<string, Plain> {
  return type.toObject(message, { longs: String, enums: String, bytes: String }) as Record<string, Plain>;
}
