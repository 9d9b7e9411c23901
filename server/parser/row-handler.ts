import { EventType } from "../../proto/entry-type.ts";
import { asBinlogError } from "../binlog/error.ts";
import type { RowsEvent } from "../binlog/event.ts";
import type { TableMap } from "../binlog/table-map.ts";
import type { FilterReason, Ledger, SetAsideReason } from "../ledger/ledger.ts";
import type { HoldBack } from "./hold-back.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { EntryMaker } from "./entry-maker.ts";
import type { ParserSwitches } from "./parser-switches.ts";
import type { RowPlan, RowTranscoder } from "./row-transcoder.ts";
import type { ResolvedTable, TableResolver } from "./table-resolver.ts";

export interface RowHandlerOptions {
  readonly maker: EntryMaker;
  readonly transcoder: RowTranscoder;
  readonly resolver: TableResolver;
  readonly switches: ParserSwitches;
  readonly ledger: Ledger;
  /** Where rows wait whose definition is not known; undefined: they are set aside. */
  readonly holds: HoldBack | undefined;
}

/** Row events to entries: one each, or none and a line in the ledger; a promise where they are held back. */
export class RowHandler {
  readonly #options: RowHandlerOptions;

  constructor(options: RowHandlerOptions) {
    this.#options = options;
  }

  handle(event: RowsEvent, table: ResolvedTable): PipelineEntry | undefined | Promise<undefined> {
    const { maker, transcoder, resolver, holds } = this.#options;
    const { plan } = table;
    if (table.fate === "filtered") return this.#filtered(event, table, table.reason ?? "table");
    if (holds !== undefined && event.map !== undefined && (table.fate === "set-aside" || !holds.isEmpty)) {
      if (holds.knows(event.map, maker.placeOf(event.header))) return this.#filtered(event, table, "replayed");
      if (this.#isSwitchedOff(event)) return this.#filtered(event, table, "rows");
      if (table.fate === "set-aside" || holds.isWaiting(event.map)) return this.#hold(holds, event, event.map, table);
    }
    if (table.fate === "set-aside" || plan === undefined) return this.#setAside(event, table, "definition");
    if (this.#isSwitchedOff(event)) return this.#filtered(event, table, "rows");
    try {
      const rows = transcoder.transcode(maker.arena.out, event, plan, maker.rowsHeader(event.header));
      const { schema, table: name } = plan.map;
      return maker.rows(event.header, EventType[event.operation], schema, name, rows);
    } catch (error) {
      maker.arena.out.reset();
      const { journalName, position } = event.header;
      resolver.noteBadValue(plan.map, asBinlogError(error), { journalName, position });
      return this.#setAside(event, table, "value");
    }
  }

  async #hold(holds: HoldBack, event: RowsEvent, map: TableMap, table: ResolvedTable): Promise<undefined> {
    const { maker, ledger } = this.#options;
    const rows = this.#countRows(event, table.plan);
    if (table.fate === "deliver") holds.makeDue(map);
    const facts = { rows, reason: table.problem ?? "" };
    const hasRoom = await holds.hold(event, map, maker.placeOf(event.header), maker.rowsHeader(event.header), facts);
    maker.passOver(event.header, rows);
    ledger.read(table.name, rows);
    if (hasRoom) ledger.held(table.name, rows);
    else ledger.setAside(table.name, rows, "hold-full");
  }

  #isSwitchedOff({ operation }: RowsEvent): boolean {
    const { rows, dmlInsert, dmlUpdate, dmlDelete } = this.#options.switches;
    if (rows) return true;
    return operation === "INSERT" ? dmlInsert : operation === "UPDATE" ? dmlUpdate : dmlDelete;
  }

  #filtered(event: RowsEvent, { name, plan }: ResolvedTable, reason: FilterReason): undefined {
    const rows = this.#countRows(event, plan);
    this.#options.maker.passOver(event.header, rows);
    const { ledger } = this.#options;
    if (reason === "replayed" && ledger.isRestored) return;
    ledger.read(name, rows);
    ledger.filtered(name, rows, reason);
  }

  #setAside(event: RowsEvent, { name, plan }: ResolvedTable, reason: SetAsideReason): undefined {
    const rows = this.#countRows(event, plan);
    this.#options.maker.passOver(event.header, rows);
    this.#options.ledger.read(name, rows);
    this.#options.ledger.setAside(name, rows, reason);
  }

  /** Walks the rows without writing a column. Rows that can't even be walked count as none: the event itself is counted. */
  #countRows(event: RowsEvent, plan: RowPlan | undefined): number {
    if (plan === undefined) return 0;
    const { maker, transcoder } = this.#options;
    try {
      return transcoder.transcode(maker.arena.out, event, transcoder.plan(plan.map, plan.meta, NO_FIELDS), NO_HEADER);
    } catch (error) {
      asBinlogError(error);
      return 0;
    } finally {
      maker.arena.out.reset();
    }
  }
}

const NO_FIELDS: ReadonlySet<number> = new Set();
const NO_HEADER = {
  journalName: "",
  position: 0,
  serverId: 0,
  timestamp: 0,
  eventLength: 0,
  props: [],
  rowId: undefined,
  gtid: "",
};
