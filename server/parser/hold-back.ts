import type { AckedEntry, Cursor } from "../../proto/position.ts";
import { compareOffsets } from "../../proto/position.ts";
import { SluiceError } from "../../proto/error.ts";
import type { RowsEvent } from "../binlog/event.ts";
import type { TableMap } from "../binlog/table-map.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Logger } from "../logger.ts";
import type { TableName } from "../pipeline-entry.ts";
import type { LogPlace } from "./group-tracker.ts";
import { imagesOf, isSameShape, writeRows, writeTableMap } from "./held-rows.ts";
import type { Hold, HoldState } from "./hold.ts";
import { covers, EMPTY_HOLD, isHeld, isOpen, isOver, nextState, readHold } from "./hold.ts";
import type { HoldEntry, HoldStore } from "./hold-store.ts";
import type { RowsHeader } from "./row-transcoder.ts";
import type { HistoryServer } from "./table-history.ts";
import { isSameHistoryServer } from "./table-history.ts";

/** What an instance gives for holding rows back (`sluice.instance.hold.size`). */
export interface HoldSettings {
  readonly store: HoldStore;
  readonly budgetBytes: number;
}

export interface HoldBackOptions extends HoldSettings {
  readonly ledger: Ledger;
  readonly logger: Logger;
  readonly tableName: (schema: string, table: string) => TableName;
  /** As `lower_case_table_names` says. */
  readonly fold: (name: string) => string;
}

/** Rows of one stretch of the log that wait, for the health report and the operator. */
export interface HeldTable extends TableName {
  readonly events: number;
  readonly rows: number;
  readonly bytes: number;
  /** Rows for which there was no room. */
  readonly lostRows: number;
  readonly first: AckedEntry | undefined;
  readonly last: AckedEntry | undefined;
  /** Where a statement changed the table: no definition that is found out later says anything of these rows, only the operator can. */
  readonly closed: LogPlace | undefined;
  readonly reason: string;
  readonly since: number;
}

/** A place to go back to: the states of the holds then. */
export type HoldMark = ReadonlyMap<Hold, HoldState>;

const UNTOUCHED: HoldMark = new Map();

/**
 * Rows whose definition is not known, or not certain, are not delivered and not lost: they are held back, on the disk, and everything else goes
 * on. All later rows of the table wait behind them, until the definition is known, or a statement has changed the table and a new definition is.
 *
 * A hold is committed before the end of its transaction is handed on. So no cursor can ever pass rows that are held in memory only, and a
 * restart, or in a cluster another server, that begins at a cursor finds them here; what was not committed is read again. When the rows are put into
 * the stream, the place is committed before the first of them goes: read again, the log gives the same stream with them at the same place.
 * (To deliver them at their own place would be simpler, and wrong: every consumer that has acked anything behind it would skip them.)
 */
export class HoldBack {
  readonly #options: HoldBackOptions;
  #holds: Hold[] = [];
  #server: HistoryServer = { flavor: "mysql", serverUuid: "", serverId: 0 };
  /** States at the last commit. */
  #committed: HoldMark = UNTOUCHED;
  /** Holds whose rows never happened. */
  #gone: Hold[] = [];
  readonly #full = new Set<Hold>();
  readonly #due = new Set<Hold>();

  constructor(options: HoldBackOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#holds.length === 0;
  }

  /** All of which something is kept, the oldest first. */
  get holds(): readonly Hold[] {
    return this.#holds;
  }

  get bytes(): number {
    return this.#holds.reduce((sum, { state }) => sum + state.size, 0);
  }

  get budgetBytes(): number {
    return this.#options.budgetBytes;
  }

  get held(): readonly HeldTable[] {
    return this.#holds.filter(isHeld).map(heldTableOf);
  }

  /** Finds what earlier runs held back. Error: PARSER_HOLD_READ_FAILED. */
  async load(): Promise<void> {
    const { store, ledger, tableName } = this.#options;
    const holds: Hold[] = [];
    for (const log of await store.load()) {
      const hold = await readHold(log, tableName);
      if (hold !== undefined) holds.push(hold);
      else await log.remove();
    }
    this.#holds = holds;
    this.#remember();
    for (const { name, state } of holds.filter(isHeld)) ledger.takenOver(name, state.events, state.rows);
  }

  /** A dump begins. */
  begin(server: HistoryServer): void {
    this.#server = server;
  }

  /** Takes back everything that was not committed. */
  undoAll(reason: "reread" | "orphaned"): void {
    this.undo(this.#committed, reason);
  }

  isOfThisLog({ server }: { readonly server: HistoryServer }): boolean {
    return isSameHistoryServer(server, this.#server);
  }

  /** Rows that were held back already, and are read again: they are in the stream elsewhere, or will be. */
  knows(map: TableMap, at: AckedEntry): boolean {
    return this.#of(map).some((hold) => this.isOfThisLog(hold) && covers(hold, at));
  }

  /** Rows of the table wait behind others. */
  isWaiting(map: TableName): boolean {
    return this.#openOf(map) !== undefined;
  }

  /** The definition of a table that waits is known now, it seems: at the end of the group that is found out. */
  makeDue(map: TableName): void {
    const open = this.#openOf(map);
    if (open !== undefined) this.#due.add(open);
  }

  isDue(hold: Hold): boolean {
    return this.#due.has(hold);
  }

  notDue(hold: Hold): void {
    this.#due.delete(hold);
  }

  /** Gives whether there was room. Error: PARSER_HOLD_WRITE_FAILED. */
  async hold(
    event: RowsEvent,
    map: TableMap,
    at: AckedEntry,
    header: RowsHeader,
    facts: { readonly rows: number; readonly reason: string },
  ): Promise<boolean> {
    const images = imagesOf(event);
    const before = this.#openOf(map);
    const fits = before !== undefined && isSameShape(before.map, map);
    if (before !== undefined && !fits) this.#close(before, at);
    const hold = fits ? before : await this.#create(map, facts.reason);
    hold.dirty = true;
    if (this.bytes + images.length > this.budgetBytes) {
      this.#tellFull(hold, at);
      await this.#append(hold, { kind: "lost", at, rows: facts.rows });
      return false;
    }
    await this.#append(hold, writeRows(event, at, header, facts.rows), images);
    return true;
  }

  /** A statement changed tables. */
  changed(names: readonly TableName[], at: LogPlace): void {
    if (this.isEmpty) return;
    for (const name of names) {
      const open = this.#openOf(name);
      const last = open?.state.last;
      if (open === undefined) continue;
      // The statement is read again, and the rows are of behind it.
      if (last !== undefined && this.isOfThisLog(open) && compareOffsets(at, last) < 0) continue;
      this.#close(open, at);
    }
  }

  /** To be given to `undo`. */
  mark(): HoldMark {
    if (this.isEmpty) return UNTOUCHED;
    return new Map(this.#holds.map((hold) => [hold, hold.state]));
  }

  /** Takes back what was held since, with the number of rows; it never happened, or comes again. */
  undo(mark: HoldMark, reason: "reread" | "rolled-back" | "orphaned"): void {
    const { ledger } = this.#options;
    for (const hold of this.#holds) {
      const before = mark.get(hold) ?? EMPTY_HOLD;
      const { events, rows, size } = hold.state;
      if (size === before.size) continue;
      // What is read again the ledger takes back by itself.
      if (reason !== "reread") ledger.unheld(hold.name, events - before.events, rows - before.rows);
      if (reason !== "reread" && events > before.events)
        ledger.filteredMany(hold.name, events - before.events, rows - before.rows, reason);
      hold.state = before;
      hold.log.rewind(before.size);
      hold.dirty = before.size > 0;
      if (before.size === 0) this.#gone.push(hold);
    }
    if (this.#gone.length > 0) this.#holds = this.#holds.filter(({ state }) => state.size > 0);
  }

  /** Everything held is on the disk when it resolves; undefined when it is. Error: PARSER_HOLD_WRITE_FAILED. */
  commit(): Promise<void> | undefined {
    return this.#gone.length > 0 || this.#holds.some(({ dirty }) => dirty) ? this.#commit() : undefined;
  }

  async record(hold: Hold, entry: Exclude<HoldEntry, { readonly kind: "head" }>): Promise<void> {
    await this.#append(hold, entry);
    hold.dirty = true;
    this.#due.delete(hold);
    await this.#commit();
  }

  /** Forgets what no reader comes back to. `oldest`: over all consumers. */
  async expire(oldest: Cursor | undefined): Promise<void> {
    const acked = oldest?.acked;
    if (acked === undefined || oldest === undefined) return;
    for (const hold of this.#holds.filter((one) => this.isOfThisLog(one) && isOver(one, acked, oldest.position))) {
      this.#holds = this.#holds.filter((one) => one !== hold);
      await hold.log.remove();
    }
    this.#remember();
  }

  async close(): Promise<void> {
    for (const { log } of this.#holds) await log.close();
  }

  async #commit(): Promise<void> {
    for (const { log } of this.#gone) await log.remove();
    this.#gone = [];
    for (const hold of this.#holds.filter(({ dirty }) => dirty)) {
      const { closed } = hold.state;
      const isClosing = closed !== undefined && this.#committed.get(hold)?.closed === undefined;
      if (isClosing) await this.#append(hold, { kind: "closed", at: closed });
      await hold.log.commit();
      hold.state = { ...hold.state, size: hold.log.size };
      hold.dirty = false;
    }
    this.#remember();
  }

  async #create(map: TableMap, reason: string): Promise<Hold> {
    const { schema, table } = map;
    const log = this.#options.store.create();
    const { flavor, serverUuid, serverId } = this.#server;
    const server = { flavor, serverUuid, serverId };
    const since = Date.now();
    const name = this.#options.tableName(schema, table);
    const hold: Hold = { log, map, name, server, reason, since, state: EMPTY_HOLD, dirty: true };
    this.#holds.push(hold);
    await log.append({ kind: "head", server, schema, table, map: writeTableMap(map), reason, since });
    hold.state = { ...EMPTY_HOLD, size: log.size };
    return hold;
  }

  #close(hold: Hold, { journalName, position }: LogPlace): void {
    hold.state = { ...hold.state, closed: { journalName, position } };
    hold.dirty = true;
    this.#due.delete(hold);
  }

  async #append(hold: Hold, entry: Exclude<HoldEntry, { readonly kind: "head" }>, bytes?: Uint8Array): Promise<void> {
    await hold.log.append(entry, bytes);
    hold.state = { ...nextState(hold.state, entry), size: hold.log.size };
  }

  #tellFull(hold: Hold, at: AckedEntry): void {
    if (this.#full.has(hold)) return;
    this.#full.add(hold);
    const { schema, table } = hold.name;
    const details = { schema, table, budgetBytes: this.budgetBytes, ...at };
    const { code, message } = new SluiceError("PARSER_HOLD_FULL", details);
    this.#options.logger.error({ code, ...details }, message);
  }

  #remember(): void {
    this.#committed = this.mark();
  }

  #openOf(name: TableName): Hold | undefined {
    const last = this.#of(name).at(-1);
    return last !== undefined && isOpen(last) ? last : undefined;
  }

  #of({ schema, table }: TableName): readonly Hold[] {
    const { fold } = this.#options;
    return this.#holds.filter(({ name }) => fold(name.table) === fold(table) && fold(name.schema) === fold(schema));
  }
}

export function heldTableOf({ name: { schema, table }, reason, since, state }: Hold): HeldTable {
  const { events, rows, size: bytes, lostRows, first, last, closed } = state;
  return { schema, table, events, rows, bytes, lostRows, first, last, closed, reason, since };
}
