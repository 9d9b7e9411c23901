import { encodeFrame } from "../../../../proto/frame.ts";
import { encodeClientAuth, encodeSub } from "../../../../proto/packet-request.ts";
import { encodePacket, PacketType } from "../../../../proto/packet.ts";
import { RawClient } from "../../../support/raw-client.ts";
import { asking, line, next, SUCCESS, withClient } from "./probe.ts";
import type { Probe } from "./probe.ts";

const notSupported = (type: string): string => `error 400: packet type: ${type} is NOT supported!`;
/** Time for a connection to be closed in. */
const CLOSING_MS = 5000;
const SUB = { destination: "example", clientId: "1001", filter: "" };

export const FRAMING: readonly Probe[] = [
  {
    name: "handshake",
    canal: ["100118012a0a1208", "8 bytes of seed"],
    ask: async ({ port }) => {
      const client = await RawClient.connect(port);
      const answer = await client.answer();
      client.close();
      if (answer.kind !== "frame") return [answer.kind];
      return [answer.hex.slice(0, 16), `${String((answer.hex.length - 16) / 2)} bytes of seed`];
    },
  },
  {
    name: "empty frame as the first frame",
    canal: [SUCCESS],
    ask: async ({ port }) => {
      const client = await RawClient.connect(port);
      await client.seeds();
      client.frame(new Uint8Array(0));
      const answer = await next(client);
      client.close();
      return [answer];
    },
  },
  {
    name: "empty frame after auth",
    canal: [notSupported("PACKAGETYPECOMPATIBLEPROTO2"), "nothing"],
    ask: asking((client) => client.frame(new Uint8Array(0)), true),
  },
  { name: "length -1", canal: ["closed"], ask: asking((client) => client.raw(Buffer.from("ffffffff", "hex"))) },
  {
    name: "5 bytes of ff as a packet",
    canal: ["closed"],
    ask: asking((client) => client.frame(Buffer.from("ffffffffff", "hex"))),
  },
  {
    name: "SUBSCRIPTION whose body does not parse",
    canal: [
      "error 400: ‹channel text› InvalidProtocolBufferException: While parsing a protocol message, the input ended unexpectedly in the middle of a field.…",
      "nothing",
    ],
    ask: asking((client) => client.packet(PacketType.SUBSCRIPTION, Buffer.from("0a20616263", "hex")), true),
  },
  {
    name: "SUBSCRIPTION, destination not UTF-8",
    canal: [
      "error 400: ‹channel text› InvalidProtocolBufferException: Protocol message had invalid UTF-8.…",
      "nothing",
    ],
    ask: asking((client) => client.packet(PacketType.SUBSCRIPTION, Buffer.from("0a02c328", "hex")), true),
  },
  {
    name: "HEARTBEAT a byte at a time",
    canal: [notSupported("HEARTBEAT")],
    ask: (server) =>
      withClient(server, async (client) => {
        for (const byte of encodePacket(PacketType.HEARTBEAT)) {
          client.raw(Buffer.from([byte]));
          await new Promise((resolve) => setImmediate(resolve));
        }
        return [await next(client)];
      }),
  },
  {
    name: "three frames in one write",
    canal: [notSupported("HEARTBEAT"), notSupported("HEARTBEAT"), notSupported("HEARTBEAT")],
    ask: (server) =>
      withClient(server, async (client) => {
        const frame = encodePacket(PacketType.HEARTBEAT);
        client.raw(Buffer.concat([frame, frame, frame]));
        return [await next(client), await next(client), await next(client)];
      }),
  },
  {
    name: "auth and subscribe in one write",
    canal: [SUCCESS, SUCCESS],
    ask: async ({ port }) => {
      const client = await RawClient.connect(port);
      await client.seeds();
      const auth = encodePacket(PacketType.CLIENTAUTHENTICATION, encodeClientAuth({}));
      client.raw(Buffer.concat([auth, encodePacket(PacketType.SUBSCRIPTION, encodeSub(SUB))]));
      const answers = [await next(client), await next(client)];
      client.close();
      return answers;
    },
  },
  {
    name: "announces 1 GiB, sends nothing",
    canal: ["nothing"],
    ask: (server) =>
      withClient(server, async (client) => {
        client.raw(encodeFrame(new Uint8Array(0)).fill(0x40, 0, 1));
        return [line(await client.answer(CLOSING_MS))];
      }),
  },
];
