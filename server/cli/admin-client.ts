import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { userInfo } from "node:os";
import { SluiceError } from "../../proto/error.ts";
import { formatLine, parseAnswer } from "../ops/admin-wire.ts";
import { socketPath } from "../ops/socket-path.ts";

/** Longest answer that is taken, bytes. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

/**
 * Asks the server behind a socket once. Errors: ADMIN_NOT_RUNNING when nobody listens there, ADMIN_ANSWER_UNREADABLE, and whatever the
 * command was refused with.
 */
export async function callAdmin(
  path: string,
  command: string,
  args: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const socket = await open(path);
  try {
    socket.write(formatLine({ id: 1, command, args, user: userName() }));
    return parseAnswer(await readLine(socket));
  } finally {
    socket.destroy();
  }
}

/** Who types the command, for the records that the server keeps. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch (error) {
    // A user id without an entry in the system's list, as containers have it.
    if (error instanceof Error && "code" in error) return String(process.getuid?.() ?? "");
    throw error;
  }
}

async function open(path: string): Promise<Socket> {
  try {
    const short = socketPath(path);
    try {
      const socket = connect(short.path);
      await once(socket, "connect");
      return socket;
    } finally {
      short.close();
    }
  } catch (error) {
    if (error instanceof SluiceError) throw error;
    const reason = error instanceof Error && "code" in error ? String(error.code) : undefined;
    throw new SluiceError("ADMIN_NOT_RUNNING", { path, reason }, { cause: error });
  }
}

async function readLine(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of socket) {
      const part = chunk as Buffer;
      chunks.push(part);
      bytes += part.length;
      if (part.at(-1) === 0x0a) return Buffer.concat(chunks).toString("utf8");
      if (bytes > MAX_ANSWER_BYTES) throw new SluiceError("ADMIN_ANSWER_UNREADABLE", { bytes });
    }
  } catch (error) {
    if (error instanceof SluiceError) throw error;
    throw new SluiceError("ADMIN_ANSWER_UNREADABLE", { bytes }, { cause: error });
  }
  throw new SluiceError("ADMIN_ANSWER_UNREADABLE", { bytes, reason: "the connection ended before the line did" });
}
