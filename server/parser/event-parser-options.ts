import type { Cursor } from "../../proto/position.ts";
import type { Ledger } from "../ledger.ts";
import type { Logger } from "../logger.ts";
import type { EventSink } from "../sink/event-sink.ts";
import type { BinlogSource } from "../source/binlog-source.ts";
import type { ColumnFilter } from "./field-selector.ts";
import type { ParserSwitches } from "./parser-switches.ts";
import type { StartSettings } from "./start-position.ts";
import type { TableNameFilter } from "./statement-filter.ts";

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
  /** The smallest cursor over all consumers, asked whenever the start is chosen; undefined when there is none. */
  readonly savedCursor: () => Cursor | undefined;
  /** `canal.auto.reset.latest.pos.mode`: jump to the end of the log when the wanted position is gone. */
  readonly autoResetLatest: boolean;
  /** What TIMESTAMP values are shown in. */
  readonly timeZone: string;
  /** Longest waits between tries, in milliseconds. For tests; default 1 s at first, 20 s at most, 60 s where somebody has to act. */
  readonly retry?: { readonly firstMs: number; readonly mostMs: number; readonly failedMs: number };
}
