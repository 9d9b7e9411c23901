import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SluiceError } from "../../proto/error.ts";
import { checkScramble, parseSecret, passwordSecret, scramblePassword } from "../../proto/scramble.ts";

const SEED = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]);
const TOKEN = "7de44690d8e53782cb61804a2455c284a3bbfb06";
const SECRET = "e3619321c1a937c46a0d8bd1dac39f93b27d4458";

const check = (answer: string, secret = SECRET): boolean =>
  checkScramble(Buffer.from(answer), parseSecret(secret), SEED);

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof SluiceError ? error.code : "uncoded";
  }
  return "none";
}

describe("scramble (canal-protocol 2.2)", () => {
  test("test vectors", () => {
    expect(passwordSecret("canal")).toBe(SECRET);
    expect(scramblePassword("canal", SEED)).toBe(TOKEN);
  });

  test("any password proves itself, and no other", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.uint8Array({ minLength: 8, maxLength: 8 }), (password, other, seed) => {
        const secret = parseSecret(passwordSecret(password));
        expect(checkScramble(Buffer.from(scramblePassword(password, seed)), secret, seed)).toBe(true);
        if (other !== password) {
          expect(checkScramble(Buffer.from(scramblePassword(other, seed)), secret, seed)).toBe(false);
        }
      }),
    );
  });

  test("letter case does not count, in the answer and in the secret", () => {
    expect(check(TOKEN.toUpperCase())).toBe(true);
    expect(check(TOKEN, SECRET.toUpperCase())).toBe(true);
  });

  test("an odd number of digits gets a leading zero, digits behind the 40th do not count", () => {
    expect(check(TOKEN.slice(1))).toBe(false);
    expect(check(`${TOKEN}00`)).toBe(true);
    const seed = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0]);
    const leadingZero = Array.from({ length: 1000 }, (_, i) => `password ${String(i)}`).find((password) =>
      scramblePassword(password, seed).startsWith("0"),
    );
    const token = scramblePassword(leadingZero ?? "", seed);
    expect(checkScramble(Buffer.from(token.slice(1)), parseSecret(passwordSecret(leadingZero ?? "")), seed)).toBe(true);
  });

  test("no answer proves nothing; what is no token is a coded error without its text", () => {
    expect(check("")).toBe(false);
    for (const answer of ["canal", "zz".repeat(20), TOKEN.slice(0, 38), "0x12", `${TOKEN} `]) {
      expect(codeOf(() => check(answer))).toBe("AUTH_TOKEN_MALFORMED");
    }
    expect(codeOf(() => parseSecret(`*${SECRET}`))).toBe("AUTH_SECRET_MALFORMED");
    expect(codeOf(() => parseSecret("hunter2"))).toBe("AUTH_SECRET_MALFORMED");
    expect(() => parseSecret("hunter2")).not.toThrow(/hunter2/);
  });

  test("random bytes give an answer or a coded error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (answer) => {
        const code = codeOf(() => checkScramble(answer, parseSecret(SECRET), SEED));
        expect(["none", "AUTH_TOKEN_MALFORMED"]).toContain(code);
      }),
    );
  });
});
