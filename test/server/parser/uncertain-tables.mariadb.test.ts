import { afterAll, describe } from "vitest";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMariadb } from "../../support/mariadb.ts";
import { uncertainTables } from "./uncertain-tables.ts";

describe("a statement that can't be read, on MariaDB 10.11", () => {
  let server: DatabaseServer | undefined;
  afterAll(async () => {
    await server?.stop();
  });
  uncertainTables("10.11", async () => (server = await startMariadb()), true);
});
