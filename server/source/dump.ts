import { SluiceError } from "../../proto/error.ts";
import type { BinlogFeed, DumpStart, SourceIdentity } from "./binlog-source.ts";
import { dumpByFile, dumpByGtid, registerReplica } from "./dump-command.ts";
import { dumpError, readErrorPacket } from "./dump-error.ts";
import { DumpFeed } from "./dump-feed.ts";
import { EventSkipper } from "./event-skipper.ts";
import { prepareDump, setMariadbStart } from "./dump-session.ts";
import type { MysqlSession } from "./mysql-session.ts";
import type { ResolvedOptions } from "./mysql-source-options.ts";
import { PacketStream } from "./packet-stream.ts";
import { column, currentUser, missingPrivilege, withPrivilege } from "./probe.ts";

const ERROR = 0xff;

export interface DumpRequest {
  readonly session: MysqlSession;
  readonly server: SourceIdentity;
  readonly start: DumpStart;
  /** End with the last event that is there now. */
  readonly once: boolean;
  readonly serverId: number;
  readonly readerUuid: string;
  readonly options: ResolvedOptions;
  readonly signal: AbortSignal;
  readonly explain: (error: SluiceError) => Promise<SluiceError>;
  readonly onClose: (feed: BinlogFeed) => void;
}

/** Turns the session into a dump. What the source has against it (purged, no privilege, bad position) is thrown here, not by the feed. */
export async function openDump(request: DumpRequest): Promise<BinlogFeed> {
  const { session, server, start, serverId, options, signal } = request;
  const mariadb = server.flavor === "mariadb";
  const details = {
    address: server.address,
    port: server.port,
    ...(start.kind === "file"
      ? { journalName: start.journalName, position: start.position }
      : { gtidSet: start.gtidSet.slice(0, 1000) }),
  };
  if (start.kind === "gtid" && !server.gtid) throw new SluiceError("SOURCE_GTID_OFF", details);
  const checksum = await prepareDump(session, server.flavor, request.readerUuid, options, signal);
  if (start.kind === "gtid" && mariadb) await setMariadbStart(session, start.gtidSet, signal);
  const command = commandOf(request, mariadb);
  if (isFar(request)) await assertInside(request);
  const account = await currentUser(session, signal);

  const { socket } = session.takeSocket();
  const silenceMs = options.heartbeatMs + options.heartbeatMarginMs;
  const stream = new PacketStream(socket, { address: session.address, silenceMs, signal });
  const explain = async (error: SluiceError): Promise<SluiceError> =>
    error.code === "SOURCE_PRIVILEGE_MISSING"
      ? missingPrivilege(error, "REPLICATION SLAVE", "*.*", account)
      : request.explain(error);
  try {
    stream.send(registerReplica(serverId));
    await first(stream);
    stream.send(command);
    const head = await first(stream);
    return new DumpFeed(stream, head, {
      checksum,
      details,
      explain,
      onClose: request.onClose,
      skipper: skipperOf(request, checksum),
    });
  } catch (error) {
    await stream.close();
    throw error;
  }

  /** The first answer to a command; an error packet is thrown. */
  async function first(from: PacketStream): Promise<Uint8Array[]> {
    const payloads = await from.next();
    const answer = payloads?.[0];
    if (payloads === undefined || answer === undefined) throw new SluiceError("SOURCE_CONNECTION_LOST", details);
    if (answer[0] === ERROR) throw await explain(dumpError(readErrorPacket(answer), details));
    return payloads;
  }
}

function commandOf(request: DumpRequest, mariadb: boolean): Buffer {
  const { start, serverId, once } = request;
  if (start.kind === "file") {
    const position = isFar(request) ? 0 : start.position;
    return dumpByFile(start.journalName, position, serverId, { mariadb, once });
  }
  // MariaDB has the position from the session already.
  return mariadb
    ? dumpByFile("", 0, serverId, { mariadb, once })
    : dumpByGtid(start.gtidSet, serverId, { mariadb, once });
}

/** Whether the start lies beyond what the command can name, so that we read to it. */
function isFar({ start, options }: DumpRequest): boolean {
  return start.kind === "file" && start.position > options.largestDumpPosition;
}

/** The server checks a position that it is told; reading to one that isn't there, we would wait for ever. */
async function assertInside({ session, start, options, signal }: DumpRequest): Promise<void> {
  if (start.kind !== "file") return;
  const logs = await withPrivilege(session, options.user, "REPLICATION CLIENT", signal, async () =>
    session.query("SHOW BINARY LOGS", signal),
  );
  const file = logs.find((row) => column(row, "Log_name") === start.journalName);
  const size = file === undefined ? undefined : Number(column(file, "File_size"));
  if (size === undefined || size >= start.position) return;
  const { journalName, position } = start;
  throw new SluiceError("SOURCE_POSITION_INVALID", { journalName, position, reason: `the file has ${size} bytes` });
}

function skipperOf(request: DumpRequest, checksum: "NONE" | "CRC32"): EventSkipper | undefined {
  const { start } = request;
  if (start.kind !== "file" || !isFar(request)) return undefined;
  return new EventSkipper(start.journalName, start.position, checksum);
}
