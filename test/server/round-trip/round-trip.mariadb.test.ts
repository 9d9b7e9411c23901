import { afterAll, beforeAll, it } from "vitest";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMariadb } from "../../support/mariadb.ts";
import { roundTrip, roundTripSeeds } from "./round-trip.ts";

let server: DatabaseServer;
beforeAll(async () => {
  server = await startMariadb();
});
afterAll(async () => {
  await server.stop();
});

it.each(roundTripSeeds)("tables folded from the stream of MariaDB are the server's: seed %i", async (seed) => {
  await roundTrip(server, "mariadb", seed);
});
