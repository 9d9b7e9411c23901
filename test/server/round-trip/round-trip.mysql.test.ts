import { afterAll, beforeAll, describe, it } from "vitest";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMysql56, startMysql97 } from "../../support/mysql.ts";
import { roundTrip, roundTripSeeds } from "./round-trip.ts";

describe.each([
  ["9.7", startMysql97],
  ["5.6", startMysql56],
] as const)("tables folded from the stream of MySQL %s are the server's", (kind, start) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(async () => {
    await server.stop();
  });

  it.each(roundTripSeeds)("seed %i", async (seed) => {
    await roundTrip(server, kind, seed);
  });
});
