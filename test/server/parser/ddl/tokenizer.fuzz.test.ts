import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Tokenizer } from "../../../../server/parser/ddl/tokenizer.ts";

const ANSI_QUOTES = 0x4;
const NO_BACKSLASH_ESCAPES = 0x100000;

describe("any text", () => {
  const options = fc.record({
    sqlMode: fc.constantFrom(0, ANSI_QUOTES, NO_BACKSLASH_ESCAPES, ANSI_QUOTES | NO_BACKSLASH_ESCAPES),
    flavor: fc.constantFrom("mysql" as const, "mariadb" as const),
  });
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.string({ unit: fc.constantFrom(...Array.from("'\"`\\/*!-#; \n.,()aM50100_NxX0e")), maxLength: 200 }),
  );

  it("gives tokens that lie in order inside it, and ends", () => {
    fc.assert(
      fc.property(text, options, (sql, lexOptions) => {
        const tokenizer = new Tokenizer(sql, lexOptions);
        let last = 0;
        for (let count = 0; count <= sql.length + 1; count++) {
          const token = tokenizer.next();
          expect(token.start).toBeGreaterThanOrEqual(last);
          expect(token.end).toBeLessThanOrEqual(sql.length);
          if (token.kind === "end") return;
          expect(token.end).toBeGreaterThan(token.start);
          last = token.end;
        }
        throw new Error("more tokens than characters");
      }),
      { numRuns: 3000 },
    );
  });
});
