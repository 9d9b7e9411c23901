import { SluiceError } from "../../proto/error.ts";
import type { BinlogPosition } from "../../proto/position.ts";
import type { Logger } from "../logger.ts";
import type { BinlogFeed, BinlogSource, DumpStart, SchemaReader, SourceIdentity } from "./binlog-source.ts";
import type { LogFile, LogRetentionFacts } from "./log-retention.ts";

/** What a destination needs of a server that it may follow, beside its log. */
export interface FollowedServer extends BinlogSource {
  /** Runs a statement on a connection of its own; rejects when the server does not answer as it should. */
  detect(sql: string, signal: AbortSignal): Promise<void>;
  /** Rejects when the server does not answer, or can't be followed with these settings. */
  assertUsable(signal: AbortSignal): Promise<SourceIdentity>;
  retention(signal: AbortSignal): Promise<LogRetentionFacts>;
  fileBegin(journalName: string, signal: AbortSignal): Promise<number | undefined>;
}

export type ServerRole = "master" | "standby";

export interface FailoverServer {
  readonly role: ServerRole;
  readonly address: string;
  readonly port: number;
  readonly source: FollowedServer;
}

/** Plain values, read whenever somebody wants to know. */
export interface FailoverStats {
  role: ServerRole;
  address: string;
  port: number;
  /** Times that the other server was taken. */
  switches: number;
  /** `Date.now()` of the last one; 0 before. */
  switchedAt: number;
  /** Why. */
  switchedFor: string;
}

/**
 * One source over a master and its standby: everything goes to the one that is followed now. A switch ends with SOURCE_SWITCHED whatever is
 * under way, so that its reader asks again who answers; until it has asked, nothing but that question is answered, because a position of
 * one server must never be looked for on the other.
 */
export class FailoverSource implements BinlogSource {
  readonly schema: SchemaReader;
  readonly stats: FailoverStats;
  readonly #logger: Logger;
  readonly #other: FailoverServer | undefined;
  readonly #servers: readonly FailoverServer[];
  #followed: FailoverServer;
  /** Aborted when the server of this turn is left. */
  #turn = new AbortController();
  #identified: AbortController | undefined;

  constructor(master: FailoverServer, standby: FailoverServer | undefined, logger: Logger) {
    this.#logger = logger;
    this.#followed = master;
    this.#other = standby;
    this.#servers = standby === undefined ? [master] : [master, standby];
    const { role, address, port } = master;
    this.stats = { role, address, port, switches: 0, switchedAt: 0, switchedFor: "" };
    this.schema = {
      showCreateTable: (schema, table, signal) =>
        this.#ask(signal, (source, both) => source.schema.showCreateTable(schema, table, both)),
      schemaCharset: (schema, signal) => this.#ask(signal, (source, both) => source.schema.schemaCharset(schema, both)),
      listTables: (signal) => this.#ask(signal, (source, both) => source.schema.listTables(both)),
    };
  }

  async identify(signal: AbortSignal): Promise<SourceIdentity> {
    const turn = this.#turn;
    const identity = await this.#during(turn, signal, (both) => this.#followed.source.identify(both));
    this.#identified = turn;
    return identity;
  }

  open(start: DumpStart, signal: AbortSignal): Promise<BinlogFeed> {
    return this.#ask(signal, (source, both) => source.open(start, both));
  }

  currentPosition(signal: AbortSignal): Promise<BinlogPosition> {
    return this.#ask(signal, (source, both) => source.currentPosition(both));
  }

  listLogs(signal: AbortSignal): Promise<readonly LogFile[]> {
    return this.#ask(signal, (source, both) => source.listLogs(both));
  }

  findByTimestamp(timestamp: number, signal: AbortSignal): Promise<BinlogPosition | undefined> {
    return this.#ask(signal, (source, both) => source.findByTimestamp(timestamp, both));
  }

  detect(sql: string, signal: AbortSignal): Promise<void> {
    return this.#during(this.#turn, signal, (both) => this.#followed.source.detect(sql, both));
  }

  retention(signal: AbortSignal): Promise<LogRetentionFacts> {
    return this.#ask(signal, (source, both) => source.retention(both));
  }

  fileBegin(journalName: string, signal: AbortSignal): Promise<number | undefined> {
    return this.#ask(signal, (source, both) => source.fileBegin(journalName, both));
  }

  /** Begins with the server that `isIt` knows, instead of the master. Only before anything was asked. */
  async beginWith(isIt: (server: FailoverServer) => Promise<boolean>): Promise<void> {
    const standby = this.#other;
    if (standby === undefined || (await isIt(this.#followed)) || !(await isIt(standby))) return;
    this.#follow(standby);
    const { address, port } = standby;
    this.#logger.warn({ address, port }, "the saved position is the standby's: it is followed, not the master");
  }

  /**
   * Goes on with the other server, once that one has answered and can be followed. Errors: CONF_NO_STANDBY, and whatever the other one's
   * answer is; then nothing has changed.
   */
  async switchOver(reason: string, signal: AbortSignal): Promise<void> {
    const from = this.#followed;
    const to = this.#servers.find((server) => server !== from);
    if (to === undefined) throw new SluiceError("SOURCE_NO_STANDBY", { address: from.address, port: from.port });
    const identity = await to.source.assertUsable(signal);
    const { stats } = this;
    this.#follow(to);
    stats.switches++;
    stats.switchedAt = Date.now();
    stats.switchedFor = reason;
    const where = { address: to.address, port: to.port, previousAddress: from.address, previousPort: from.port };
    this.#logger.error(
      { ...where, role: to.role, serverUuid: identity.serverUuid, reason },
      "FAIL-OVER: the source does not answer any more, going on with the other server",
    );
    const turn = this.#turn;
    this.#turn = new AbortController();
    turn.abort(new SluiceError("SOURCE_SWITCHED", where));
  }

  /** Ends whatever is under way with that error, so that its reader begins again. */
  interrupt(error: SluiceError): void {
    const turn = this.#turn;
    this.#turn = new AbortController();
    turn.abort(error);
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map(({ source }) => source.close()));
  }

  #follow(server: FailoverServer): void {
    this.#followed = server;
    const { role, address, port } = server;
    Object.assign(this.stats, { role, address, port });
  }

  async #ask<T>(signal: AbortSignal, question: (source: FollowedServer, both: AbortSignal) => Promise<T>): Promise<T> {
    const turn = this.#turn;
    if (this.#identified !== turn) {
      const { address, port } = this.#followed;
      throw new SluiceError("SOURCE_SWITCHED", { address, port });
    }
    return this.#during(turn, signal, (both) => question(this.#followed.source, both));
  }

  async #during<T>(turn: AbortController, signal: AbortSignal, work: (both: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await work(AbortSignal.any([signal, turn.signal]));
    } catch (error) {
      if (turn.signal.aborted && !signal.aborted) throw turn.signal.reason;
      throw error;
    }
  }
}
