import * as fc from "fast-check";
import { expect, test } from "vitest";
import { SluiceError } from "../../proto/error.ts";
import {
  decodeClientAck,
  decodeClientAuth,
  decodeClientRollback,
  decodeGet,
  decodeSub,
  decodeUnsub,
} from "../../proto/packet-request.ts";
import { decodePacket } from "../../proto/packet.ts";

const DECODERS = [
  decodeClientAuth,
  decodeSub,
  decodeUnsub,
  decodeGet,
  decodeClientAck,
  decodeClientRollback,
  decodePacket,
];
const REASONS = ["truncated", "utf8", "malformed"];

test("random bytes give a message or a coded error", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (random) => {
      for (const decode of DECODERS) {
        for (const bytes of [Buffer.from(random), random]) {
          try {
            decode(bytes);
          } catch (error) {
            if (!(error instanceof SluiceError) || error.code !== "PACKET_UNREADABLE") throw error;
            expect(REASONS).toContain(error.details["reason"]);
          }
        }
      }
    }),
    { numRuns: 1000 },
  );
});
