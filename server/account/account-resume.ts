import { EntryType } from "../../proto/entry-type.ts";
import type { AckedEntry } from "../../proto/position.ts";
import type { SavedAccount } from "./account-file.ts";
import { eachEntry, walkedIn } from "./account-recount.ts";
import type { KeptAccount } from "./consumer-account.ts";
import type { EventStore } from "../store/event-store.ts";
import type { ReadPoint } from "../subscription/walk.ts";
import { type TableBook, TableCounts } from "./table-book.ts";

type At = Pick<ReadPoint, "seq" | "open">;

/**
 * The account as it was when its consumer had acked up to `to`: what lies between that and the place where it was saved is read again from the store, and sorted
 * by the filters that were in force. Undefined where the store does not have all of it.
 */
export async function movedTo(
  { kept, filters }: SavedAccount,
  to: At,
  store: EventStore,
  book: TableBook,
): Promise<KeptAccount | undefined> {
  if (kept === undefined) return undefined;
  const delivered = kept.delivered.copy();
  const filtered = kept.filtered.copy();
  const take = async (from: At, until: number, sign: 1 | -1, endsHeld = false): Promise<boolean> => {
    const tally = await walkedIn(store, from, until, filters, endsHeld);
    tally?.each((table, fate, events, rows) => {
      (fate === "filtered" ? filtered : delivered).add(book.of(table), sign * events, sign * rows);
    });
    return tally !== undefined;
  };
  const { seq, beginSeq, isHeld } = kept.place;
  if (Math.min(seq, beginSeq ?? seq, to.seq) < store.first || Math.max(seq, to.seq) > store.next) return undefined;
  let isAll: boolean;
  if (isHeld && beginSeq === undefined) return undefined;
  const isBefore = to.seq < seq && !(isHeld && beginSeq !== undefined && beginSeq < to.seq);
  if (isBefore) isAll = await take(await asItWas(to, store), seq, -1, isHeld);
  else if (!isHeld || beginSeq === undefined) isAll = await take(kept.place, to.seq, 1);
  else {
    // Back to the BEGIN that was held, and on from there: it may have gone out alone since, though what lies behind it was passed over.
    const begin = { seq: beginSeq, open: false };
    isAll = (await take(begin, seq, -1, true)) && (await take(begin, to.seq, 1));
  }
  const place = { seq: to.seq, beginSeq: undefined, isHeld: false, open: to.open };
  return isAll ? { ...kept, delivered, filtered, place, ahead: new TableCounts() } : undefined;
}

/** The account as it was at the cursor that it was saved with: what its consumer has passed over since is undone. Undefined: that is another cursor. */
export function backAt(kept: KeptAccount, acked: AckedEntry | undefined): KeptAccount | undefined {
  const { place, ahead, filtered } = kept;
  const seq = place.seq - ahead.total.events - (place.isHeld ? 1 : 0);
  if (acked?.seq !== seq - 1) return undefined;
  return {
    ...kept,
    filtered: filtered.copy().addAll(ahead, -1),
    place: { seq, beginSeq: undefined, isHeld: false, open: place.open },
    ahead: new TableCounts(),
  };
}

/** A cursor behind a BEGIN is that of one that had the BEGIN; after a restart it does not tell. */
async function asItWas(at: At, store: EventStore): Promise<At> {
  let { open } = at;
  if (at.seq > store.first) {
    await eachEntry(store, at.seq - 1, at.seq, ({ entryType }) => {
      open ||= entryType === EntryType.TRANSACTIONBEGIN;
    });
  }
  return { seq: at.seq, open };
}
