import { inject } from "vitest";
import { Database } from "./database-server.ts";
import type { DatabaseAddress } from "./database-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    mysql97: DatabaseAddress;
    mysql56: DatabaseAddress;
  }
}

/**
 * The MySQL 9.7 that all test files share (or the server of `MYSQL_URL`). Use databases with names of your own and drop them; never
 * change global variables, purge logs or restart it: start your own server for that.
 */
export function sharedMysql97(): Database {
  return new Database(inject("mysql97"));
}

/** The MySQL 5.6 that all test files share; the same rules. */
export function sharedMysql56(): Database {
  return new Database(inject("mysql56"));
}
