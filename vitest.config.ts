import { defineConfig } from "vitest/config";

/** A test file's suffix tells what it needs: `x.pure.test.ts` nothing, `x.mysql.test.ts` real MySQL servers, and so on. */
const project = (name: string, extra: object = {}) => ({
  test: {
    name,
    include: [`test/**/*.${name}.test.ts`],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    ...extra,
  },
});

/** One MySQL 9.7 and one 5.6, shared by the files of these projects. */
const MYSQL = "./test/support/mysql-setup.ts";

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ["default", "./test/support/summary-reporter.ts"],
    projects: [
      // Quick ones share their modules: they keep no state in them.
      project("pure", { testTimeout: 20_000, isolate: false, pool: "threads" }),
      // Neither needs anything either, but they take their time: properties over many inputs, hostile peers, sockets; the project's own tools.
      project("fuzz"),
      project("tools"),
      project("mysql", { globalSetup: MYSQL }),
      project("mariadb"),
      project("zk"),
      project("kafka"),
      project("compat", { globalSetup: MYSQL }),
      project("fault", { globalSetup: MYSQL, testTimeout: 600_000 }),
    ],
  },
});
