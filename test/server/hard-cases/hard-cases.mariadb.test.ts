import { describe } from "vitest";
import { startMariadb } from "../../support/mariadb.ts";
import { runCases } from "./run-cases.ts";

const is118 = process.env["MARIADB_VERSION"] === "11.8";

describe(is118 ? "MariaDB 11.8" : "MariaDB 10.11", () => {
  runCases(is118 ? "mariadb11.8" : "mariadb", async () => startMariadb());
});
