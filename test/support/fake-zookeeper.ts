import { encodeFrame } from "../../proto/frame.ts";

/** Frames of a fake ZooKeeper, for what no real one sends on command. */

/** The answer to a handshake: a session of that timeout; 0 says that the one asked for has expired. */
export function zkHandshake(timeoutMs: number, sessionId = 0x1234n): Buffer {
  const body = Buffer.alloc(4 + 4 + 8 + 4 + 16 + 1);
  body.writeInt32BE(timeoutMs, 4);
  body.writeBigInt64BE(sessionId, 8);
  body.writeInt32BE(16, 16);
  return encodeFrame(body);
}

/** The head of an answer, and what follows it. */
export function zkReply(xid: number, error: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32BE(xid, 0);
  header.writeBigInt64BE(7n, 4);
  header.writeInt32BE(error, 12);
  return encodeFrame(Buffer.concat([header, payload]));
}
