import { createServer } from "node:net";
import type { Socket } from "node:net";
import { FrameReader } from "../../proto/frame.ts";
import { emptyMessagesFrame, handshakeFrame, successFrame } from "../../proto/packet-reply.ts";
import { decodePacket, PacketType } from "../../proto/packet.ts";
import { readFrames } from "./frames.ts";

/**
 * A program of its own: `replay-frames FILE`. A server that has nothing to do: whoever logs in and subscribes gets the recorded frames, one a
 * GET, from memory. Prints its port as JSON and runs until it is ended.
 */
const bodies = readFrames(process.argv[2] ?? "");
const server = createServer({ noDelay: true }, (socket) => {
  serve(socket);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server without a port");
  process.stdout.write(`${JSON.stringify({ port: address.port })}\n`);
});

function serve(socket: Socket): void {
  const frames = new FrameReader(1 << 20);
  let next = 0;
  socket.write(handshakeFrame(Buffer.alloc(8)));
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    frames.push(chunk);
    for (let body = frames.next(); body !== undefined; body = frames.next()) {
      const { type } = decodePacket(body);
      if (type === PacketType.GET) sendBatch(socket, bodies[next++]);
      else if (type !== PacketType.CLIENTACK && type !== PacketType.CLIENTROLLBACK) socket.write(successFrame());
    }
  });
}

function sendBatch(socket: Socket, body: Buffer | undefined): void {
  if (body === undefined) {
    socket.write(emptyMessagesFrame());
    return;
  }
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  socket.cork();
  socket.write(head);
  socket.write(body);
  socket.uncork();
}
