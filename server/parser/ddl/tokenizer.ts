import { SqlMode } from "./sql-mode.ts";
import type { Token, TokenKind } from "./token.ts";

export type DdlFlavor = "mysql" | "mariadb";

export interface LexOptions {
  /** Bits as in a QUERY event; 0 when unknown. */
  readonly sqlMode: number;
  readonly flavor: DdlFlavor;
  /**
   * 80407 for 8.4.7. Undefined: every version comment that the flavor may run counts as code, which is right for logged statements,
   * because a server takes the `!` away from a comment that it did not run before it logs the text.
   */
  readonly serverVersion?: number | undefined;
}

const TAB = 9;
const CR = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const SINGLE_QUOTE = 39;
const STAR = 42;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const BACKSLASH = 92;
const BACK_QUOTE = 96;

/**
 * Splits one statement into tokens, one at a time: the head of a statement of 100 MB costs what its head costs. Total: any text gives
 * tokens; what never ends is `bad` and reaches to the end. Comments vanish, executable ones leave their content.
 */
export class Tokenizer {
  readonly #sql: string;
  readonly #options: LexOptions;
  #at = 0;
  /** Inside an executable comment whose content counts as code. */
  #inComment = false;
  #afterName = false;

  constructor(sql: string, options: LexOptions) {
    this.#sql = sql;
    this.#options = options;
  }

  next(): Token {
    const bad = this.#skipBlanks();
    if (bad !== undefined) return bad;
    const start = this.#at;
    if (start >= this.#sql.length) return { kind: "end", text: "", keyword: "", start, end: start };
    const token = this.#read(start);
    this.#afterName = token.kind === "word" || token.kind === "name";
    return token;
  }

  #read(start: number): Token {
    const code = this.#sql.charCodeAt(start);
    if (code === BACK_QUOTE) return this.#quoted("name", BACK_QUOTE, false);
    if (code === DOUBLE_QUOTE) {
      const ansi = (this.#options.sqlMode & SqlMode.ANSI_QUOTES) !== 0;
      return ansi ? this.#quoted("name", DOUBLE_QUOTE, false) : this.#string(DOUBLE_QUOTE);
    }
    if (code === SINGLE_QUOTE) return this.#string(SINGLE_QUOTE);
    if (isDigit(code) || (code === DOT && !this.#afterName && isDigit(this.#sql.charCodeAt(start + 1)))) {
      return this.#number(start);
    }
    if (isNamePart(code)) return this.#word(start);
    this.#at = start + 1;
    return this.#token("symbol", this.#sql.charAt(start), start);
  }

  #word(start: number): Token {
    while (isNamePart(this.#sql.charCodeAt(this.#at))) this.#at += 1;
    const text = this.#sql.slice(start, this.#at);
    if (this.#sql.charCodeAt(this.#at) === SINGLE_QUOTE && (text.length === 1 || text.charAt(0) === "_")) {
      return this.#prefixedString(text, start);
    }
    return { kind: "word", text, keyword: text.toUpperCase(), start, end: this.#at };
  }

  /** `N'x'`, `_utf8'x'` are strings; `X'41'`, `B'01'` numbers as far as DDL is concerned; any other word stands by itself. */
  #prefixedString(prefix: string, start: number): Token {
    const letter = prefix.toUpperCase();
    const wordEnd = this.#at;
    if (letter === "N" || prefix.length > 1) {
      const string = this.#string(SINGLE_QUOTE);
      return { ...string, start };
    }
    if (letter === "X" || letter === "B") {
      const string = this.#string(SINGLE_QUOTE);
      return string.kind === "bad" ? string : this.#token("number", this.#sql.slice(start, this.#at), start);
    }
    return { kind: "word", text: prefix, keyword: letter, start, end: wordEnd };
  }

  /** Digits, decimals, exponents, `0x…`, `0b…`; a name may begin with digits (`1st`) and is then a word. */
  #number(start: number): Token {
    const rest = this.#sql.slice(start, start + 400);
    const literal =
      /^0[xX][0-9a-fA-F]+|^0b[01]+/u.exec(rest) ??
      (this.#afterDot(start) ? /^[0-9]+/u.exec(rest) : /^[0-9]*(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?/u.exec(rest));
    const end = start + (literal?.[0].length ?? 1);
    if (isNamePart(this.#sql.charCodeAt(end)) && !this.#sql.slice(start, end).includes(".")) {
      this.#at = start;
      while (isNamePart(this.#sql.charCodeAt(this.#at))) this.#at += 1;
      const text = this.#sql.slice(start, this.#at);
      return { kind: "word", text, keyword: text.toUpperCase(), start, end: this.#at };
    }
    this.#at = end;
    return this.#token("number", this.#sql.slice(start, end), start);
  }

  /** `db.1a`: behind the dot of a name there are no decimals. */
  #afterDot(start: number): boolean {
    return start > 0 && this.#sql.charCodeAt(start - 1) === DOT;
  }

  #string(quote: number): Token {
    return this.#quoted("string", quote, (this.#options.sqlMode & SqlMode.NO_BACKSLASH_ESCAPES) === 0);
  }

  /** From the opening quote at `#at`; a doubled quote stands for one. */
  #quoted(kind: TokenKind, quote: number, escapes: boolean): Token {
    const start = this.#at;
    let text = "";
    let from = start + 1;
    let at = from;
    while (at < this.#sql.length) {
      const code = this.#sql.charCodeAt(at);
      if (code === quote) {
        if (this.#sql.charCodeAt(at + 1) !== quote) {
          this.#at = at + 1;
          return this.#token(kind, text + this.#sql.slice(from, at), start);
        }
        text += this.#sql.slice(from, at + 1);
        at += 2;
        from = at;
      } else if (escapes && code === BACKSLASH && at + 1 < this.#sql.length) {
        text += this.#sql.slice(from, at) + unescape(this.#sql.charAt(at + 1));
        at += 2;
        from = at;
      } else {
        at += 1;
      }
    }
    this.#at = this.#sql.length;
    return this.#token("bad", this.#sql.slice(start), start);
  }

  #token(kind: TokenKind, text: string, start: number): Token {
    return { kind, text, keyword: "", start, end: this.#at };
  }

  /** Moves to the next token; gives a `bad` one for a comment that never ends. */
  #skipBlanks(): Token | undefined {
    const sql = this.#sql;
    while (this.#at < sql.length) {
      const code = sql.charCodeAt(this.#at);
      if (code === SPACE || (code >= TAB && code <= CR) || code === 0) {
        this.#at += 1;
      } else if (code === HASH || (code === MINUS && this.#isDashComment())) {
        const end = sql.indexOf("\n", this.#at);
        this.#at = end === -1 ? sql.length : end + 1;
      } else if (code === SLASH && sql.charCodeAt(this.#at + 1) === STAR) {
        const bad = this.#comment();
        if (bad !== undefined) return bad;
      } else if (this.#inComment && code === STAR && sql.charCodeAt(this.#at + 1) === SLASH) {
        this.#inComment = false;
        this.#at += 2;
      } else {
        return undefined;
      }
      this.#afterName = false;
    }
    return undefined;
  }

  /** `--` begins a comment only before a blank, a control character or the end. */
  #isDashComment(): boolean {
    if (this.#sql.charCodeAt(this.#at + 1) !== MINUS) return false;
    return this.#at + 2 >= this.#sql.length || this.#sql.charCodeAt(this.#at + 2) <= SPACE;
  }

  #comment(): Token | undefined {
    const start = this.#at;
    const head = /^\/\*(M?)!(?:([0-9]{5,6})(?![0-9]))?/u.exec(this.#sql.slice(start, start + 12));
    if (head !== null && this.#runs(head[1] === "M", head[2])) {
      this.#inComment = true;
      this.#at = start + head[0].length;
      return undefined;
    }
    // A version comment that is not run may hold one level of plain comments.
    const end = endOfComment(this.#sql, start + 2, head !== null);
    this.#at = end === -1 ? this.#sql.length : end;
    return end === -1 ? this.#token("bad", this.#sql.slice(start), start) : undefined;
  }

  #runs(mariadbOnly: boolean, version: string | undefined): boolean {
    const { flavor, serverVersion } = this.#options;
    if (mariadbOnly && flavor !== "mariadb") return false;
    if (version === undefined) return true;
    const number = Number(version);
    // MariaDB's own versions begin at 10.0: it leaves alone what is meant for MySQL 5.7 and later.
    if (flavor === "mariadb" && !mariadbOnly && number >= 50_700 && number <= 99_999) return false;
    return serverVersion === undefined || number <= serverVersion;
  }
}

function endOfComment(sql: string, from: number, nested: boolean): number {
  let at = from;
  for (;;) {
    const end = sql.indexOf("*/", at);
    if (end === -1) return -1;
    const inner = nested ? sql.indexOf("/*", at) : -1;
    if (inner === -1 || inner > end) return end + 2;
    const innerEnd = sql.indexOf("*/", inner + 2);
    if (innerEnd === -1) return -1;
    at = innerEnd + 2;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Letters, digits, `_`, `$`, and everything beyond ASCII. */
function isNamePart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    isDigit(code) ||
    code === 95 ||
    code === 36 ||
    code >= 0x80
  );
}

const ESCAPES: Readonly<Record<string, string>> = {
  0: "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001a",
  "%": "\\%",
  _: "\\_",
};

function unescape(letter: string): string {
  return ESCAPES[letter] ?? letter;
}
