import { compareOffsets } from "../../proto/position.ts";
import type { BinlogEvent } from "../binlog/event.ts";
import { GtidSet } from "../binlog/gtid-set.ts";
import type { Logger } from "../logger.ts";
import type { BinlogSource } from "../source/binlog-source.ts";
import type { LogPlace } from "./group-tracker.ts";
import { asRefusal } from "./source-refusal.ts";

/** A place in the log and everything executed up to it, as the source told it. */
export interface KnownSet extends LogPlace {
  readonly gtidSet: string;
}

/**
 * What of a MySQL log was handed on, as a GTID set, while the log is read by file and offset: so that a fail-over goes on exactly though
 * nobody asked for GTID mode, and entries and cursors stay what they are outside it.
 *
 * The set before the first event is not known. It becomes known when reading passes a place of which the source said the set: the head of
 * a file (PREVIOUS_GTIDS), or where the log ended when reading began. What was read since then is added.
 */
export class ExecutedSet {
  readonly #set = new GtidSet();
  #known: KnownSet | undefined;
  #complete = false;
  #pending = "";
  /** A transaction without a GTID was read: no set says whether it was. */
  #anonymous = false;

  /** Everything executed so far, groups that are over only; undefined while that is not known. */
  get text(): string | undefined {
    return this.#complete && !this.#anonymous ? this.#set.toString() : undefined;
  }

  /** Begins with a set that is known. */
  static of(gtidSet: string): ExecutedSet {
    const set = new ExecutedSet();
    set.#set.union(GtidSet.parse(gtidSet));
    set.#complete = true;
    return set;
  }

  /** Reading begins at `place` (again: an open group is forgotten). `known` lies there, or ahead. */
  begin(place: LogPlace, known: KnownSet | undefined): void {
    this.#pending = "";
    if (this.#complete || known === undefined) return;
    this.#known = known;
    this.#pass(place);
  }

  observe(event: BinlogEvent): void {
    if (event.kind === "gtid") {
      this.#pending = event.gtid;
      if (event.gtid === "") this.#anonymous = true;
    } else if (event.kind === "gtid-list" && event.flavor === "mysql" && !event.header.artificial) {
      this.#set.union(GtidSet.parse(event.gtidSet));
      this.#complete = true;
    }
  }

  /** The group is over, and everything of it was handed on, or waits to be with nothing that could fail in between. */
  end(place: LogPlace): void {
    if (this.#pending !== "") this.#set.add(this.#pending);
    this.#pending = "";
    if (!this.#complete) this.#pass(place);
  }

  #pass(place: LogPlace): void {
    const known = this.#known;
    if (known === undefined || place.journalName === "" || compareOffsets(place, known) < 0) return;
    this.#set.union(GtidSet.parse(known.gtidSet));
    this.#known = undefined;
    this.#complete = true;
  }
}

/** Where the log ends now, with its set; undefined when the source doesn't tell. */
export async function knownSet(
  { source, logger }: { readonly source: BinlogSource; readonly logger: Logger },
  signal: AbortSignal,
): Promise<KnownSet | undefined> {
  try {
    const { journalName, position, gtid: gtidSet } = await source.currentPosition(signal);
    return { journalName, position, gtidSet };
  } catch (error) {
    // Reading by file and offset needs no answer to this.
    const { code } = asRefusal(error);
    logger.debug({ code }, "the source doesn't tell its executed GTID set");
    return undefined;
  }
}

/** The set to go on by on the server that answers now; undefined where none is known, or that server never had anything of it: a stranger. */
export async function sharedSet(
  executed: ExecutedSet | undefined,
  options: { readonly source: BinlogSource; readonly logger: Logger },
  signal: AbortSignal,
): Promise<string | undefined> {
  const text = executed?.text;
  const theirs = text === undefined ? undefined : (await knownSet(options, signal))?.gtidSet;
  if (text === undefined || theirs === undefined) return undefined;
  const known = new Set(
    GtidSet.parse(theirs)
      .sources()
      .map(({ uuid }) => uuid),
  );
  return GtidSet.parse(text)
    .sources()
    .some(({ uuid }) => known.has(uuid))
    ? text
    : undefined;
}
