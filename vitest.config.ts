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

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ["default", "./test/support/summary-reporter.ts"],
    projects: [
      project("pure", { testTimeout: 20_000 }),
      project("mysql"),
      project("mariadb"),
      project("zk"),
      project("kafka"),
      project("compat"),
      project("fault", { testTimeout: 600_000 }),
    ],
  },
});
