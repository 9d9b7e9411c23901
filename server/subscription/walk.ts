import { EntryType, EventType } from "../../proto/entry-type.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { TableFilter } from "../sink/table-filter.ts";
import { ackedOf, isAckable, isCovered, isDdl, positionOf } from "../entry-cursor.ts";
import type { Coverage, SkipCursor } from "../entry-cursor.ts";
import { Tally } from "./tally.ts";

/** A place in the log as one consumer sees it: where it reads next, and what it must remember of what lies before. */
export interface ReadPoint {
  /** Sequence number of the next entry to look at. */
  readonly seq: number;
  /** BEGIN of the transaction that `seq` is in, while the consumer's filter has let nothing of it pass. It goes out with the first row that does. */
  readonly begin: PipelineEntry | undefined;
  /** Number of that BEGIN; undefined also where it is another store's. */
  readonly beginSeq?: number | undefined;
  /** Whether something of that transaction has been delivered (or may have been), so that its END is due. */
  readonly open: boolean;
  /** Cursor to skip by: entries that it covers were acked before a restart. */
  readonly skip: SkipCursor | undefined;
  readonly coverage: Coverage;
}

/**
 * Steps through the log from a point and says which entries the consumer gets. Transactions of which its filter lets no row pass vanish
 * with their BEGIN and END; without a filter everything passes.
 */
export class Walk {
  seq: number;
  /** What became of the entries passed; a BEGIN that is held back is not in it. */
  readonly tally = new Tally();
  #begin: PipelineEntry | undefined;
  #beginSeq: number | undefined;
  #open: boolean;
  #skip: SkipCursor | undefined;
  readonly #filter: TableFilter | undefined;
  readonly #from: Coverage;
  #ackable: PipelineEntry | undefined;
  #ackableSeq = 0;
  #last: PipelineEntry | undefined;
  #lastSeq = 0;

  constructor(from: ReadPoint, filter: TableFilter | undefined) {
    this.seq = from.seq;
    this.#begin = from.begin;
    this.#beginSeq = from.beginSeq;
    this.#open = from.open;
    this.#skip = from.skip;
    this.#from = from.coverage;
    this.#filter = filter;
  }

  /** The BEGIN that is held back, if any. */
  get begin(): PipelineEntry | undefined {
    return this.#begin;
  }

  /** Moves past the entry at `seq`. 0: the consumer does not get it; 1: it does; 2: it does, behind the BEGIN that was held back. */
  step(entry: PipelineEntry): 0 | 1 | 2 {
    this.seq++;
    if (this.#skip !== undefined) {
      if (isCovered(this.#skip, entry)) {
        this.tally.count(entry, "covered");
        return 0;
      }
      this.#skip = undefined;
    }
    if (this.#filter === undefined) {
      // Left over from a filter that was taken off inside the transaction: it goes out with a row of it, or never.
      if (this.#begin !== undefined && entry.entryType !== EntryType.ROWDATA) this.#dropBegin();
      // A filter may be put on inside the transaction: then its END is due.
      this.#open = entry.rows > 0 || (entry.entryType !== EntryType.TRANSACTIONEND && !isDdl(entry));
      this.tally.count(entry, "delivered");
      this.#cover(entry);
      return 1;
    }
    return this.#stepFiltered(entry, this.#filter);
  }

  /** Whether the consumer gets an entry that is neither BEGIN nor END. */
  wants(entry: PipelineEntry): boolean {
    if (entry.entryType === EntryType.TRANSACTIONBEGIN || entry.entryType === EntryType.TRANSACTIONEND) return false;
    if (this.#skip !== undefined && isCovered(this.#skip, entry)) return false;
    return this.#filter === undefined || passes(entry, this.#filter);
  }

  /** Whether `step` would give the consumer something. */
  delivers(entry: PipelineEntry): boolean {
    if (this.#skip !== undefined && isCovered(this.#skip, entry)) return false;
    if (this.#filter === undefined) return true;
    if (entry.entryType === EntryType.TRANSACTIONBEGIN) return false;
    if (entry.entryType === EntryType.TRANSACTIONEND) return this.#open;
    return passes(entry, this.#filter);
  }

  /** Lets the BEGIN that is held back go out alone. */
  takeBegin(): PipelineEntry | undefined {
    const begin = this.#begin;
    if (begin !== undefined) {
      this.#begin = undefined;
      this.#open = true;
      this.tally.count(begin, "delivered");
      this.#cover(begin, this.#beginSeq);
    }
    return begin;
  }

  point(): ReadPoint {
    return {
      seq: this.seq,
      begin: this.#begin,
      beginSeq: this.#begin && this.#beginSeq,
      open: this.#open,
      skip: this.#skip,
      coverage: this.#coverage(),
    };
  }

  #stepFiltered(entry: PipelineEntry, filter: TableFilter): 0 | 1 | 2 {
    if (entry.entryType === EntryType.TRANSACTIONBEGIN) {
      this.#dropBegin();
      this.#begin = entry;
      this.#beginSeq = this.seq - 1;
      this.#open = false;
      return 0;
    }
    if (entry.entryType === EntryType.TRANSACTIONEND) {
      const due = this.#open;
      this.#dropBegin();
      this.#open = false;
      if (due) this.tally.count(entry, "delivered");
      else this.tally.count(entry, "filtered");
      this.#cover(entry);
      return due ? 1 : 0;
    }
    // DDL ends whatever was open before it and opens nothing.
    const ddl = isDdl(entry);
    if (!passes(entry, filter)) {
      // A cursor must not move into a transaction of which nothing is delivered yet: after a restart its BEGIN and END would be misjudged.
      this.tally.count(entry, "filtered");
      if (this.#begin === undefined && (this.#open || ddl)) this.#cover(entry);
      return 0;
    }
    const held = this.takeBegin() !== undefined;
    if (!ddl) this.#open = true;
    this.tally.count(entry, "delivered");
    this.#cover(entry);
    return held ? 2 : 1;
  }

  #dropBegin(): void {
    if (this.#begin !== undefined) this.tally.count(this.#begin, "filtered");
    this.#begin = undefined;
  }

  #cover(entry: PipelineEntry, seq = this.seq - 1): void {
    this.#last = entry;
    this.#lastSeq = seq;
    if (!isAckable(entry)) return;
    this.#ackable = entry;
    this.#ackableSeq = seq;
  }

  #coverage(): Coverage {
    if (this.#last === undefined) return this.#from;
    return {
      position: this.#ackable === undefined ? this.#from.position : positionOf(this.#ackable),
      acked: ackedOf(this.#last),
      positionSeq: this.#ackable === undefined ? this.#from.positionSeq : this.#ackableSeq,
      ackedSeq: this.#lastSeq,
    };
  }
}

/**
 * Whether a consumer's filter lets an entry pass. As on Canal's server (canal-protocol 4.6), names are asked of row changes and DDL only:
 * QUERY entries and statement-format DML pass, a RENAME passes when either name does.
 */
function passes(entry: PipelineEntry, filter: TableFilter): boolean {
  const { eventType, table, renamedFrom } = entry;
  if (!NAMED.has(eventType) || (DML.has(eventType) && entry.rows === 0) || filter.accepts(table)) return true;
  return eventType === EventType.RENAME && (renamedFrom === undefined || filter.accepts(renamedFrom));
}

const DML = new Set<number>([EventType.INSERT, EventType.UPDATE, EventType.DELETE]);

/** Event types of which a filter asks the name. */
const NAMED = new Set<number>([
  ...DML,
  EventType.CREATE,
  EventType.ALTER,
  EventType.ERASE,
  EventType.TRUNCATE,
  EventType.RENAME,
  EventType.CINDEX,
  EventType.DINDEX,
]);
