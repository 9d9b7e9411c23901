import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { referencedNames, resolveReferences } from "../../conf/references.ts";
import { SluiceError } from "../../proto/error.ts";

const NAMES: Readonly<Record<string, string>> = {
  a: "1",
  b: "${a}2",
  blank: " ",
  which: "a",
  url: "jdbc:h2:x",
  loop: "${pool}",
  pool: "${loop}",
  self: "x${self:y}",
};
const lookup = (name: string) => (Object.hasOwn(NAMES, name) ? NAMES[name] : undefined);

describe("references", () => {
  test.each([
    ["plain", "plain"],
    ["<${a}>", "<1>"],
    ["${a}${b}", "112"],
    ["${ a }", "1"],
    ["${none:}", ""],
    ["${none:x:y}", "x:y"],
    ["${none:${a}}", "1"],
    ["${none:${nothing:z}}", "z"],
    ["${blank:x}", "x"],
    ["${${which}}", "1"],
    ["${url}", "jdbc:h2:x"],
    ["${a:x}/${none:}", "1/"],
    ["open ${a", "open ${a"],
    ["$a {a} $", "$a {a} $"],
    ["${none:{x}}", "{x}"],
  ])("%s", (text, expected) => {
    expect(resolveReferences(text, lookup)).toBe(expected);
  });

  test.each([
    ["${none}", "CONF_UNRESOLVED_REFERENCE"],
    ["${blank}", "CONF_UNRESOLVED_REFERENCE"],
    ["${none:${nothing}}", "CONF_UNRESOLVED_REFERENCE"],
    ["${loop}", "CONF_REFERENCE_CYCLE"],
    ["${self}", "CONF_REFERENCE_CYCLE"],
  ])("%s is %s", (text, code) => {
    expect(() => resolveReferences(text, lookup)).toThrow(expect.objectContaining({ code }));
  });

  test("a reference that is not asked for is not resolved", () => {
    expect(resolveReferences("${a:${none}}", lookup)).toBe("1");
  });

  test("names", () => {
    expect(referencedNames("${a} ${b:${c}} ${d:x} $e {f} ${g")).toEqual(["a", "b", "c", "d"]);
  });

  test("any text gives text or a coded error", () => {
    const piece = fc.constantFrom("$", "{", "}", ":", "a", "b", "none", "${", "loop", " ");
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          expect(typeof resolveReferences(pieces.join(""), lookup)).toBe("string");
        } catch (error) {
          expect(error).toBeInstanceOf(SluiceError);
        }
      }),
    );
  });
});
