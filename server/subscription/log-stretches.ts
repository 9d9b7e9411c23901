import { SluiceError } from "../../proto/error.ts";
import { compareEntries, compareOffsets } from "../../proto/position.ts";
import type { AckedEntry, Cursor } from "../../proto/position.ts";
import { isSameSource } from "../entry-cursor.ts";
import type { HeldStretch, LogStore } from "../store/log-store.ts";
import type { LogOrigin } from "./log-origin.ts";

type Source = Cursor["sourceAddress"];

interface StretchChoice {
  /** Undefined: the log has nothing of that server. */
  readonly stretch: HeldStretch | undefined;
  /** CURSOR_PLACE_AMBIGUOUS, where it could not be told and the older one was taken. */
  readonly doubt?: SluiceError;
}

/** The numbers that a place has in a log: none, one, or one in each stretch of the server's log that has it. */
interface StretchOf {
  readonly stretch: HeldStretch;
  readonly seq: number;
}

/**
 * A server that has begun its log anew has the same files and offsets once more: which of the stretches that the log holds of it a place is of. Where
 * that can't be told the older one is taken: what was had comes again, and nothing is passed over.
 */
export class LogStretches {
  readonly #log: LogStore;
  readonly #origin: LogOrigin;

  constructor(log: LogStore, origin: LogOrigin) {
    this.#log = log;
    this.#origin = origin;
  }

  /** Of a cursor that has no number by which it is known. */
  async of({ position, acked }: Cursor, source: Source): Promise<StretchChoice> {
    const held = this.#log.stretchesOf(source);
    const [oldest] = held;
    if (oldest === undefined || held.length === 1) return { stretch: oldest };
    const having: HeldStretch[] = [];
    for (const stretch of held) if (await this.#has(stretch, position)) having.push(stretch);
    const [has, other] = having;
    if (has !== undefined)
      return other === undefined ? { stretch: has } : { stretch: has, doubt: doubtOf(position, held) };
    if (acked === undefined && oldest.first === 1 && this.#isOrigin({ position, acked, sourceAddress: source })) {
      return { stretch: oldest };
    }
    return await this.#byTime(position, held);
  }

  /** Whether one of them has that very place. */
  async hasPlace({ position }: Cursor, source: Source): Promise<boolean> {
    for (const stretch of this.#log.stretchesOf(source)) if (await this.#has(stretch, position)) return true;
    return false;
  }

  /**
   * Of a place that a person gives, without a time; undefined where the log has nothing of that server. Throws CURSOR_PLACE_AMBIGUOUS where what the server
   * had before it began its log anew has it, and what came after too.
   */
  async at(place: AckedEntry, source: Source): Promise<HeldStretch | undefined> {
    const held = this.#log.stretchesOf(source);
    if (held.length < 2) return held[0];
    const reaching: StretchOf[] = [];
    const covering: StretchOf[] = [];
    for (const stretch of held) {
      const { first, last } = await this.#ends(stretch);
      if (last !== undefined && compareOffsets(place, last) > 0) continue;
      const seq = (await this.#log.seekPosition(place, source, stretch.stretch)) ?? stretch.first;
      reaching.push({ stretch, seq });
      if (first === undefined || compareOffsets(first, place) <= 0) covering.push({ stretch, seq });
    }
    const [covers, more] = covering;
    if (more !== undefined) throw ambiguous(place, covering);
    if (covers !== undefined) return covers.stretch;
    const [reaches, another] = reaching;
    if (another !== undefined && (await this.#areRenumbered(reaching))) throw ambiguous(place, reaching);
    return reaches?.stretch ?? held.at(-1);
  }

  /** Whether a later stretch of the same server goes back behind its end: what lies before its begin, the server can't say any more. */
  async isRenumbered(stretch: HeldStretch, source: Source): Promise<boolean> {
    const later = this.#log.stretchesOf(source).filter((one) => one.first > stretch.first);
    const stretches = [stretch, ...later].map((one) => ({ stretch: one, seq: one.first }));
    return await this.#areRenumbered(stretches);
  }

  async #areRenumbered(stretches: readonly StretchOf[]): Promise<boolean> {
    for (const [at, { stretch }] of stretches.entries()) {
      const next = stretches[at + 1];
      if (next === undefined) break;
      const { last } = await this.#ends(stretch);
      const { first } = await this.#ends(next.stretch);
      if (last === undefined || first === undefined || compareEntries(last, first) >= 0) return true;
    }
    return false;
  }

  /** Files and offsets come again, and the second with them does not. */
  async #has({ stretch, first, next }: HeldStretch, position: Cursor["position"]): Promise<boolean> {
    const { journalName, timestamp, serverId } = position;
    if (timestamp === 0) return false;
    const seq = await this.#log.seekPosition({ journalName, position: position.position }, undefined, stretch);
    const found = seq === undefined || seq < first || seq >= next ? undefined : (await this.#log.placeOf(seq))?.last;
    if (found === undefined || compareOffsets(found, position) !== 0) return false;
    return found.timestamp === timestamp && (serverId === 0 || found.serverId === serverId);
  }

  #isOrigin(cursor: Cursor): boolean {
    const { origin } = this.#origin;
    return (
      origin !== undefined && isSameSource(origin, cursor) && compareOffsets(origin.position, cursor.position) === 0
    );
  }

  /** Of one that is newer than all that a stretch has, and than the begin of the next. */
  async #byTime(position: Cursor["position"], held: readonly HeldStretch[]): Promise<StretchChoice> {
    const { timestamp } = position;
    for (const [at, stretch] of held.entries()) {
      const next = held[at + 1];
      if (next === undefined) return { stretch };
      const began = (await this.#ends(next)).first?.timestamp;
      if (began !== undefined && timestamp > stretch.newest && timestamp > began) continue;
      const isOlder = began !== undefined && timestamp !== 0 && timestamp < began;
      return isOlder ? { stretch } : { stretch, doubt: doubtOf(position, held.slice(at)) };
    }
    return { stretch: undefined };
  }

  async #ends({ first, next }: HeldStretch) {
    const [begin, end] = [await this.#log.placeOf(first), await this.#log.placeOf(next - 1)];
    return { first: begin?.last, last: end?.last };
  }
}

/** `began`: the first number of each stretch. */
function doubtOf(place: Pick<AckedEntry, "journalName" | "position">, held: readonly HeldStretch[]): SluiceError {
  const { journalName, position } = place;
  return new SluiceError("CURSOR_PLACE_AMBIGUOUS", {
    journalName,
    position,
    began: numbersOf(held.map((one) => one.first)),
  });
}

function ambiguous(place: AckedEntry, found: readonly StretchOf[]): SluiceError {
  const { journalName, position } = place;
  return new SluiceError("CURSOR_PLACE_AMBIGUOUS", {
    journalName,
    position,
    numbers: numbersOf(found.map(({ seq }) => seq)),
  });
}

function numbersOf(seqs: readonly number[]): string {
  return seqs.join(" and ");
}
