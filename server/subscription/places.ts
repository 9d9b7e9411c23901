import type { BinlogPosition, Cursor } from "../../proto/position.ts";
import type { EventStore } from "../store/event-store.ts";
import { isAckable, isSameSource, positionOf } from "../entry-cursor.ts";

export type Place = Pick<Cursor, "sourceAddress" | "position">;

/** Which server's log the entries of a store are of, and where a reader would begin so that nothing held is missed. */
export class StorePlaces {
  readonly #store: EventStore;
  readonly #followed: () => Cursor["sourceAddress"];
  /** Whose entries are held, by the first sequence number: after a fail-over the store holds those of two servers. */
  readonly #sources: { readonly from: number; readonly sourceAddress: Cursor["sourceAddress"] }[] = [];
  /** Last place at or before the oldest held entry where a reader can begin: the cursor of a consumer that has none yet. */
  #floor: Place | undefined;
  /** Whether the source reads again from a saved cursor, so that entries can be compared with cursors. */
  #resumed = false;

  constructor(store: EventStore, followed: () => Cursor["sourceAddress"]) {
    this.#store = store;
    this.#followed = followed;
  }

  /** The source begins at that place. */
  async begin({ position, resumed }: { readonly position: BinlogPosition; readonly resumed: boolean }): Promise<void> {
    this.#resumed = resumed;
    const sourceAddress = this.#followed();
    const last = this.#sources.at(-1);
    if (last === undefined || !isSameSource(last, { sourceAddress })) {
      this.#sources.push({ from: this.#store.next, sourceAddress });
    }
    this.#floor ??= { sourceAddress, position };
    await this.begun({ sourceAddress, position });
  }

  /** For stores that outlive the process. */
  protected begun(_place: Place): Promise<void> {
    return Promise.resolve();
  }

  /** Whether a cursor can be compared with the entries that come: a log of another server has other files and offsets. */
  speaksOf(cursor: Cursor): boolean {
    return this.#resumed && isSameSource(cursor, { sourceAddress: this.#followed() });
  }

  sourceOf(seq: number | undefined, saved: Cursor | undefined): Cursor["sourceAddress"] {
    if (seq === undefined && saved !== undefined) return saved.sourceAddress;
    const source = this.#sources.findLast(({ from }) => seq !== undefined && from <= seq);
    return source?.sourceAddress ?? this.#followed();
  }

  /** Where to begin so that nothing held is missed. A set that names the first held entry's transaction as done would be wrong there. */
  place(): Place | undefined {
    if (this.#floor !== undefined) return this.#floor;
    const { first } = this.#store;
    const oldest = this.#store.at(first);
    if (oldest === undefined) return undefined;
    return { sourceAddress: this.sourceOf(first, undefined), position: { ...positionOf(oldest), gtid: "" } };
  }

  /** The place before everything that is held; undefined when nothing was read yet. */
  anchor(): Promise<Place | undefined> {
    return Promise.resolve(this.place());
  }

  /** The last place at or before an entry at which a reader can begin, among those held. */
  ackableBefore(seq: number): Place | undefined {
    for (let at = Math.min(seq, this.#store.next - 1); at >= this.#store.first; at--) {
      const entry = this.#store.at(at);
      if (entry === undefined || !isAckable(entry)) continue;
      return { sourceAddress: this.sourceOf(at, undefined), position: positionOf(entry) };
    }
    return undefined;
  }

  /** To be told before entries up to a number go. */
  leave(seq: number): void {
    this.#floor = this.ackableBefore(seq) ?? this.#floor;
  }
}
