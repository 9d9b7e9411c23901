import type { ElectionStatus } from "../ha/election-status.ts";
import type { LedgerSnapshot } from "../ledger/ledger.ts";
import type { WatchStatus } from "../instance/instance-watch.ts";
import type { CommitStats } from "../meta/group-commit.ts";
import type { ParserStatus } from "../parser/parser-stats.ts";
import type { EntryEventSinkStats } from "../sink/entry-event-sink.ts";
import type { GapState } from "../reread/log-healer.ts";
import type { EventStoreStats } from "../store/event-store.ts";
import type { LogStoreStats } from "../store/log-store.ts";
import type { ConsumerState } from "../subscription/state.ts";

/** What a stage that can't run says of itself. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** `Date.now()` */
  readonly at: number;
}

/** Everything that metrics and health ask of one destination, read at the moment of asking. */
export interface InstanceStatus {
  readonly destination: string;
  /** `lazy`: waits for its first client. `standby`: another server of the cluster is active. `failed`: can't run as it is configured. */
  readonly phase: "lazy" | "standby" | "starting" | "running" | "failed";
  readonly failure: Failure | undefined;
  /** A changed file that can't be used; the settings before it are in force. */
  readonly reloadFailure: Failure | undefined;
  /** Of a destination that runs. */
  readonly stages: StageStatus | undefined;
  /** In a cluster, once it stands for election. */
  readonly election: ElectionStatus | undefined;
}

export interface StageStatus {
  readonly parser: ParserStatus;
  readonly sink: Readonly<EntryEventSinkStats>;
  readonly store: EventStoreStats;
  /** The log on the disk, and damage in it; undefined where entries are kept in memory. */
  readonly log: { readonly stats: LogStoreStats; readonly gaps: readonly GapState[] } | undefined;
  readonly batchMode: "MEMSIZE" | "ITEMSIZE";
  /** `canal.instance.memory.buffer.size` */
  readonly bufferSize: number;
  readonly consumers: readonly ConsumerState[];
  /** A copy, made when asked for: it grows with the number of tables. */
  readonly ledger: () => LedgerSnapshot;
  /** How writing cursors goes; undefined where they live in memory. */
  readonly cursors: CommitStats | undefined;
  /** The servers followed, their heartbeat and the life of their files; undefined for a folder of files. */
  readonly watch: WatchStatus | undefined;
  /** What a server that takes over would not find, and what this one did not; none where there is no cluster. */
  readonly sharingFailures: readonly { readonly code: string; readonly message: string }[];
}
