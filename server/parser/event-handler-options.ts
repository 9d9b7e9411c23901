import type { AckedEntry, Cursor } from "../../proto/position.ts";
import type { BinlogEvent } from "../binlog/event.ts";
import type { EventDecoder } from "../binlog/event-decoder.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Logger } from "../logger.ts";
import type { EntryMaker } from "./entry-maker.ts";
import type { ExecutedSet } from "./executed-set.ts";
import type { LogPlace } from "./group-tracker.ts";
import type { GtidTracker } from "./gtid-tracker.ts";
import type { Handover } from "./handover.ts";
import type { HeldDelivery } from "./held-delivery.ts";
import type { HoldBack } from "./hold-back.ts";
import type { ParserStats } from "./parser-stats.ts";
import type { RowHandler } from "./row-handler.ts";
import type { SchemaTimeline } from "./schema-timeline.ts";
import type { StatementHandler } from "./statement-handler.ts";
import type { HistoryServer } from "./table-history.ts";
import type { TableResolver } from "./table-resolver.ts";

export interface EventHandlerOptions {
  readonly maker: EntryMaker;
  readonly rows: RowHandler;
  readonly statements: StatementHandler;
  readonly resolver: TableResolver;
  readonly timeline: SchemaTimeline | undefined;
  readonly handover: Handover;
  /** Rows that wait for a definition, and how they are delivered. */
  readonly held: { readonly holds: HoldBack; readonly delivery: HeldDelivery } | undefined;
  readonly ledger: Ledger;
  readonly logger: Logger;
  readonly stats: ParserStats;
  readonly observe: ((event: BinlogEvent) => void) | undefined;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
}

/** How one dump begins. */
export interface DumpBegin {
  readonly decoder: EventDecoder;
  readonly place: LogPlace;
  /** The server whose log it is, by a name that stays with it. */
  readonly server: string;
  /** The same; only held rows ask. */
  readonly source?: HistoryServer | undefined;
  /** Undefined outside GTID mode. */
  readonly gtids: GtidTracker | undefined;
  /** Follows the set outside GTID mode, where nothing else shows it. */
  readonly executed?: ExecutedSet | undefined;
  /** The last entry that must not come again. */
  readonly handed: AckedEntry | undefined;
  /** That entry belongs to the first group of the dump: what comes behind it is new, whatever its position. */
  readonly handedInFirstGroup: boolean;
  /** The dump begins between two groups, and this says behind which. */
  readonly between?: Cursor | undefined;
}
