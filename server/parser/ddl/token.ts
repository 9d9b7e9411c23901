/**
 * `word`: unquoted identifier or keyword · `name`: quoted identifier, unquoted already · `string`: literal, unescaped ·
 * `number`: digits, hexadecimal and bit literals as typed · `symbol`: one character · `bad`: quote or comment that never ends · `end`.
 */
export type TokenKind = "word" | "name" | "string" | "number" | "symbol" | "bad" | "end";

export interface Token {
  readonly kind: TokenKind;
  /** Meaning of the token: name without quotes, value of the string, else the text itself. */
  readonly text: string;
  /** Upper case of a word, else "": keywords are compared with it, so that a quoted `select` is never one. */
  readonly keyword: string;
  /** Where it begins and ends in the statement. */
  readonly start: number;
  readonly end: number;
}
