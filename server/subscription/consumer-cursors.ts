import { SluiceError } from "../../proto/error.ts";
import type { AckedEntry, Cursor } from "../../proto/position.ts";
import type { LogWiring } from "./log-wiring.ts";
import type { ConsumerId } from "../meta/consumer-id.ts";
import type { MetaManager } from "../meta/meta-manager.ts";
import type { StorePlaces } from "./places.ts";
import type { Coverage } from "../entry-cursor.ts";
import { isSameSource, newestOf, oldestOf } from "../entry-cursor.ts";

interface ConsumerCursorsOptions {
  readonly meta: MetaManager;
  readonly places: StorePlaces;
  /** Address of the source that is followed now. */
  readonly sourceAddress: () => Cursor["sourceAddress"];
  readonly log?: LogWiring;
  /** The consumer reads the source again: its entries have numbers of their own. */
  readonly isReread: (consumer: ConsumerId) => boolean;
}

/** The cursors of a destination's consumers: the first one, what each ack makes of them, the oldest and the newest. */
export class ConsumerCursors {
  readonly #options: ConsumerCursorsOptions;

  constructor(options: ConsumerCursorsOptions) {
    this.#options = options;
  }

  /** Where the source must begin so that no registered consumer misses anything; undefined when no cursor is known. */
  get oldest(): Cursor | undefined {
    return oldestOf(this.#all);
  }

  /** The last entry that any consumer of the source that is followed now has acked. */
  get newestAcked(): AckedEntry | undefined {
    return newestOf(this.#all, { sourceAddress: this.#options.sourceAddress() });
  }

  get #all(): readonly Cursor[] {
    const { meta } = this.#options;
    return meta.clients().flatMap((client) => meta.cursor(client) ?? []);
  }

  /** Gives a consumer without a cursor the place before everything that is held, or behind it (`latest`). */
  async anchor(consumer: ConsumerId, latest = false): Promise<void> {
    const { log: wiring, places, meta } = this.#options;
    const cursor = latest ? await wiring?.places.cursorAt(wiring.log.next) : undefined;
    const place = cursor ?? (await places.anchor());
    if (place !== undefined) await meta.updateCursor(consumer, { acked: undefined, ...place });
  }

  async commit(consumer: ConsumerId, { position, acked, positionSeq, ackedSeq }: Coverage): Promise<void> {
    const { meta, places, log } = this.#options;
    const saved = meta.cursor(consumer);
    // Read again, it has numbers of its own; all of it is of the cursor's server.
    const isReread = this.#options.isReread(consumer);
    const sourceOf = (seq: number | undefined) => places.sourceOf(isReread ? undefined : seq, saved);
    const own = position === undefined ? undefined : { sourceAddress: sourceOf(positionSeq), position };
    const place = own ?? saved ?? places.place();
    if (place === undefined) throw new SluiceError("INTERNAL_BUG", { broken: "an ack without any entry" });
    // The last acked entry says something beside a position of the same log only.
    const comparable = isSameSource(place, { sourceAddress: sourceOf(ackedSeq) });
    const seq = log === undefined || isReread ? undefined : ackedSeq;
    const { sourceAddress } = place;
    await meta.updateCursor(consumer, {
      sourceAddress,
      position: place.position,
      acked:
        comparable && acked !== undefined && seq !== undefined ? { ...acked, seq } : comparable ? acked : undefined,
    });
  }
}
