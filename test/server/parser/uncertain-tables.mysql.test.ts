import { describe } from "vitest";
import { sharedMysql56, sharedMysql97 } from "../../support/shared-servers.ts";
import { uncertainTables } from "./uncertain-tables.ts";

describe("a statement that can't be read, on MySQL 9.7", () => {
  uncertainTables("9.7", () => Promise.resolve(sharedMysql97()), false);
});

describe("a statement that can't be read, on MySQL 5.6", () => {
  uncertainTables("5.6", () => Promise.resolve(sharedMysql56()), false);
});
