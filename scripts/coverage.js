// `npm run coverage`: branches of server/binlog and server/parser that the tests run, on real servers too. Fails below the thresholds.
import { join } from "node:path";
import { installDependencies, root, run } from "./install.js";

/** Percent of branches, the whole room; no line is excused. */
const THRESHOLDS = { "server/binlog/**": 95, "server/parser/**": 95 };
const ROOMS = [
  "binlog",
  "parser",
  "hard-cases",
  "round-trip",
  "cli/binlog",
  "schema-",
  "starts",
  "failover",
  "instance-files",
];

installDependencies();
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
run(process.execPath, [
  vitest,
  "run",
  ...["pure", "fuzz", "mysql", "mariadb", "fault"].flatMap((project) => ["--project", project]),
  ...ROOMS.map((room) => `test/server/${room}`),
  "--coverage.enabled",
  "--coverage.provider=v8",
  "--coverage.reportOnFailure",
  "--coverage.reporter=text-summary",
  "--coverage.reporter=json-summary",
  "--coverage.reportsDirectory=.cache/coverage",
  ...Object.keys(THRESHOLDS).map((files) => `--coverage.include=${files}`),
  // The patterns match the tests' own folders of the same name too.
  "--coverage.exclude=test/**",
  ...Object.entries(THRESHOLDS).map(([files, branches]) => `--coverage.thresholds.${files}.branches=${branches}`),
]);
