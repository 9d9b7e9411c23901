import { randomUUID } from "node:crypto";
import { SluiceError } from "../../proto/error.ts";
import type { BinlogPosition } from "../../proto/position.ts";
import type { Logger } from "../logger.ts";
import type { BinlogFeed, BinlogSource, DumpStart, SchemaReader, SourceIdentity } from "./binlog-source.ts";
import { openDump } from "./dump.ts";
import { readRetention } from "./retention-query.ts";
import type { LogRetentionFacts } from "./log-retention.ts";
import { MetadataConnection } from "./metadata-connection.ts";
import { login } from "./mysql-login.ts";
import { MysqlSchemaReader } from "./mysql-schema-reader.ts";
import type { MysqlSession } from "./mysql-session.ts";
import { resolveOptions } from "./mysql-source-options.ts";
import type { MysqlSourceOptions, ResolvedOptions } from "./mysql-source-options.ts";
import { assertUsable, column, probe, showLogStatus, withPrivilege } from "./probe.ts";
import type { ProbedServer } from "./probe.ts";
import { purgedDetails } from "./purged-log.ts";
import { chooseServerId } from "./server-id.ts";
import { fileBegin, findGroupByTimestamp } from "./timestamp-search.ts";
import type { ReadFile } from "./timestamp-search.ts";

const MOST_SEEN = 100_000;

/** MySQL, MariaDB and what speaks like them, followed as one of their replicas. */
export class MysqlSource implements BinlogSource {
  readonly schema: SchemaReader;
  readonly #options: ResolvedOptions;
  readonly #logger: Logger;
  readonly #metadata: MetadataConnection;
  readonly #detecting: MetadataConnection;
  /** Ours for as long as this object lives: a new dump makes the source end an old one of ours that it still holds for alive. */
  readonly #readerUuid = randomUUID();
  readonly #feeds = new Set<BinlogFeed>();
  readonly #seenSizes = new Map<string, number>();
  #serverId = 0;
  #identified: SourceIdentity | undefined;
  #closed = false;

  constructor(options: MysqlSourceOptions, logger: Logger) {
    this.#options = resolveOptions(options);
    this.#logger = logger;
    this.#metadata = new MetadataConnection(async (signal) => this.#metadataSession(signal));
    this.#detecting = new MetadataConnection(async (signal) => login(this.#options, this.#logger, signal));
    this.schema = new MysqlSchemaReader(this.#metadata);
  }

  async identify(signal: AbortSignal): Promise<SourceIdentity> {
    const { identity } = await this.#metadata.ask(signal, async (session) => probe(session, signal));
    this.#identified = identity;
    return identity;
  }

  /** The signal ends the feed as well, not only its opening. */
  async open(start: DumpStart, signal: AbortSignal): Promise<BinlogFeed> {
    return this.#open(start, false, signal);
  }

  /** A feed that ends with the last event that is in the log now. */
  async openToEnd(start: DumpStart, signal: AbortSignal): Promise<BinlogFeed> {
    return this.#open(start, true, signal);
  }

  async currentPosition(signal: AbortSignal): Promise<BinlogPosition> {
    return this.#metadata.ask(signal, async (session) => {
      const { identity } = await probe(session, signal);
      const status = await showLogStatus(session, this.#options.user, signal);
      const journalName = column(status, "File");
      const position = Number(column(status, "Position"));
      let gtid = "";
      if (identity.flavor === "mariadb") {
        // By file and position, so that what is written between the two questions doesn't count.
        const sql = "SELECT BINLOG_GTID_POS(?, ?) AS gtid";
        gtid = (await session.queryRow(sql, signal, [journalName, String(position)]))["gtid"] ?? "";
      } else if (identity.gtid) {
        gtid = column(status, "Executed_Gtid_Set").replaceAll(/\s/g, "");
      }
      const clock = await session.queryRow("SELECT UNIX_TIMESTAMP() AS now", signal);
      const timestamp = Number(column(clock, "now")) * 1000;
      return { journalName, position, timestamp, serverId: identity.serverId, gtid };
    });
  }

  async listLogs(signal: AbortSignal): Promise<readonly { readonly journalName: string; readonly size: number }[]> {
    const rows = await this.#metadata.ask(signal, async (session) =>
      withPrivilege(session, this.#options.user, "REPLICATION CLIENT", signal, async () =>
        session.query("SHOW BINARY LOGS", signal),
      ),
    );
    const logs = rows.map((row) => ({ journalName: column(row, "Log_name"), size: Number(column(row, "File_size")) }));
    // While files are purged one by one, the sizes of those that went last are remembered: a loss can then be told in bytes.
    if (this.#seenSizes.size > MOST_SEEN) this.#seenSizes.clear();
    for (const { journalName, size } of logs) this.#seenSizes.set(journalName, size);
    return logs;
  }

  async findByTimestamp(timestamp: number, signal: AbortSignal): Promise<BinlogPosition | undefined> {
    const logs = await this.listLogs(signal);
    return findGroupByTimestamp(
      logs.map(({ journalName }) => journalName),
      timestamp,
      this.#reader(signal),
    );
  }

  /** Runs `canal.instance.detecting.sql` on a connection of its own. Rejects when the source doesn't answer as it should. */
  async detect(sql: string, signal: AbortSignal): Promise<void> {
    await this.#detecting.ask(signal, async (session) => session.query(sql, signal));
  }

  async assertUsable(signal: AbortSignal): Promise<SourceIdentity> {
    const server = await this.#metadata.ask(signal, async (session) => probe(session, signal));
    assertUsable(server, this.#options);
    return server.identity;
  }

  /** Files, how long they are kept, and the server's clock. */
  async retention(signal: AbortSignal): Promise<LogRetentionFacts> {
    const logs = await this.listLogs(signal);
    return this.#metadata.ask(signal, async (session) => ({ logs, ...(await readRetention(session, signal)) }));
  }

  /** Second in which a file was begun; undefined when it is gone. */
  async fileBegin(journalName: string, signal: AbortSignal): Promise<number | undefined> {
    return fileBegin(journalName, this.#reader(signal));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#metadata.close();
    this.#detecting.close();
    await Promise.all([...this.#feeds].map(async (feed) => feed.close()));
  }

  #reader(signal: AbortSignal): ReadFile {
    return async (journalName, position) => this.#open({ kind: "file", journalName, position }, true, signal);
  }

  async #open(start: DumpStart, once: boolean, signal: AbortSignal): Promise<BinlogFeed> {
    if (this.#closed) throw new SluiceError("SOURCE_CLOSED", this.#place());
    const session = await login(this.#options, this.#logger, signal);
    try {
      const server = await probe(session, signal);
      this.#assertSameServer(server);
      assertUsable(server, this.#options);
      const feed = await openDump({
        session,
        server: server.identity,
        start,
        once,
        serverId: this.#readerServerId(server),
        // A short look into a file must not end the dump that runs.
        readerUuid: once ? randomUUID() : this.#readerUuid,
        options: this.#options,
        signal,
        explain: async (error) => this.#explain(error, start, signal),
        onClose: (closed) => this.#feeds.delete(closed),
      });
      if (this.#closed) {
        await feed.close();
        throw new SluiceError("SOURCE_CLOSED", this.#place());
      }
      this.#feeds.add(feed);
      return feed;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** A position means something on one server only: whoever asked for identity and position must get this server's log. */
  #assertSameServer({ identity }: ProbedServer): void {
    const before = this.#identified;
    if (before === undefined) return;
    if (before.serverUuid === identity.serverUuid && before.serverId === identity.serverId) return;
    this.#identified = undefined;
    throw new SluiceError("SOURCE_SERVER_CHANGED", {
      ...this.#place(),
      serverId: identity.serverId,
      serverUuid: identity.serverUuid,
      previousServerId: before.serverId,
      previousServerUuid: before.serverUuid,
    });
  }

  #readerServerId({ identity }: ProbedServer): number {
    if (this.#serverId === 0 || this.#serverId === identity.serverId) {
      this.#serverId = chooseServerId(this.#options.serverId, identity.serverId);
    }
    return this.#serverId;
  }

  /** Adds what the operator needs to decide, by questions on the other connection; if those fail, the error stays as it is. */
  async #explain(error: SluiceError, start: DumpStart, signal: AbortSignal): Promise<SluiceError> {
    if (error.code === "SOURCE_SERVER_ID_IN_USE" && this.#options.serverId === 0) this.#serverId = 0;
    if (error.code !== "SOURCE_LOG_PURGED") return error;
    try {
      const logs = await this.listLogs(signal);
      const [oldest] = logs;
      const details = purgedDetails({
        start,
        logs,
        seenSizes: this.#seenSizes,
        oldestBegin: oldest === undefined ? undefined : await this.fileBegin(oldest.journalName, signal),
        gtidPurged: start.kind === "gtid" ? await this.#gtidPurged(signal) : undefined,
      });
      return new SluiceError(error.code, { ...error.details, ...details }, { cause: error });
    } catch (cause) {
      this.#logger.warn(
        { code: cause instanceof SluiceError ? cause.code : String(cause) },
        "can't tell the oldest position left",
      );
      return error;
    }
  }

  async #gtidPurged(signal: AbortSignal): Promise<string | undefined> {
    const sql = "SHOW GLOBAL VARIABLES WHERE Variable_name = 'gtid_purged'";
    const [row] = await this.#metadata.ask(signal, async (session) => session.query(sql, signal));
    return row === undefined ? undefined : column(row, "Value").replaceAll(/\s/g, "");
  }

  async #metadataSession(signal: AbortSignal): Promise<MysqlSession> {
    const session = await login(this.#options, this.#logger, signal);
    try {
      // Both change the text of SHOW CREATE TABLE.
      await session.query("SET SESSION sql_mode = '', SESSION sql_quote_show_create = 1", signal);
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  #place(): { address: string; port: number } {
    return { address: this.#options.host, port: this.#options.port };
  }
}
