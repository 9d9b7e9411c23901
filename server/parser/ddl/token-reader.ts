import { Tokenizer } from "./tokenizer.ts";
import type { LexOptions } from "./tokenizer.ts";
import type { Token } from "./token.ts";

/** Name of a table as a statement writes it. */
export interface WrittenName {
  /** Undefined: the default database. */
  readonly schema: string | undefined;
  readonly table: string;
}

/** The statement can't be read on: its structure is not one that this reader knows. Never leaves `ddl/`. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
  readonly at: number;

  constructor(expected: string, found: Token) {
    super(`expected ${expected} at ${found.start}, found ${found.kind === "end" ? "the end" : found.kind}`);
    this.at = found.start;
  }
}

/** A cursor over the tokens of one text, with as much look-ahead as a caller asks for. */
export class TokenReader {
  readonly sql: string;
  readonly #tokenizer: Tokenizer;
  readonly #ahead: Token[] = [];

  constructor(sql: string, options: LexOptions) {
    this.sql = sql;
    this.#tokenizer = new Tokenizer(sql, options);
  }

  peek(distance = 0): Token {
    while (this.#ahead.length <= distance) this.#ahead.push(this.#tokenizer.next());
    return this.#ahead[distance] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.#ahead.shift();
    return token;
  }

  /** Whether these keywords come next, in this order. */
  sees(...keywords: readonly string[]): boolean {
    return keywords.every((keyword, index) => this.peek(index).keyword === keyword);
  }

  seesAny(keywords: ReadonlySet<string>): boolean {
    const { keyword } = this.peek();
    return keyword !== "" && keywords.has(keyword);
  }

  seesSymbol(symbol: string, distance = 0): boolean {
    const token = this.peek(distance);
    return token.kind === "symbol" && token.text === symbol;
  }

  /** Takes the keywords if all of them come next. */
  accept(...keywords: readonly string[]): boolean {
    if (!this.sees(...keywords)) return false;
    for (const _ of keywords) this.next();
    return true;
  }

  acceptSymbol(symbol: string): boolean {
    if (!this.seesSymbol(symbol)) return false;
    this.next();
    return true;
  }

  expect(...keywords: readonly string[]): void {
    if (!this.accept(...keywords)) throw new Unreadable(keywords.join(" "), this.peek());
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) throw new Unreadable(symbol, this.peek());
  }

  /** One part of a name: a word, a quoted name, digits behind a dot. */
  identifier(): string {
    const token = this.peek();
    if (token.kind === "word" || token.kind === "name" || token.kind === "number") {
      this.next();
      return token.text;
    }
    throw new Unreadable("a name", token);
  }

  /** `t`, `d.t`, `.t`, `d . t`. */
  tableName(): WrittenName {
    if (this.acceptSymbol(".")) return { schema: undefined, table: this.identifier() };
    const first = this.identifier();
    if (!this.acceptSymbol(".")) return { schema: undefined, table: first };
    return { schema: first, table: this.identifier() };
  }

  /** Skips one token, or everything from `(` to its `)`. */
  skip(): void {
    const token = this.next();
    if (token.kind === "bad" || token.kind === "end") throw new Unreadable("more text", token);
    if (token.kind === "symbol" && token.text === "(") this.skipToClose();
  }

  /** Behind an opening parenthesis: skips to behind its partner. */
  skipToClose(): void {
    let depth = 1;
    while (depth > 0) {
      const token = this.next();
      if (token.kind === "bad" || token.kind === "end") throw new Unreadable(")", token);
      if (token.kind === "symbol" && token.text === "(") depth += 1;
      if (token.kind === "symbol" && token.text === ")") depth -= 1;
    }
  }

  /** At a comma or closing parenthesis of this level, or at the end of the statement. */
  atBreak(): boolean {
    return this.seesSymbol(",") || this.seesSymbol(")") || this.atEnd();
  }

  /** At the end of the text or a `;`. */
  atEnd(): boolean {
    const token = this.peek();
    return token.kind === "end" || (token.kind === "symbol" && token.text === ";");
  }

  /** Skips to the next comma or closing parenthesis of this level, or to the end of the statement. */
  skipToBreak(): void {
    while (!this.atBreak()) this.skip();
  }

  skipToEnd(): void {
    while (!this.atEnd()) {
      const token = this.next();
      if (token.kind === "bad") throw new Unreadable("the end", token);
    }
  }
}
