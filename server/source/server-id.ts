import { randomInt } from "node:crypto";
import { SluiceError } from "../../proto/error.ts";

const MAX_SERVER_ID = 0xffff_ffff;

/**
 * The id that this reader registers with. A configured one must be usable; an automatic one is drawn anew for each reader from the upper half
 * of the range, where operators rarely put their servers, so that two readers meet once in two thousand million pairs.
 */
export function chooseServerId(configured: number, sourceServerId: number): number {
  if (configured !== 0) {
    if (
      Number.isInteger(configured) &&
      configured > 0 &&
      configured <= MAX_SERVER_ID &&
      configured !== sourceServerId
    ) {
      return configured;
    }
    throw new SluiceError("SOURCE_SERVER_ID_INVALID", { serverId: configured, sourceServerId });
  }
  for (;;) {
    const drawn = randomInt(0x8000_0000, MAX_SERVER_ID);
    if (drawn !== sourceServerId) return drawn;
  }
}
