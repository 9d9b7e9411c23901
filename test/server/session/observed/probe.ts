import type { PipelineEntry } from "../../../../server/pipeline-entry.ts";
import { PacketType } from "../../../../proto/packet.ts";
import { decodeAck } from "../../../../proto/packet-reply.ts";
import { entryMessages } from "../../../../proto/protobuf.ts";
import { makeEntry } from "../../../support/entries.ts";
import type { EntrySpec } from "../../../support/entries.ts";
import { describe as shown, messagesOf, RawClient } from "../../../support/raw-client.ts";
import type { Answer } from "../../../support/raw-client.ts";
import type { SessionServer, SessionServerOptions } from "../../../support/session-server.ts";

/**
 * One thing that was asked of a running Java Canal, with what it answered (canal-observed, "line by line"). `ask` does the same to our
 * listener. Texts end with … where the record was cut.
 */
export interface Probe {
  readonly name: string;
  readonly canal: readonly string[];
  readonly ask: (server: SessionServer) => Promise<readonly string[]>;
  /** Settings of the server it is asked of. */
  readonly settings?: SessionServerOptions;
  readonly password?: boolean;
}

export const SUCCESS = "10011803";
export const EMPTY = "MESSAGES version=1 batchId=-1 entries=0";
/** How long silence must last to be an answer. Silence that is too short could hide an answer, never invent one. */
const QUIET_MS = 40;

/** An answer in the words of the record: Canal's channel text is cut down to the exception. */
export function line(answer: Answer): string {
  if (answer.kind === "frame" && answer.type === PacketType.ACK) {
    const { errorCode, errorMessage } = decodeAck(answer.body);
    if (errorCode === 0) return answer.hex;
    const inner = /^something goes wrong with channel: \[id: 0x[0-9a-f]{8}, .* => .*\], exception: (.*)$/s.exec(
      errorMessage,
    );
    return `error ${String(errorCode)}: ${inner?.[1] === undefined ? errorMessage : `‹channel text› ${inner[1]}`}`;
  }
  return shown(answer);
}

export const next = async (client: RawClient): Promise<string> => line(await client.answer());
/** What comes within a short while: only for where silence is expected, since time proves nothing else. */
export const quiet = async (client: RawClient): Promise<string> => line(await client.answer(QUIET_MS));

const HEARTBEAT_REFUSED = "error 400: packet type: HEARTBEAT is NOT supported!";

/** What a request that is answered by silence when it succeeds was answered with: all that comes before the answer to a request behind it. */
export async function unsolicited(client: RawClient): Promise<string> {
  client.packet(PacketType.HEARTBEAT);
  const first = await next(client);
  if (first === HEARTBEAT_REFUSED) return "nothing";
  if (first === "closed") return first;
  const second = await next(client);
  if (second !== HEARTBEAT_REFUSED) throw new Error(`two answers to one request: ${first}, ${second}`);
  return first;
}

/** Kinds of a batch's entries: event type number of a row entry, or BEGIN, END. */
export function kindsOf(answer: Answer): string {
  const { batchId, entries } = messagesOf(answer);
  const kinds = entries.map((bytes) => {
    const { entryType, header } = entryMessages.Entry.decode(bytes);
    if (entryType === entryMessages.EntryType.TRANSACTIONBEGIN) return "BEGIN";
    return entryType === entryMessages.EntryType.TRANSACTIONEND
      ? "END"
      : `ROW ${String(header?.eventType)} ${String(header?.tableName)}`.trim();
  });
  return `${String(batchId)}: ${kinds.join(", ")}`;
}

/** An entry whose serialized form has exactly `size` bytes. */
export function entryOfSize(size: number, spec: EntrySpec): PipelineEntry {
  for (let payload = 0; payload <= size; payload++) {
    const entry = makeEntry({ ...spec, payload });
    if (entry.frame.length - entry.entryStart === size) return entry;
  }
  throw new Error(`no entry of ${String(size)} bytes`);
}

/** Runs `ask` with a client that is ready, and closes it. */
export async function withClient<T>(server: SessionServer, ask: (client: RawClient) => Promise<T>): Promise<T> {
  const client = await RawClient.ready(server.port);
  try {
    return await ask(client);
  } finally {
    client.close();
  }
}

/** Sends one thing and gives the answers: `count` of them, then silence or the end if `then` is asked for. */
export function asking(send: (client: RawClient) => void, then = false): Probe["ask"] {
  return (server) =>
    withClient(server, async (client) => {
      send(client);
      const answers = [await next(client)];
      if (then) answers.push(await unsolicited(client));
      return answers;
    });
}

/** Sends one thing that may well be answered by silence. */
export function silently(send: (client: RawClient) => void): Probe["ask"] {
  return (server) =>
    withClient(server, async (client) => {
      send(client);
      return [await unsolicited(client)];
    });
}
