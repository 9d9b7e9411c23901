import { describe } from "vitest";
import { startMariadb } from "../../support/mariadb.ts";
import { runCases } from "./run-cases.ts";

describe("MariaDB 10.11", () => {
  runCases("mariadb", async () => startMariadb());
});
