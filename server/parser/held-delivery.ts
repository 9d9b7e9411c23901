import { encodeBegin, encodeEnd } from "../../proto/entry-encoder.ts";
import { EntryType, EventType } from "../../proto/entry-type.ts";
import type { AckedEntry, Cursor } from "../../proto/position.ts";
import { compareEntries, compareOffsets } from "../../proto/position.ts";
import { asBinlogError } from "../binlog/error.ts";
import type { EventHeader } from "../binlog/event.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Logger } from "../logger.ts";
import type { PipelineEntry, TableName } from "../pipeline-entry.ts";
import { NO_TABLE } from "../pipeline-entry.ts";
import type { EntryArena } from "./entry-arena.ts";
import type { ColumnFilter } from "./field-selector.ts";
import { selectFields } from "./field-selector.ts";
import type { LogPlace } from "./group-tracker.ts";
import { readRows } from "./held-rows.ts";
import type { HoldBack } from "./hold-back.ts";
import type { Hold } from "./hold.ts";
import { endOfRelease, isHeld, isOpen } from "./hold.ts";
import type { HeldRows, HoldRelease } from "./hold-store.ts";
import type { RowTranscoder } from "./row-transcoder.ts";
import type { TableResolver } from "./table-resolver.ts";
import { checkAgainstMap } from "./table-meta-check.ts";
import type { TableMeta } from "./table-meta.ts";

/** Property of a row change's header that was held back: the place in the log behind which it is delivered. Its own place is the header's. */
export const HELD_PROP = "sluice.held";

export interface HeldDeliveryOptions {
  readonly holds: HoldBack;
  readonly arena: EntryArena;
  readonly transcoder: RowTranscoder;
  readonly resolver: TableResolver;
  readonly fields: ColumnFilter;
  readonly ledger: Ledger;
  readonly logger: Logger;
  /** The smallest cursor of all consumers. */
  readonly oldest: () => Cursor | undefined;
  /** The entry that any consumer has acked last, as the saved cursors say. */
  readonly newest: () => AckedEntry | undefined;
}

/** Where entries go: all of what is handed in is handed on when the last promise resolves. */
export interface HeldOutlet {
  readonly emit: (entry: PipelineEntry) => Promise<void> | undefined;
  readonly flush: () => Promise<void> | undefined;
}

interface GroupEnd extends AckedEntry {
  readonly server: HoldRelease["server"];
  readonly timestamp: number;
  readonly serverId: number;
  readonly gtid: string;
}

/**
 * Puts rows that were held back into the stream, as transactions of their own behind the end of a transaction of the log, and again at the
 * same place when that is read a second time.
 */
export class HeldDelivery {
  readonly #options: HeldDeliveryOptions;
  /** Releases of earlier runs that come again when their place is reached, by place. */
  #again: Hold[] = [];
  readonly #emitted = new Set<Hold>();
  /** Behind the last group, or what was put behind it. */
  #last: GroupEnd | undefined;
  #server: HoldRelease["server"] = { flavor: "mysql", serverUuid: "", serverId: 0 };

  constructor(options: HeldDeliveryOptions) {
    this.#options = options;
  }

  /** A dump begins at `place`; `handed`: the last entry that must not come again; `between`: it begins behind a group that is over. */
  begin(
    server: HoldRelease["server"],
    place: LogPlace,
    handed: AckedEntry | undefined,
    between: Cursor | undefined,
  ): void {
    const { holds } = this.#options;
    const { flavor, serverUuid, serverId } = server;
    this.#server = { flavor, serverUuid, serverId };
    if (this.#last !== undefined && !holds.isOfThisLog(this.#last)) this.#last = undefined;
    if (between?.acked !== undefined) {
      const { timestamp, serverId: writer, gtid } = between.position;
      const at = { server: this.#server, timestamp: Math.floor(timestamp / 1000), serverId: writer, gtid };
      this.#last = { ...between.acked, ...at };
    }
    const had = between?.acked ?? handed;
    this.#again = holds.holds
      .filter((hold) => {
        const { release, events } = hold.state;
        if (release === undefined || this.#emitted.has(hold) || !holds.isOfThisLog(release)) return false;
        if (had !== undefined) return compareEntries(endOfRelease(release, events), had) > 0;
        return compareOffsets(release.at, place) >= 0;
      })
      .toSorted((a, b) => compareReleases(a, b));
  }

  /** Before an event that stands between groups: what belongs before it. */
  before(place: LogPlace, outlet: HeldOutlet): Promise<void> | undefined {
    const due = this.#again.some(
      ({ state }) => state.release !== undefined && compareOffsets(state.release.at, place) < 0,
    );
    return due ? this.#emitAgain((release) => compareOffsets(release.at, place) < 0, outlet) : undefined;
  }

  /** Behind the last event of a group, which was handed on. */
  settle(
    header: EventHeader,
    index: number,
    gtid: string,
    outlet: HeldOutlet,
    signal: AbortSignal,
  ): Promise<void> | undefined {
    const { holds } = this.#options;
    const { journalName, position, timestamp, serverId } = header;
    this.#last = { journalName, position, index, server: this.#server, timestamp, serverId, gtid };
    return holds.isEmpty ? undefined : this.#settle(outlet, signal);
  }

  /** The log is read to its end, and no group is open. */
  async idle(outlet: HeldOutlet, signal: AbortSignal): Promise<void> {
    const { holds, resolver, oldest } = this.#options;
    await resolver.settle(signal);
    if (holds.isEmpty) return;
    await this.#settle(outlet, signal, true);
    await holds.expire(oldest());
  }

  /**
   * Puts what a definition of the operator's fits into the stream, whatever happened to the table since: at once, or behind the next transaction
   * where nothing tells yet that every consumer is still to come to the place. Gives rows that it fits, and that wait on.
   */
  async give(
    name: TableName,
    meta: TableMeta,
    outlet: HeldOutlet,
  ): Promise<{ readonly delivered: number; readonly held: number }> {
    let delivered = 0;
    let held = 0;
    for (const hold of this.heldOf(name)) {
      if (checkAgainstMap(meta, hold.map) === undefined) {
        await this.#options.holds.record(hold, { kind: "decided", meta });
        await this.#release(hold, meta, outlet);
        delivered += hold.state.rows;
      } else held += hold.state.rows;
    }
    return { delivered, held };
  }

  /** Does away with what is held of a table. Gives the rows. */
  async drop(name: TableName): Promise<number> {
    const { holds, ledger } = this.#options;
    let dropped = 0;
    for (const hold of this.heldOf(name)) {
      const { events, rows } = hold.state;
      await holds.record(hold, { kind: "dropped" });
      ledger.unheld(hold.name, events, rows);
      ledger.setAsideMany(hold.name, events, rows, "operator");
      dropped += rows;
    }
    return dropped;
  }

  heldOf({ schema, table }: TableName): readonly Hold[] {
    return this.#options.holds.holds.filter(
      (hold) => isHeld(hold) && hold.name.schema === schema && hold.name.table === table,
    );
  }

  async #settle(outlet: HeldOutlet, signal: AbortSignal, all = false): Promise<void> {
    const { holds, resolver } = this.#options;
    const last = this.#last;
    if (last !== undefined) await this.#emitAgain((release) => compareOffsets(release.at, last) <= 0, outlet);
    for (const hold of holds.holds.filter(isHeld)) {
      const { decided } = hold.state;
      if (decided !== undefined) await this.#release(hold, decided, outlet);
      if (decided !== undefined || !isOpen(hold)) continue;
      if (!all && !holds.isDue(hold) && !resolver.isReached(hold.map)) continue;
      const resolved = await resolver.resolve(hold.map, signal);
      const meta = resolved.plan?.meta;
      if (resolved.fate === "deliver" && meta !== undefined) await this.#release(hold, meta, outlet);
      else if (resolved.fate === "set-aside") holds.notDue(hold);
    }
  }

  /** Not before there is a place for it that every consumer is yet to come to. */
  async #release(hold: Hold, meta: TableMeta, outlet: HeldOutlet): Promise<void> {
    const { holds, logger } = this.#options;
    const at = this.#placeBehind();
    if (at === undefined) return;
    const { events, rows, lostRows, first, last } = hold.state;
    const { journalName, position, index, server, timestamp, serverId, gtid } = at;
    const release: HoldRelease = {
      kind: "release",
      server,
      at: { journalName, position, index },
      timestamp,
      serverId,
      gtid,
      meta,
    };
    await holds.record(hold, release);
    logger.info(
      { ...hold.name, events, rows, lostRows, first, last, at: release.at },
      "rows that were held back are delivered",
    );
    await this.#emit(hold, release, outlet, false);
  }

  #placeBehind(): GroupEnd | undefined {
    const last = this.#last;
    if (last === undefined) return undefined;
    const newest = this.#options.newest();
    const next = { ...last, index: last.index + 1 };
    if (newest === undefined) return next;
    const order = compareOffsets(last, newest);
    // Who has acked more than that would take the rows for what it has had.
    if (order < 0) return undefined;
    return order === 0 ? { ...next, index: Math.max(next.index, newest.index + 1) } : next;
  }

  async #emitAgain(isDue: (release: HoldRelease) => boolean, outlet: HeldOutlet): Promise<void> {
    for (const hold of this.#again) {
      const { release } = hold.state;
      if (release === undefined || !isDue(release)) break;
      this.#again = this.#again.filter((one) => one !== hold);
      await this.#emit(hold, release, outlet, true);
    }
  }

  async #emit(hold: Hold, release: HoldRelease, outlet: HeldOutlet, again: boolean): Promise<void> {
    const { ledger } = this.#options;
    this.#emitted.add(hold);
    let index = release.at.index;
    await outlet.emit(this.#marker(release, "begin", index));
    for await (const { entry, bytes } of hold.log.read()) {
      if (entry.kind !== "rows") continue;
      index++;
      const made = this.#rows(hold, release, entry, bytes, index);
      if (!again) ledger.comesBack(hold.name, entry.rows);
      if (made !== undefined) await outlet.emit(made);
      else {
        ledger.read(hold.name, entry.rows);
        ledger.setAside(hold.name, entry.rows, "value");
      }
    }
    index++;
    await outlet.emit(this.#marker(release, "end", index));
    await outlet.flush();
    this.#last = { ...release, ...release.at, index };
  }

  #rows(
    hold: Hold,
    release: HoldRelease,
    held: HeldRows,
    images: Uint8Array,
    index: number,
  ): PipelineEntry | undefined {
    const { arena, transcoder, fields, resolver } = this.#options;
    const { journalName, position } = release.at;
    const { event, header } = readRows(held, images, hold.map);
    const props = [...header.props, [HELD_PROP, `${journalName}:${position}`] as const];
    const plan = transcoder.plan(hold.map, release.meta, selectFields(fields, hold.map, release.meta));
    try {
      const rows = transcoder.transcode(arena.out, event, plan, { ...header, props });
      return arena.seal({
        ...factsOf(release, index),
        entryType: EntryType.ROWDATA,
        eventType: EventType[held.operation],
        table: hold.name,
        rows,
      });
    } catch (error) {
      arena.out.reset();
      resolver.noteBadValue(hold.map, asBinlogError(error), held.at);
      return undefined;
    }
  }

  #marker(release: HoldRelease, kind: "begin" | "end", index: number): PipelineEntry {
    const { arena } = this.#options;
    const { at, timestamp, serverId, gtid } = release;
    const { journalName, position } = at;
    const names = { schemaName: "", tableName: "", eventType: undefined };
    const place = { journalName, position, serverId, timestamp: timestamp * 1000, eventLength: 0 };
    const header = { ...place, ...names, props: [], gtid };
    if (kind === "begin") encodeBegin(arena.out, header, 0);
    else encodeEnd(arena.out, header, "0");
    const entryType = kind === "begin" ? EntryType.TRANSACTIONBEGIN : EntryType.TRANSACTIONEND;
    return arena.seal({ ...factsOf(release, index), entryType, eventType: 0, table: NO_TABLE, rows: 0 });
  }
}

function factsOf({ at, timestamp, serverId, gtid }: HoldRelease, index: number) {
  const { journalName, position } = at;
  return { renamedFrom: undefined, journalName, position, index, timestamp: timestamp * 1000, serverId, gtid };
}

function compareReleases(a: Hold, b: Hold): number {
  const [one, other] = [a.state.release, b.state.release];
  return one === undefined || other === undefined ? 0 : compareEntries(one.at, other.at);
}
