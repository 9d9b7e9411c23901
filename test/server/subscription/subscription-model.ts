import { EntryType, EventType } from "../../../proto/entry-type.ts";
import { compareOffsets } from "../../../proto/position.ts";
import type { Cursor } from "../../../proto/position.ts";
import { consumerKey } from "../../../server/meta/consumer-id.ts";
import type { ConsumerId } from "../../../server/meta/consumer-id.ts";
import { NO_SETTINGS } from "../../../server/meta/meta-manager.ts";
import type { ClientIdentity, ConsumerSettings, MetaManager } from "../../../server/meta/meta-manager.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { makeEntry, tableName } from "../../support/entries.ts";

/** What a source's log consists of: transactions, with or without a BEGIN (MariaDB has none), and DDL. */
export type Group =
  | {
      readonly kind: "transaction";
      readonly begin: boolean;
      readonly tables: readonly string[];
      readonly payload: number;
    }
  | { readonly kind: "ddl"; readonly table: string };

/** The entries of a whole log. `inner` puts all rows of a transaction at one position, as a compressed transaction does. */
export function logOf(
  groups: readonly Group[],
  mode: { readonly gtid: boolean; readonly inner: boolean },
): PipelineEntry[] {
  const log: PipelineEntry[] = [];
  let position = 4;
  groups.forEach((group, number) => {
    const gtid = mode.gtid ? `uuid:1-${String(number + 1)}` : "";
    const journalName = `bin.${String(1 + Math.floor(number / 5)).padStart(6, "0")}`;
    if (number % 5 === 0) position = 4;
    const add = (spec: Partial<Parameters<typeof makeEntry>[0]>): void => {
      position += 50;
      log.push(makeEntry({ position, journalName, gtid, ...spec }));
    };
    if (group.kind === "ddl") {
      add({ eventType: EventType.CREATE, table: tableName("db", group.table), rows: 0 });
      return;
    }
    if (group.begin) add({ entryType: EntryType.TRANSACTIONBEGIN });
    const start = position + 50;
    group.tables.forEach((table, index) => {
      const inner = mode.inner ? { position: start, index } : {};
      add({ table: tableName("db", table), payload: group.payload, ...inner });
    });
    add({ entryType: EntryType.TRANSACTIONEND });
  });
  return log;
}

/** What a consumer that wants certain tables gets of the first entries of a log: the whole rule, in the plainest words. */
export function viewOf(entries: readonly PipelineEntry[], wanted: ReadonlySet<string> | undefined): PipelineEntry[] {
  if (wanted === undefined) return [...entries];
  const view: PipelineEntry[] = [];
  let open: PipelineEntry[] = [];
  let something = false;
  for (const entry of entries) {
    if (entry.entryType === EntryType.TRANSACTIONBEGIN) {
      open = [entry];
      something = false;
    } else if (entry.entryType === EntryType.TRANSACTIONEND) {
      if (something) view.push(...open, entry);
      open = [];
      something = false;
    } else if (wanted.has(entry.table.table)) {
      view.push(...open, entry);
      open = [];
      if (entry.eventType === EventType.INSERT) something = true;
    }
  }
  return view;
}

/** Where a source that follows Canal's rules begins to hand on, given the oldest cursor: by GTID set, or by file and offset. */
export function resumeIndex(log: readonly PipelineEntry[], cursor: Cursor | undefined): number {
  if (cursor === undefined) return 0;
  const { position, acked } = cursor;
  const executed = position.gtid === "" ? undefined : Number(position.gtid.slice("uuid:1-".length));
  const index = log.findIndex((entry) => {
    if (executed !== undefined) {
      if (Number(entry.gtid.slice("uuid:1-".length)) <= executed) return false;
    } else if (compareOffsets(entry, position) < 0) return false;
    return acked === undefined || (compareOffsets(entry, acked) || entry.index - acked.index) > 0;
  });
  return index < 0 ? log.length : index;
}

interface Kept {
  readonly identity: ClientIdentity;
  readonly cursor: Cursor | undefined;
}

/** Cursors of which only those survive a crash that were flushed; promises settle at the flush. */
export class CrashableMeta implements MetaManager {
  #durable: ReadonlyMap<string, Kept>;
  readonly #state: Map<string, Kept>;
  readonly #settings = new Map<string, ConsumerSettings>();
  #waiting: (() => void)[] = [];

  constructor(survived?: CrashableMeta) {
    this.#durable = new Map(survived?.durable ?? []);
    this.#state = new Map(this.#durable);
  }

  get durable(): ReadonlyMap<string, Kept> {
    return this.#durable;
  }

  flush(): void {
    this.#durable = new Map(this.#state);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  load(): Promise<void> {
    return Promise.resolve();
  }

  clients(): readonly ClientIdentity[] {
    return [...this.#state.values()].map(({ identity }) => identity);
  }

  subscribe(identity: ClientIdentity): Promise<void> {
    this.#state.set(consumerKey(identity), { identity, cursor: this.cursor(identity) });
    this.flush();
    return Promise.resolve();
  }

  unsubscribe(consumer: ConsumerId): Promise<void> {
    this.#state.delete(consumerKey(consumer));
    this.flush();
    return Promise.resolve();
  }

  remove(consumer: ConsumerId): Promise<void> {
    return this.unsubscribe(consumer);
  }

  cursor(consumer: ConsumerId): Cursor | undefined {
    return this.#state.get(consumerKey(consumer))?.cursor;
  }

  updateCursor(consumer: ConsumerId, cursor: Cursor): Promise<void> {
    const known = this.#state.get(consumerKey(consumer));
    if (known === undefined) return Promise.resolve();
    this.#state.set(consumerKey(consumer), { ...known, cursor });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  settings(consumer: ConsumerId): ConsumerSettings {
    return this.#settings.get(consumerKey(consumer)) ?? NO_SETTINGS;
  }

  updateSettings(consumer: ConsumerId, settings: ConsumerSettings): Promise<void> {
    this.#settings.set(consumerKey(consumer), settings);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.flush();
    return Promise.resolve();
  }
}
