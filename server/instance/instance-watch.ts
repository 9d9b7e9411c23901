import type { FailoverConfig } from "../../conf/config.ts";
import type { BinlogPosition } from "../../proto/position.ts";
import type { Logger } from "../logger.ts";
import { ResetWatch } from "./reset-watch.ts";
import type { ResetWatchOptions } from "./reset-watch.ts";
import { Heartbeat } from "../source/heartbeat.ts";
import type { HeartbeatStats } from "../source/heartbeat.ts";
import type { FailoverSource, FailoverStats } from "../source/failover-source.ts";
import { LogRetention } from "../source/log-retention.ts";
import type { LogRetentionOptions, RetentionStatus } from "../source/log-retention.ts";

/** A slow answer is one all the same. */
const LEAST_TIMEOUT_MS = 5000;

export interface SourceWatchOptions {
  readonly servers: FailoverSource;
  readonly failover: FailoverConfig;
  /** The oldest place in the followed server's log that is still needed. */
  readonly needed: () => BinlogPosition | undefined;
  /** Whether a file of the source that was read is another one now. */
  readonly compareFile: ResetWatchOptions["compare"];
  /** Told when the other server was taken. */
  readonly onSwitched: () => void;
  readonly logger: Logger;
}

/** What is watched about the servers that a destination follows. */
export interface WatchStatus {
  readonly followed: Readonly<FailoverStats>;
  /** Undefined where no heartbeat is configured. */
  readonly heartbeat: Readonly<HeartbeatStats> | undefined;
  /** Undefined before the first answer. */
  readonly retention: RetentionStatus | undefined;
}

/** Watches the servers of a destination beside the stream: whether the followed one answers, and whether it keeps what is needed. */
export class SourceWatch {
  readonly #servers: FailoverSource;
  readonly #heartbeat: Heartbeat | undefined;
  readonly #retention: LogRetention;

  constructor({ servers, failover: { detecting }, needed, compareFile, onSwitched, logger }: SourceWatchOptions) {
    this.#servers = servers;
    const resets = new ResetWatch({
      fileBegin: (journalName, signal) => servers.fileBegin(journalName, signal),
      compare: compareFile,
      onReset: (error) => {
        servers.interrupt(error);
      },
    });
    const onLooked: LogRetentionOptions["onLooked"] = (...looked) => resets.look(...looked);
    this.#retention = new LogRetention({ source: servers, needed, onLooked, logger });
    if (detecting === undefined) return;
    const { sql, intervalMs, threshold, switchOver } = detecting;
    this.#heartbeat = new Heartbeat({
      detect: (signal) => servers.detect(sql, signal),
      intervalMs,
      timeoutMs: Math.max(intervalMs, LEAST_TIMEOUT_MS),
      threshold,
      onOutage: switchOver
        ? async (cause, signal) => {
            await servers.switchOver(cause.code, signal);
            onSwitched();
          }
        : undefined,
      logger,
    });
  }

  get status(): WatchStatus {
    return {
      followed: this.#servers.stats,
      heartbeat: this.#heartbeat?.stats,
      retention: this.#retention.status,
    };
  }

  start(): void {
    this.#heartbeat?.start();
    this.#retention.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#heartbeat?.stop(), this.#retention.stop()]);
  }
}
