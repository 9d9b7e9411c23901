import { Tokenizer } from "./tokenizer.ts";
import type { LexOptions } from "./tokenizer.ts";

/**
 * Every identifier of a text, lower case: a statement that can't be read touches no table that it does not name. Undefined when the
 * text can't be told apart into tokens, so that it may name anything.
 */
export function namesIn(sql: string, options: LexOptions): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  const tokenizer = new Tokenizer(sql, options);
  for (;;) {
    const token = tokenizer.next();
    if (token.kind === "end") return names;
    if (token.kind === "bad") return undefined;
    if (token.kind === "word" || token.kind === "name" || token.kind === "number") names.add(token.text.toLowerCase());
  }
}
