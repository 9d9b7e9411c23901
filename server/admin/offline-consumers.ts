import type { AccountKeeper } from "../account/account-keeper.ts";
import type { InstanceConfig } from "../../conf/config.ts";
import { SluiceError } from "../../proto/error.ts";
import type { BinlogPosition, Cursor } from "../../proto/position.ts";
import type { ConsumersAdmin, ConsumerLimits, CursorMove, CursorTarget } from "../subscription/consumers-admin.ts";
import type { LogPlaces } from "../subscription/log-places.ts";
import { consumerKey } from "../meta/consumer-id.ts";
import type { ConsumerId } from "../meta/consumer-id.ts";
import type { MetaManager } from "../meta/meta-manager.ts";
import { OLDEST } from "../parser/start-position.ts";

const NOWHERE: BinlogPosition = { journalName: "", position: 0, timestamp: 0, serverId: 0, gtid: "" };

/**
 * The consumers of a stopped destination. With a log places are looked for in that. Without one cursors say where in the source's own log the
 * next start begins, so they take places of that alone; whether the source still has them it will say at the start.
 */
export class OfflineConsumers implements ConsumersAdmin {
  readonly #config: InstanceConfig;
  readonly #meta: MetaManager;
  readonly #accounts: Pick<AccountKeeper, "end" | "forget">;
  readonly #places: Pick<LogPlaces, "find"> | undefined;

  /** `meta` and `accounts` are loaded. */
  constructor(
    config: InstanceConfig,
    meta: MetaManager,
    accounts: Pick<AccountKeeper, "end" | "forget">,
    places: Pick<LogPlaces, "find"> | undefined,
  ) {
    this.#config = config;
    this.#meta = meta;
    this.#accounts = accounts;
    this.#places = places;
  }

  async moveCursor(
    consumer: ConsumerId,
    target: CursorTarget,
    { dryRun }: { readonly dryRun: boolean },
  ): Promise<CursorMove> {
    this.#assertKnown(consumer);
    const from = this.#meta.cursor(consumer);
    if (this.#places !== undefined) {
      const { point, cursor, why } = await this.#places.find(target);
      if (!dryRun) {
        await this.#accounts.end(consumer, `its cursor was moved: ${why}`);
        await this.#meta.updateCursor(consumer, cursor);
      }
      return { consumer, from, to: cursor, fromSeq: undefined, toSeq: point?.seq, why, dryRun };
    }
    const { host, port } = this.#config.source;
    const { why, ...place } = this.#placeOf(target);
    const to = { sourceAddress: from?.sourceAddress ?? { address: host, port }, ...place };
    if (!dryRun) await this.#meta.updateCursor(consumer, to);
    return { consumer, from, to, fromSeq: undefined, toSeq: undefined, why, dryRun };
  }

  pause(consumer: ConsumerId): Promise<void> {
    return this.#set(consumer, { paused: true });
  }

  resume(consumer: ConsumerId): Promise<void> {
    return this.#set(consumer, { paused: false });
  }

  limit(consumer: ConsumerId, limits: Partial<ConsumerLimits>): Promise<void> {
    return this.#set(consumer, limits);
  }

  async remove(consumer: ConsumerId): Promise<void> {
    this.#assertKnown(consumer);
    await this.#accounts.forget(consumer);
    await this.#meta.remove(consumer);
  }

  #placeOf(target: CursorTarget): Pick<Cursor, "position" | "acked"> & { readonly why: string } & Partial<Cursor> {
    switch (target.kind) {
      case "position": {
        const { journalName, position } = target;
        return {
          position: { ...NOWHERE, journalName, position },
          acked: undefined,
          why: "a place in the source's log",
        };
      }
      case "time": {
        const why = "by time in the source's log, going back by canal.instance.fallbackIntervalInSeconds";
        return { position: { ...NOWHERE, timestamp: target.timestamp }, acked: undefined, why };
      }
      case "oldest":
        return { position: { ...NOWHERE, timestamp: OLDEST }, acked: undefined, why: "the oldest that the source has" };
      case "gtid":
        if (!this.#config.start.gtidMode) throw invalid("a GTID set, but canal.instance.gtidon is false");
        return { position: { ...NOWHERE, gtid: target.gtidSet }, acked: undefined, why: "behind a GTID set" };
      case "cursor":
        return { ...target.cursor, why: "a cursor that was saved before" };
      case "now":
      case "seq":
        break;
    }
    throw invalid("a stopped destination without a log on the disk has no entries: give FILE:OFFSET, a time or oldest");
  }

  async #set(consumer: ConsumerId, change: Partial<ConsumerLimits> & { readonly paused?: boolean }): Promise<void> {
    this.#assertKnown(consumer);
    await this.#meta.updateSettings(consumer, { ...this.#meta.settings(consumer), ...change });
  }

  #assertKnown(consumer: ConsumerId): void {
    const key = consumerKey(consumer);
    if (this.#meta.clients().some((client) => consumerKey(client) === key)) return;
    const { destination } = this.#config;
    throw new SluiceError("CONSUMER_UNKNOWN", { destination, group: consumer.group, clientId: consumer.clientId });
  }
}

function invalid(reason: string): SluiceError {
  return new SluiceError("CURSOR_TARGET_INVALID", { reason });
}
