import { describe } from "vitest";
import { startMysql56, startMysql97 } from "../../support/mysql.ts";
import { runCases } from "./run-cases.ts";

describe("MySQL 9.7", () => {
  runCases("9.7", async () => startMysql97());
});

// Without GTIDs this server takes statements that mix engines.
describe("MySQL 5.6", () => {
  runCases("5.6", async () => startMysql56({ gtid: false }));
});
