import { Ledger } from "../../../server/ledger/ledger.ts";
import type { InstanceStatus, StageStatus } from "../../../server/ops/instance-status.ts";
import { newParserStats } from "../../../server/parser/parser-stats.ts";
import { UNLIMITED } from "../../../server/subscription/rate.ts";
import { MemoryStoreStats } from "../../../server/store/memory-store-stats.ts";

/** A destination that follows its source and has nothing to do, with differences. */
export function runningStatus(
  over: Partial<Omit<StageStatus, "parser">> & { readonly parser?: Partial<StageStatus["parser"]> } = {},
): InstanceStatus {
  const { parser, ...stages } = over;
  return {
    destination: "example",
    phase: "running",
    failure: undefined,
    reloadFailure: undefined,
    election: undefined,
    stages: {
      parser: {
        ...newParserStats(),
        phase: "running",
        delayMs: 0,
        setAsideTables: [],
        heldTables: [],
        hold: undefined,
        ...parser,
      },
      sink: { chunks: 0, entries: 0, rows: 0, blockedMs: 0, blockedSince: undefined },
      store: new MemoryStoreStats(1024),
      log: undefined,
      batchMode: "MEMSIZE",
      bufferSize: 16_384,
      consumers: [],
      ledger: () => new Ledger().snapshot(),
      cursors: undefined,
      watch: undefined,
      sharingFailures: [],
      ...stages,
    },
  };
}

export function consumer(over: Partial<StageStatus["consumers"][number]> = {}): StageStatus["consumers"][number] {
  return {
    group: "",
    clientId: 1001,
    filter: "",
    paused: false,
    limits: UNLIMITED,
    unreadable: undefined,
    failure: undefined,
    lag: { entries: 0, rows: 0, bytes: 0, ms: 0 },
    ackedSeq: 1,
    reread: undefined,
    account: undefined,
    outstandingBatches: 0,
    waitingGets: 0,
    leftBehind: false,
    lagEntries: 0,
    cursor: undefined,
    ...over,
    stats: {
      batches: 0,
      emptyBatches: 0,
      entries: 0,
      rows: 0,
      bytes: 0,
      ackedRows: 0,
      rollbacks: 0,
      getTimestamp: 0,
      ackTimestamp: 0,
      lastRequestAt: 0,
      ...over.stats,
    },
  };
}
