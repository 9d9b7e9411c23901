import { encodeBatchRequest, encodeSub } from "../../../../proto/packet-request.ts";
import { PacketType } from "../../../../proto/packet.ts";
import { asking, silently, SUCCESS } from "./probe.ts";
import type { Probe } from "./probe.ts";

const server400 = (text: string): string => `error 400: ‹channel text› CanalServerException: ${text}`;
const number400 = (text: string): string => `error 400: ‹channel text› NumberFormatException: ${text}`;
const notSubscribed = server400(
  "ClientIdentity:ClientIdentity[destination=example,clientId=55,filter=<null>] should subscribe first",
);
const notStarted = server400("destination:nope should start first");

const TYPES: readonly (readonly [number, string])[] = [
  [0, "PACKAGETYPECOMPATIBLEPROTO2"],
  [1, "HANDSHAKE"],
  [2, "CLIENTAUTHENTICATION"],
  [3, "ACK"],
  [7, "MESSAGES"],
  [9, "SHUTDOWN"],
  [10, "DUMP"],
  [11, "HEARTBEAT"],
  [13, "UNRECOGNIZED"],
  [99, "UNRECOGNIZED"],
];

const idProbe = (clientId: string, answer: string): Probe => ({
  name: `client id '${clientId}': subscribe`,
  canal: [answer],
  ask: asking((client) => client.subscribe("", clientId)),
});

const incomplete = (request: string, text: string): string =>
  `error 401: destination or clientId is null. ${request}: ${text}`;

export const ERRORS: readonly Probe[] = [
  ...TYPES.map(([type, name]): Probe => ({
    name: `packet type ${String(type)}`,
    canal: [`error 400: packet type: ${name} is NOT supported!`],
    ask: asking((client) => client.packet(type)),
  })),
  {
    name: "subscribe to an unknown destination",
    canal: [notStarted],
    ask: asking((client) => client.subscribe("", "1001", "nope")),
  },
  {
    name: "unsubscribe from an unknown destination",
    canal: [server400("can't find destination:nope")],
    ask: asking((client) => client.unsubscribe("1001", "nope")),
  },
  {
    name: "get from an unknown destination",
    canal: [notStarted],
    ask: asking((client) => client.get(1, { destination: "nope" })),
  },
  {
    name: "get before subscribe (client 55)",
    canal: [notSubscribed],
    ask: asking((client) => client.get(1, { clientId: "55" })),
  },
  { name: "ack before subscribe", canal: [notSubscribed], ask: asking((client) => client.ack(1, "55")) },
  { name: "rollback before subscribe", canal: ["nothing"], ask: silently((client) => client.rollback(0, "55")) },
  {
    name: "rollback, unknown destination",
    canal: [notStarted],
    ask: asking((client) => client.rollback(0, "1001", "nope")),
  },
  {
    name: "rollback of batch 3 before subscribe",
    canal: ["nothing"],
    ask: silently((client) => client.rollback(3, "55")),
  },
  {
    name: "unsubscribe a client never seen",
    canal: [SUCCESS],
    ask: asking((client) => client.unsubscribe("4711")),
  },
  {
    name: "empty destination: sub",
    canal: [incomplete("Sub", 'client_id: "1"\n')],
    ask: asking((client) => client.subscribe("", "1", "")),
  },
  {
    name: "empty destination: unsub",
    canal: [incomplete("Unsub", 'client_id: "1"\n')],
    ask: asking((client) => client.unsubscribe("1", "")),
  },
  {
    name: "empty destination: get",
    canal: [incomplete("Get", 'client_id: "1"\nfetch_size: 1000\ntimeout: -1\nunit: 2\n')],
    ask: asking((client) => client.get(1000, { destination: "", clientId: "1" })),
  },
  {
    name: "empty destination: ack",
    canal: [incomplete("Ack", 'client_id: "1001"\n…')],
    ask: asking((client) => client.ack(7, "1001", "")),
  },
  {
    name: "empty destination: rollback",
    canal: [incomplete("Rollback", 'client_id: "1001"\n…')],
    ask: asking((client) => client.rollback(7, "1001", "")),
  },
  {
    name: "empty client id: get",
    canal: [incomplete("Get", 'destination: "example"\nfetch_size: 1000\ntimeout: -1\nunit: 2\n')],
    ask: asking((client) => client.get(1000, { clientId: "" })),
  },
  {
    name: "ack of batch 0",
    canal: ['error 402: batchId should assign value. Ack: destination: "example"\n…'],
    ask: asking((client) =>
      client.packet(PacketType.CLIENTACK, encodeBatchRequest({ destination: "example", clientId: "1001", batchId: 0 })),
    ),
  },
  idProbe("abc", number400('For input string: "abc"…')),
  idProbe("32767", SUCCESS),
  idProbe("32768", number400('Value out of range. Value:"32768" Radix:10…')),
  idProbe("-5", SUCCESS),
  idProbe("01001", SUCCESS),
  {
    name: "client id ' 1': subscribe",
    canal: [number400('For input string: " 1"…')],
    ask: asking((client) =>
      client.packet(PacketType.SUBSCRIPTION, encodeSub({ destination: "example", clientId: " 1", filter: "" })),
    ),
  },
];
