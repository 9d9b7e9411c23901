import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SluiceError } from "../../proto/error.ts";
import {
  decodeAck,
  decodeHandshake,
  decodeMessages,
  emptyMessagesFrame,
  errorFrame,
  handshakeFrame,
  successFrame,
} from "../../proto/packet-reply.ts";
import {
  decodeClientAck,
  decodeClientAuth,
  decodeClientRollback,
  decodeGet,
  decodeSub,
  decodeUnsub,
  encodeBatchRequest,
  encodeClientAuth,
  encodeGet,
  encodeSub,
} from "../../proto/packet-request.ts";
import { decodePacket, encodeMessagesHead, encodePacket, PacketType, packetTypeName } from "../../proto/packet.ts";
import { canalMessages } from "../../proto/protobuf.ts";
import { frameOf } from "../support/entries.ts";

const bytes = (hex: string): Buffer => Buffer.from(hex, "hex");
/** A frame's body in hex, after its header was seen to be right. */
function bodyHex(frame: Buffer): string {
  expect(frame.readInt32BE(0)).toBe(frame.length - 4);
  return frame.subarray(4).toString("hex");
}
/** A packet as protobufjs writes it. */
const reference = (fields: object): Uint8Array =>
  canalMessages.Packet.encode(canalMessages.Packet.fromObject(fields)).finish();
const hexOf = (body: Uint8Array): string => Buffer.from(body).toString("hex");

function reasonOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (error instanceof SluiceError && error.code === "PACKET_UNREADABLE") return error.details["reason"];
    throw error;
  }
  return "none";
}

describe("golden vectors (canal-protocol 10)", () => {
  test("handshake", () => {
    const hex = "100118012a0a12080102030405060708";
    expect(bodyHex(handshakeFrame(bytes("0102030405060708")))).toBe(hex);
    const packet = decodePacket(bytes(hex));
    expect(packet).toMatchObject({ type: PacketType.HANDSHAKE, version: 1, compression: 0 });
    expect(hexOf(decodeHandshake(packet.body).seeds)).toBe("0102030405060708");
  });

  test("success", () => {
    expect(bodyHex(successFrame())).toBe("10011803");
    expect(decodeAck(decodePacket(bytes("10011803")).body)).toEqual({ errorCode: 0, errorMessage: "" });
  });

  test("error", () => {
    expect(bodyHex(errorFrame(400, "x"))).toBe("100118032a06089003120178");
    expect(decodeAck(bytes("089003120178"))).toEqual({ errorCode: 400, errorMessage: "x" });
  });

  test("empty messages", () => {
    const hex = "100118072a0b08ffffffffffffffffff01";
    expect(bodyHex(emptyMessagesFrame())).toBe(hex);
    expect(decodeMessages(decodePacket(bytes(hex)).body)).toEqual({ batchId: -1, entries: [] });
  });

  test("messages by the fast path, without version", () => {
    const { frame } = frameOf(Buffer.from("AB"));
    const whole = Buffer.concat([encodeMessagesHead(7, frame.length), frame]);
    expect(bodyHex(whole)).toBe("18072a06080712024142");
    const packet = decodePacket(whole.subarray(4));
    expect(packet.version).toBe(0);
    const { batchId, entries } = decodeMessages(packet.body);
    expect(batchId).toBe(7);
    expect(entries.map((entry) => hexOf(entry))).toEqual(["4142"]);
  });

  test("get", () => {
    const hex = "0a076578616d706c6512043130303118e80720ffffffffffffffffff0128023000";
    const get = { destination: "example", clientId: "1001", fetchSize: 1000, timeout: -1, unit: 2, autoAck: false };
    expect(hexOf(encodeGet(get))).toBe(hex);
    expect(decodeGet(bytes(hex))).toEqual(get);
  });

  test("client auth", () => {
    const hex = "1880dddb012080dddb01";
    expect(hexOf(encodeClientAuth({ netReadTimeout: 3_600_000, netWriteTimeout: 3_600_000 }))).toBe(hex);
    expect(decodeClientAuth(bytes(hex))).toMatchObject({
      username: "",
      netReadTimeout: 3_600_000,
      netWriteTimeout: 3_600_000,
      destination: "",
      clientId: "",
    });
    expect(decodeClientAuth(bytes(hex)).password.length).toBe(0);
  });
});

describe("packets", () => {
  test("every type and body round-trips, and equals what protobufjs writes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 12 }),
        fc.uint8Array({ maxLength: 300 }),
        fc.boolean(),
        (type, body, server) => {
          const frame = encodePacket(type as PacketType, body, server ? 1 : undefined);
          const theirs = reference({ ...(server ? { version: 1 } : {}), type, body });
          expect(bodyHex(frame)).toBe(hexOf(theirs));
          const packet = decodePacket(frame.subarray(4));
          expect(packet.type).toBe(type);
          expect(hexOf(packet.body)).toBe(hexOf(body));
        },
      ),
    );
  });

  test("the head of a batch equals what protobufjs writes, for any id and entries", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1 }), (id, entries) => {
        const frames = entries.map((entry) => frameOf(entry).frame);
        const size = frames.reduce((sum, frame) => sum + frame.length, 0);
        const ours = Buffer.concat([encodeMessagesHead(id, size), ...frames]);
        const body = canalMessages.Messages.encode({ batch_id: id, messages: entries }).finish();
        const theirs = reference({ type: PacketType.MESSAGES, body });
        // An id of 0 is never sent; proto3 would leave it out.
        if (id !== 0) expect(bodyHex(ours)).toBe(hexOf(theirs));
      }),
    );
  });

  test("an empty frame is the default packet, unknown types are told by number", () => {
    const empty = decodePacket(bytes(""));
    expect({ ...empty, body: empty.body.length }).toEqual({ type: 0, version: 0, compression: 0, body: 0 });
    expect(packetTypeName(0)).toBe("PACKAGETYPECOMPATIBLEPROTO2");
    expect(packetTypeName(decodePacket(bytes("1863")).type)).toBe("UNRECOGNIZED");
    expect(packetTypeName(12)).toBe("CLIENTROLLBACK");
  });
});

describe("requests", () => {
  const int64 = fc.oneof(
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).filter((value) => !Number.isSafeInteger(Number(value))),
  );
  // Strings of whole code points: a lone surrogate has no UTF-8.
  const text = fc.string({ unit: "binary" }).filter((value) => Buffer.from(value).toString() === value);

  test("no int64 loses a digit", () => {
    fc.assert(
      fc.property(text, text, int64, (destination, clientId, batchId) => {
        const request = { destination, clientId, batchId };
        expect(decodeClientAck(encodeBatchRequest(request))).toEqual(request);
        expect(decodeClientRollback(encodeBatchRequest(request))).toEqual(request);
      }),
    );
  });

  test("get keeps what is absent absent", () => {
    fc.assert(
      fc.property(
        fc.record({
          destination: text,
          clientId: text,
          fetchSize: fc.integer(),
          timeout: fc.option(int64, { nil: undefined }),
          unit: fc.option(fc.integer(), { nil: undefined }),
          autoAck: fc.option(fc.boolean(), { nil: undefined }),
        }),
        (get) => {
          expect(decodeGet(encodeGet(get))).toEqual(get);
        },
      ),
    );
  });

  test("sub and unsub share their form", () => {
    const sub = { destination: "example", clientId: "1001", filter: "tour\\..*" };
    expect(hexOf(encodeSub(sub))).toBe("0a076578616d706c651204313030313a08746f75725c2e2e2a");
    expect(decodeSub(encodeSub(sub))).toEqual(sub);
    expect(decodeUnsub(encodeSub(sub))).toEqual(sub);
  });

  test("text that is not UTF-8 is told as such", () => {
    expect(reasonOf(() => decodeSub(bytes("0a02c328")))).toBe("utf8");
    expect(reasonOf(() => decodeSub(bytes(`0a50${"ff".repeat(80)}`)))).toBe("utf8");
  });

  test("a message that ends inside a field is told as such, at every length", () => {
    const whole = encodeGet({
      destination: "example",
      clientId: "1001",
      fetchSize: 300,
      timeout: -1,
      unit: 2,
      autoAck: false,
    });
    const reasons = Array.from({ length: whole.length }, (_, length) =>
      reasonOf(() => decodeGet(whole.subarray(0, length))),
    );
    expect(new Set(reasons)).toEqual(new Set(["none", "truncated"]));
  });
});
