import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMariadb } from "../../support/mariadb.ts";
import { corpusFiles, corpusOf } from "./ddl-corpus.ts";
import { Random, randomStatement, seeds } from "./ddl-fuzz.ts";
import { DdlOracle } from "./ddl-oracle.ts";

describe("MariaDB 10.11 is the judge of", () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startMariadb({ args: ["--binlog-row-metadata=FULL"] });
  });
  afterAll(async () => {
    await server.stop();
  });

  it.each(corpusFiles)("%s", async (file) => {
    const oracle = await DdlOracle.start(server, "mariadb");
    const statements = corpusOf(file, "mariadb");
    for (const { sql, line } of statements) await oracle.run(sql, line);
    await oracle.end();
    if (oracle.problems.length > 0) throw new Error(oracle.problems.join("\n"));
    if (statements.length > 0) expect(oracle.mapsWithNames).toBeGreaterThan(0);
  });

  it.each(seeds)("random statements of seed %i", async (seed) => {
    const oracle = await DdlOracle.start(server, "mariadb");
    const random = new Random(seed);
    let taken = 0;
    for (let count = 0; count < 200; count++) {
      if (await oracle.run(randomStatement(random, true), count, true)) taken++;
      if (oracle.problems.length > 0) throw new Error([...oracle.problems, ...oracle.taken].join("\n"));
    }
    await oracle.end();
    expect(taken).toBeGreaterThan(10);
  });
});
