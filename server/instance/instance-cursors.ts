import type { InstanceConfig } from "../../conf/config.ts";
import type { BinlogPosition, Cursor } from "../../proto/position.ts";
import type { DestinationAdmin, LedgerView } from "../destination-admin.ts";
import type { Logger } from "../logger.ts";
import { FileCursorHistory } from "../meta/file-cursor-history.ts";
import type { SchemaOperator } from "../parser/schema-operator.ts";
import type { Subscriptions } from "../subscription/subscriptions.ts";

/** What operators reach of one destination that runs, and the history of its cursors. */
export class InstanceCursors {
  readonly history: FileCursorHistory;
  readonly #destination: string;
  readonly #logger: Logger;
  readonly #startedAt = Date.now();
  /** The start reason that the history has. */
  #noted = "";

  constructor({ destination, meta, dataDir }: InstanceConfig, logger: Logger) {
    this.#destination = destination;
    this.#logger = logger;
    this.history = new FileCursorHistory({ directory: meta === "memory" ? undefined : dataDir, logger });
  }

  /** Why reading begins where it does, once for each reason; a reconnect has none of its own. */
  noteStart(sourceAddress: Cursor["sourceAddress"], position: BinlogPosition, why: string): void {
    if (why === this.#noted) return;
    this.#noted = why;
    const to = { sourceAddress, position, acked: undefined };
    const record = { user: "", action: "start", consumer: undefined, from: undefined, to, why } as const;
    this.history.append({ ...record, undoes: undefined }).catch((error: unknown) => {
      this.#logger.warn({ error }, "the history of cursors can't be written");
    });
  }

  admin(consumers: Subscriptions, ledger: LedgerView, schema: SchemaOperator): DestinationAdmin {
    return {
      destination: this.#destination,
      startedAt: this.#startedAt,
      consumers,
      states: () => consumers.consumers(),
      schema,
      history: this.history,
      ledger,
    };
  }
}
