import { SluiceError } from "../../proto/error.ts";
import type { AccountBeginning, AccountPlace, EndedAccount, FilterStretch, KeptAccount } from "./consumer-account.ts";
import { durableFile, errnoOf } from "../meta/durable-file.ts";
import { type TableBook, TableCounts } from "./table-book.ts";

/** One consumer's account as it was at a place of its own. */
export interface SavedAccount {
  /** Of `consumerKey`. */
  readonly key: string;
  /** Undefined: there was none. */
  readonly kept: KeptAccount | undefined;
  readonly filters: readonly FilterStretch[];
  readonly ended: readonly EndedAccount[];
}

/** What the log has before a number, by table. */
export interface CountedUpTo {
  readonly seq: number;
  readonly counts: TableCounts;
}

export interface SavedAccounts {
  readonly stored: CountedUpTo;
  /** Where the log begins, if a consumer's place is before that. */
  readonly edge: CountedUpTo | undefined;
  readonly accounts: readonly SavedAccount[];
}

type Json = Readonly<Record<string, unknown>>;

/** The text of `accounts.dat`. */
export function formatAccounts({ stored, edge, accounts }: SavedAccounts, book: TableBook): string {
  return JSON.stringify({
    tables: book.names.map(({ schema, table }) => [schema, table]),
    stored: upToToJson(stored),
    ...(edge === undefined ? {} : { edge: upToToJson(edge) }),
    accounts: accounts.map(({ key, kept, filters, ended }) => ({
      key,
      ...(kept === undefined ? {} : { kept: keptToJson(kept) }),
      filters,
      ended,
    })),
  });
}

/** Reads it again, into a book that has no tables yet. Throws META_CORRUPT. */
function parseAccounts(text: string, book: TableBook): SavedAccounts {
  try {
    const { tables, stored, edge, accounts } = JSON.parse(text) as Json;
    const numbers = (tables as readonly (readonly [string, string])[]).map(([schema, table]) =>
      book.of({ schema, table }),
    );
    return {
      stored: upToFrom(stored, numbers),
      edge: edge === undefined ? undefined : upToFrom(edge, numbers),
      accounts: (accounts as readonly Json[]).map(({ key, kept, filters, ended }) => ({
        key: String(key),
        kept: kept === undefined ? undefined : keptFrom(kept as Json, numbers),
        filters: filters as readonly FilterStretch[],
        ended: ended as readonly EndedAccount[],
      })),
    };
  } catch (cause) {
    throw new SluiceError("META_CORRUPT", { expected: "accounts of consumers", bytes: text.length }, { cause });
  }
}

/** Undefined: there is no file. Errors: META_CORRUPT, META_READ_FAILED. */
export async function readAccounts(path: string, book: TableBook): Promise<SavedAccounts | undefined> {
  let bytes: Buffer | undefined;
  try {
    bytes = await durableFile(path).read();
  } catch (cause) {
    throw new SluiceError("META_READ_FAILED", { path, errno: errnoOf(cause) }, { cause });
  }
  return bytes === undefined ? undefined : parseAccounts(bytes.toString(), book);
}

function keptToJson({ beginning, base, place, delivered, filtered, lost, ahead }: KeptAccount) {
  return {
    beginning,
    place,
    ...(base === undefined ? {} : { base: countsToJson(base) }),
    delivered: countsToJson(delivered),
    filtered: countsToJson(filtered),
    lost: countsToJson(lost),
    ahead: countsToJson(ahead),
  };
}

function keptFrom(json: Json, numbers: readonly number[]): KeptAccount {
  const beginning = json["beginning"] as AccountBeginning;
  const { seq, beginSeq, isHeld, open } = json["place"] as AccountPlace;
  const [delivered, filtered, lost] = [json["delivered"], json["filtered"], json["lost"]].map((one) =>
    countsFrom(one, numbers),
  ) as [TableCounts, TableCounts, TableCounts];
  let counted = isHeld ? 1 : 0;
  for (const { total } of [delivered, filtered, lost]) counted += total.events;
  if (seq - beginning.from !== counted) {
    throw new SluiceError("META_CORRUPT", { from: beginning.from, place: seq, counted });
  }
  const base = json["base"] === undefined ? undefined : countsFrom(json["base"], numbers);
  const ahead = countsFrom(json["ahead"] ?? [], numbers);
  return { beginning, place: { seq, beginSeq, isHeld, open }, base, delivered, filtered, lost, ahead };
}

function upToToJson({ seq, counts }: CountedUpTo) {
  return { seq, counts: countsToJson(counts) };
}

function upToFrom(value: unknown, numbers: readonly number[]): CountedUpTo {
  const { seq, counts } = value as Json;
  return { seq: whole(seq), counts: countsFrom(counts, numbers) };
}

/** Number of the table, entries, rows; and the next one. */
function countsToJson(counts: TableCounts): number[] {
  const flat: number[] = [];
  for (let number = 0; number < counts.size; number++) {
    const { events, rows } = counts.at(number);
    if (events !== 0 || rows !== 0) flat.push(number, events, rows);
  }
  return flat;
}

function countsFrom(value: unknown, numbers: readonly number[]): TableCounts {
  const flat = (value as readonly unknown[]).map(whole);
  const counts = new TableCounts();
  for (let at = 0; at + 2 < flat.length; at += 3) {
    const number = numbers[flat[at] as number];
    if (number === undefined) throw new SluiceError("META_CORRUPT", { table: flat[at] });
    counts.add(number, flat[at + 1] as number, flat[at + 2] as number);
  }
  return counts;
}

function whole(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new SluiceError("META_CORRUPT", { expected: "a whole number" });
}
