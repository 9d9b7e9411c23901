import { expect, it } from "vitest";
import { corpusFiles, corpusOf } from "./ddl-corpus.ts";
import type { CorpusServer } from "./ddl-corpus.ts";

const SERVERS: readonly CorpusServer[] = ["5.6", "9.7", "mariadb"];

it("the corpus has 600 statements, and hundreds for each server", () => {
  const places = new Set<string>();
  for (const server of SERVERS) {
    const statements = corpusFiles.flatMap((file) =>
      corpusOf(file, server).map(({ line, sql }) => ({ place: `${file}:${line}`, sql })),
    );
    expect(statements.length).toBeGreaterThan(400);
    for (const { place, sql } of statements) {
      expect(sql.trim()).not.toBe("");
      places.add(place);
    }
  }
  expect(places.size).toBeGreaterThanOrEqual(600);
});
