import type { Secret } from "./secret.ts";

/** What canal.properties says, checked and typed. Paths are absolute, times are milliseconds. */
export interface ServerConfig {
  /** The file it was read from. */
  readonly file: string;
  /** Folder whose sub-folders are the destinations. */
  readonly destinationsDir: string;
  readonly dataDir: string;
  /** Undefined: no TCP listener. Without `host` every address is meant. */
  readonly listen: { readonly host: string | undefined; readonly port: number } | undefined;
  readonly user: string | undefined;
  /** SHA1(SHA1(password)) in hexadecimal. */
  readonly passwordHash: Secret | undefined;
  readonly metrics: { readonly host: string | undefined; readonly port: number } | undefined;
  /** Path of the operator's socket; undefined: there is none. */
  readonly adminSocket: string | undefined;
  readonly destinations: readonly string[];
  /** Undefined: the folders are not watched. */
  readonly scanIntervalMs: number | undefined;
  /** Undefined: a server alone. */
  readonly cluster: ClusterConfig | undefined;
  readonly maxConnections: number;
  readonly maxFrameBytes: number;
  readonly log: {
    readonly level: "trace" | "debug" | "info" | "warn" | "error";
    readonly format: "auto" | "json" | "pretty";
  };
}

/** Servers that stand by for each other over ZooKeeper. Times in milliseconds. */
export interface ClusterConfig {
  /** ZooKeeper's servers, comma separated, with a chroot perhaps. */
  readonly servers: string;
  /** What this server is registered as, without port and brackets. Undefined: the host's first address. */
  readonly host: string | undefined;
  /** `canal.port`; where that is 0 the port that was drawn counts. */
  readonly port: number;
  readonly sessionTimeoutMs: number;
  readonly flushMs: number;
  /** An ack counts when its cursor is in ZooKeeper. */
  readonly durableAcks: boolean;
  /** user:password */
  readonly digest: Secret | undefined;
  readonly holdBackMs: number;
}

/** Certificates for TLS to the source, as Canal's keys name them: a PEM file, its path absolute. */
export interface KeyStore {
  readonly file: string;
  readonly password: Secret | undefined;
}

/** What one destination's instance.properties says over canal.properties. */
export interface InstanceConfig {
  readonly destination: string;
  /** The file it was read from. */
  readonly file: string;
  /** `<canal.file.data.dir>/<destination>` */
  readonly dataDir: string;
  /** Starts when its first client subscribes. */
  readonly lazy: boolean;
  readonly meta: "file" | "memory" | "zookeeper";
  /** The server of a cluster that it goes back to, as it is registered. */
  readonly home: string | undefined;
  readonly source: SourceConfig;
  readonly start: StartConfig;
  readonly history: HistoryConfig;
  readonly failover: FailoverConfig;
  readonly filter: FilterConfig;
  readonly store: {
    readonly mode: "memory" | "log";
    /** Memory for entries that wait, or, beside a log, for the newest ones. */
    readonly budgetBytes: number;
    readonly memoryUnit: number;
    readonly batchMode: "MEMSIZE" | "ITEMSIZE";
    readonly ddlIsolation: boolean;
    readonly log: LogStoreConfig;
  };
  readonly consumer: ConsumerConfig;
  /** Entries per chunk of a transaction. */
  readonly transactionSize: number;
  /** Rows and DDL have an id in their entry's header. */
  readonly rowId: boolean;
  /** Rows are written by the compiled kernel where it can. */
  readonly rowKernel: boolean;
  /** `+HH:MM` */
  readonly timezone: string;
}

/** How a log on the disk is kept. Sizes in bytes, times in milliseconds. */
export interface LogStoreConfig {
  readonly fsync: "batch" | "interval" | "none";
  readonly fsyncIntervalMs: number;
  readonly commitDelayMs: number;
  readonly segmentBytes: number;
  /** 0: no limit. */
  readonly diskBudgetBytes: number;
  readonly whenFull: "wait" | "oldest";
  readonly retentionMs: number;
  readonly retentionBytes: number;
  /** Whether damage is healed by the settings of now where those of its time are not known. */
  readonly healUnknown: "refuse" | "present";
}

/** What holds for every consumer that an operator has set nothing else for. */
export interface ConsumerConfig {
  readonly start: "oldest" | "latest";
  /** Infinity: none. */
  readonly limits: { readonly rowsPerSecond: number; readonly bytesPerSecond: number };
  /** Cursors on the disk follow the acks within so many milliseconds; undefined: an ack counts when its cursor is there. */
  readonly flushMs: number | undefined;
  /** Milliseconds without a request; undefined: never. */
  readonly expireMs: number | undefined;
}

/** A folder of binlog files in the place of a server's dump. */
export interface SourceFiles {
  /** Absolute. */
  readonly directory: string;
  readonly wait: boolean;
  /** The server of `SourceConfig` is asked for table definitions. */
  readonly schemaFromServer: boolean;
}

export interface SourceConfig {
  readonly files: SourceFiles | undefined;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Already decrypted. */
  readonly password: Secret;
  readonly database: string | undefined;
  /** 0: drawn by the source. */
  readonly serverId: number;
  readonly ssl: {
    readonly mode: "DISABLED" | "PREFERRED" | "REQUIRED" | "VERIFY_CA" | "VERIFY_IDENTITY";
    readonly versions: readonly ("TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3")[] | undefined;
    readonly trust: KeyStore | undefined;
    readonly client: KeyStore | undefined;
  };
  readonly binlogFormats: readonly string[];
  readonly binlogImages: readonly string[];
}

/** Where reading begins when no consumer has a cursor. */
export interface StartConfig {
  readonly gtidMode: boolean;
  readonly journalName: string | undefined;
  readonly position: number | undefined;
  /** Milliseconds. */
  readonly timestamp: number | undefined;
  readonly gtidSet: string | undefined;
  /** Milliseconds to go back from a cursor's time when the source's address has changed. */
  readonly fallbackMs: number;
  /** A purged position is given up for the log's end: changes are lost. */
  readonly autoResetLatest: boolean;
}

/** The other server that may be followed, and the heartbeat that shows whether the followed one answers. */
export interface FailoverConfig {
  readonly standby: { readonly source: SourceConfig; readonly start: StartConfig } | undefined;
  /** Undefined: no heartbeat. Times in milliseconds. */
  readonly detecting:
    | {
        readonly sql: string;
        readonly intervalMs: number;
        readonly threshold: number;
        /** Whether an outage switches to the other server. */
        readonly switchOver: boolean;
      }
    | undefined;
}

/** The timeline of table definitions. Times in milliseconds. */
export interface HistoryConfig {
  readonly enabled: boolean;
  /** Absolute. */
  readonly directory: string;
  readonly intervalMs: number;
  readonly expireMs: number;
  /** Room for rows that wait for a definition; 0: they don't. */
  readonly holdBytes: number;
}

export interface FilterConfig {
  readonly tables: string;
  readonly blackTables: string;
  readonly fields: string | undefined;
  readonly blackFields: string | undefined;
  readonly dcl: boolean;
  readonly dmlText: boolean;
  readonly ddl: boolean;
  readonly rows: boolean;
  readonly transactionEntries: boolean;
  readonly inserts: boolean;
  readonly updates: boolean;
  readonly deletes: boolean;
  readonly tableError: boolean;
  readonly druidDdl: boolean;
  /** Helper tables of online DDL tools are left out. */
  readonly onlineDdl: boolean;
}
