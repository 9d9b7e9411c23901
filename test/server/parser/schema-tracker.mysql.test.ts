import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMysql56, startMysql97 } from "../../support/mysql.ts";
import { corpusFiles, corpusOf } from "./ddl-corpus.ts";
import { Random, randomStatement, seeds } from "./ddl-fuzz.ts";
import { DdlOracle } from "./ddl-oracle.ts";

describe.each([
  ["9.7", startMysql97, ["--binlog-row-metadata=FULL", "--explicit-defaults-for-timestamp=ON"]],
  ["5.6", startMysql56, ["--explicit-defaults-for-timestamp=OFF"]],
] as const)("MySQL %s is the judge of", (kind, start, args) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await start({ args, gtid: kind !== "5.6" });
  });
  afterAll(async () => {
    await server.stop();
  });

  it.each(corpusFiles)("%s", async (file) => {
    const oracle = await DdlOracle.start(server, kind);
    const statements = corpusOf(file, kind);
    for (const { sql, line } of statements) await oracle.run(sql, line);
    await oracle.end();
    if (oracle.problems.length > 0) throw new Error(oracle.problems.join("\n"));
    if (statements.length > 0) expect(oracle.mapsChecked).toBeGreaterThan(0);
    if (kind === "9.7" && statements.length > 0) expect(oracle.mapsWithNames).toBe(oracle.mapsChecked);
  });

  it.each(seeds)("random statements of seed %i", async (seed) => {
    const oracle = await DdlOracle.start(server, kind);
    const random = new Random(seed);
    let taken = 0;
    for (let count = 0; count < 200; count++) {
      if (await oracle.run(randomStatement(random, kind !== "5.6"), count, true)) taken++;
      if (oracle.problems.length > 0) throw new Error([...oracle.problems, ...oracle.taken].join("\n"));
    }
    await oracle.end();
    expect(taken).toBeGreaterThan(10);
  });
});
