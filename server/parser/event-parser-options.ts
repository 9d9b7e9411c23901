import type { AckedEntry } from "../../proto/position.ts";
import type { BinlogEvent } from "../binlog/event.ts";
import type { TableMap } from "../binlog/table-map.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Logger } from "../logger.ts";
import type { EventSink } from "../sink/event-sink.ts";
import type { RowKernel } from "../kernel/row-kernel.ts";
import type { BinlogSource, SourceIdentity } from "../source/binlog-source.ts";
import type { ColumnFilter } from "./field-selector.ts";
import type { HoldSettings } from "./hold-back.ts";
import type { ParserSwitches } from "./parser-switches.ts";
import type { HistoryOptions } from "./schema-timeline.ts";
import type { StartCursor, StartSettings } from "./start-position.ts";
import type { TableNameFilter } from "./statement-filter.ts";
import type { TableMeta } from "./table-meta.ts";

export interface EventParserOptions {
  readonly destination: string;
  /** Stays its owner's: the parser opens and closes dumps, not the source. */
  readonly source: BinlogSource;
  readonly sink: EventSink;
  readonly ledger: Ledger;
  readonly logger: Logger;
  /** `canal.instance.filter.regex` and `.black.regex`. */
  readonly tables: TableNameFilter;
  /** `canal.instance.filter.field` and `.black.field`. */
  readonly fields: ColumnFilter;
  readonly switches: ParserSwitches;
  /** `canal.instance.transaction.size` */
  readonly transactionSize: number;
  readonly start: StartSettings;
  /** What counts instead for the server that answers: a standby has a start of its own. */
  readonly startOn?: (identity: SourceIdentity) => StartSettings;
  /** The smallest cursor over all consumers, asked whenever the start is chosen; undefined when there is none. */
  readonly savedCursor: () => StartCursor | undefined;
  /** `canal.auto.reset.latest.pos.mode`: jump to the end of the log when the wanted position is gone. */
  readonly autoResetLatest: boolean;
  /** What TIMESTAMP values are shown in. */
  readonly timeZone: string;
  /** `sluice.instance.rowId`: rows and DDL have an id in their entry's header. */
  readonly rowIds?: boolean;
  /** `sluice.instance.rowKernel`: writes the rows of regular events; without it the codecs write all. */
  readonly kernel?: RowKernel | undefined;
  /** The server's term, asked for each entry, for the entry's header. */
  readonly epoch?: () => string | undefined;
  /** Sees every event before it is handled, those inside a compressed transaction too. */
  readonly observe?: (event: BinlogEvent) => void;
  /** A definition for rows that none is known for; without it, or by undefined, their table is set aside. */
  readonly lastResort?: (map: TableMap) => TableMeta | undefined;
  /** `canal.instance.tsdb.*`; without it table definitions are those of now. */
  readonly history?: HistoryOptions | undefined;
  /** `sluice.instance.hold.size`; without it rows whose definition is not known are set aside. */
  readonly holds?: HoldSettings | undefined;
  /** The last entry that any consumer has acked, as the saved cursors of this source say. */
  readonly newestAcked?: () => AckedEntry | undefined;
  /** For tests. */
  readonly retry?: RetryTimes;
  /** For tests: events of a plan before it is given to the kernel. */
  readonly kernelUses?: number;
}

/** Milliseconds. */
export interface RetryTimes {
  /** Longest wait before the first new try after an error that may go away by itself. */
  readonly firstMs: number;
  /** Longest wait of all. */
  readonly mostMs: number;
  /** Between tries where somebody has to act first. */
  readonly failedMs: number;
  /** How long a table stays set aside before its definition is asked for again, though nothing in the log says that it changed. */
  readonly tableMs: number;
}

export const RETRY_TIMES: RetryTimes = { firstMs: 1000, mostMs: 20_000, failedMs: 60_000, tableMs: 60_000 };
