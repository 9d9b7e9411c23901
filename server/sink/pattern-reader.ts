export type PatternNode =
  | { readonly kind: "set"; readonly set: CharacterSet }
  | { readonly kind: "assert"; readonly assert: "begin" | "end" | "boundary" | "no-boundary" }
  | { readonly kind: "look"; readonly negative: boolean; readonly body: PatternNode }
  | { readonly kind: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly kind: "alternatives"; readonly parts: readonly PatternNode[] }
  | {
      readonly kind: "repeat";
      readonly body: PatternNode;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    };

export interface CharacterSet {
  has(code: number): boolean;
}

/** A repetition beyond this is refused: no name is that long. */
const MOST_REPEATS = 1000;
/** Groups inside groups. */
const MOST_DEPTH = 200;

const ANY: CharacterSet = { has: () => true };

/**
 * Reads the part of Perl 5's expressions that filters of table names are written in: characters, classes (POSIX ones too), groups,
 * alternatives, greedy and lazy quantifiers, anchors, look-ahead. What is read over: `(?i)`, `(?s)` (both are always on) and comments.
 */
export class PatternReader {
  readonly #source: string;
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Throws SyntaxError for what is no expression, or one that needs more than this. */
  read(): PatternNode {
    const node = this.#alternatives();
    if (this.#at < this.#source.length) throw new SyntaxError(`unmatched ) at ${this.#at}`);
    return node;
  }

  #alternatives(): PatternNode {
    if (++this.#depth > MOST_DEPTH) throw new SyntaxError("groups are nested too deeply");
    const parts = [this.#sequence()];
    while (this.#accept("|")) parts.push(this.#sequence());
    this.#depth--;
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "alternatives", parts };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#source.length && !"|)".includes(this.#peek())) {
      const atom = this.#atom();
      if (atom !== undefined) parts.push(this.#quantified(atom));
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "sequence", parts };
  }

  #quantified(body: PatternNode): PatternNode {
    const range = this.#quantifier();
    if (range === undefined) return body;
    const [least, most] = range;
    if (most < least) throw new SyntaxError("numbers out of order in a quantifier");
    if (least > MOST_REPEATS || (most !== Infinity && most > MOST_REPEATS))
      throw new SyntaxError("too many repetitions");
    if (body.kind === "assert") throw new SyntaxError("nothing to repeat");
    const lazy = this.#accept("?");
    if (this.#quantifier() !== undefined) throw new SyntaxError("nothing to repeat");
    return { kind: "repeat", body, least, most, lazy };
  }

  #quantifier(): [least: number, most: number] | undefined {
    if (this.#accept("*")) return [0, Infinity];
    if (this.#accept("+")) return [1, Infinity];
    if (this.#accept("?")) return [0, 1];
    const counted = this.#acceptPattern(/\{(\d{1,9})(,(\d{1,9})?)?\}/y);
    if (counted === undefined) return undefined;
    const least = Number(counted[1]);
    if (counted[2] === undefined) return [least, least];
    return [least, counted[3] === undefined ? Infinity : Number(counted[3])];
  }

  #atom(): PatternNode | undefined {
    const char = this.#next();
    switch (char) {
      case "(":
        return this.#group();
      case "[":
        return { kind: "set", set: this.#class() };
      case ".":
        return { kind: "set", set: ANY };
      case "^":
        return { kind: "assert", assert: "begin" };
      case "$":
        return { kind: "assert", assert: "end" };
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
        throw new SyntaxError(`nothing to repeat at ${this.#at - 1}`);
      default:
        return { kind: "set", set: literal(char) };
    }
  }

  #group(): PatternNode | undefined {
    if (this.#acceptPattern(/\?[is]+\)|\?#[^)]*\)/y) !== undefined) return undefined;
    const look = this.#acceptPattern(/\?([=!])/y)?.[1];
    if (look === undefined && this.#peek() === "?" && !this.#acceptText("?:")) {
      throw new SyntaxError(`a group of a kind that filters don't have, at ${this.#at - 1}`);
    }
    const body = this.#alternatives();
    if (!this.#accept(")")) throw new SyntaxError("unterminated group");
    return look === undefined ? { kind: "sequence", parts: [body] } : { kind: "look", negative: look === "!", body };
  }

  #escape(): PatternNode {
    const char = this.#next();
    switch (char) {
      case "":
        throw new SyntaxError("\\ at the end");
      case "A":
        return { kind: "assert", assert: "begin" };
      case "Z":
      case "z":
        return { kind: "assert", assert: "end" };
      case "b":
        return { kind: "assert", assert: "boundary" };
      case "B":
        return { kind: "assert", assert: "no-boundary" };
      default:
        if (/[1-9]/.test(char)) throw new SyntaxError("filters have no back-references");
        return { kind: "set", set: this.#escaped(char) };
    }
  }

  /** Of what stands behind a backslash, in a class or outside. */
  #escaped(char: string): CharacterSet {
    const shorthand = SHORTHANDS[char];
    if (shorthand !== undefined) return shorthand;
    if (char === "x" || char === "u") {
      const digits = this.#acceptPattern(char === "x" ? /[0-9a-f]{2}/iy : /[0-9a-f]{4}/iy)?.[0];
      if (digits !== undefined) return literal(String.fromCharCode(Number.parseInt(digits, 16)));
    }
    return literal(CONTROLS[char] ?? char);
  }

  #class(): CharacterSet {
    const negative = this.#accept("^");
    const sets: CharacterSet[] = [];
    // A bracket that comes first is itself.
    for (let first = true; first || this.#peek() !== "]"; first = false) {
      if (this.#at >= this.#source.length) throw new SyntaxError("unterminated character class");
      const posix = this.#acceptPattern(/\[:(\^?)([a-z]+):\]/y);
      if (posix === undefined) sets.push(this.#classItem());
      else sets.push(posixClass(posix[2] ?? "", posix[1] === "^"));
    }
    this.#at++;
    return { has: (code) => sets.some((set) => set.has(code)) !== negative };
  }

  #classItem(): CharacterSet {
    const start = this.#at;
    const low = this.#classCharacter();
    if (this.#peek() !== "-" || this.#source[this.#at + 1] === "]" || this.#at + 1 >= this.#source.length)
      return low.set;
    this.#at++;
    const high = this.#classCharacter();
    if (low.char === undefined || high.char === undefined || high.char < low.char) {
      throw new SyntaxError(`bad range in a character class: ${this.#source.slice(start, this.#at)}`);
    }
    return range(low.char.charCodeAt(0), high.char.charCodeAt(0));
  }

  /** One character, or a shorthand, which has no place in a range. */
  #classCharacter(): { readonly set: CharacterSet; readonly char: string | undefined } {
    const char = this.#next();
    if (char !== "\\") return { set: literal(char), char };
    const escaped = this.#next();
    if (escaped === "") throw new SyntaxError("unterminated character class");
    if (SHORTHANDS[escaped] !== undefined) return { set: SHORTHANDS[escaped], char: undefined };
    const set = this.#escaped(escaped);
    return { set, char: set instanceof Literal ? set.char : undefined };
  }

  #peek(): string {
    return this.#source.charAt(this.#at);
  }

  #next(): string {
    return this.#source.charAt(this.#at++);
  }

  #accept(char: string): boolean {
    return this.#acceptText(char);
  }

  #acceptText(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** `pattern` is sticky. */
  #acceptPattern(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    return found;
  }
}

/** One character, in either letter case. */
class Literal implements CharacterSet {
  readonly char: string;
  readonly #folded: string;

  constructor(char: string) {
    this.char = char;
    this.#folded = fold(char);
  }

  has(code: number): boolean {
    return fold(String.fromCharCode(code)) === this.#folded;
  }
}

function literal(char: string): CharacterSet {
  return new Literal(char);
}

function range(low: number, high: number): CharacterSet {
  const inside = (char: string): boolean => char.charCodeAt(0) >= low && char.charCodeAt(0) <= high;
  return {
    has: (code) => {
      const char = String.fromCharCode(code);
      return inside(char) || inside(char.toLowerCase()) || inside(char.toUpperCase());
    },
  };
}

function fold(char: string): string {
  const upper = char.toUpperCase();
  return upper.length === char.length ? upper : char;
}

const CONTROLS: Readonly<Record<string, string>> = {
  t: "\t",
  n: "\n",
  r: "\r",
  f: "\f",
  v: "\v",
  0: "\0",
  a: "\x07",
  e: "\x1b",
};

const of = (pattern: RegExp): CharacterSet => ({ has: (code) => pattern.test(String.fromCharCode(code)) });

const SHORTHANDS: Readonly<Record<string, CharacterSet>> = {
  d: of(/^\d$/),
  D: of(/^\D$/),
  w: of(/^\w$/),
  W: of(/^\W$/),
  s: of(/^\s$/),
  S: of(/^\S$/),
};

const POSIX: Readonly<Record<string, CharacterSet>> = {
  alnum: of(/^[a-z0-9]$/i),
  alpha: of(/^[a-z]$/i),
  digit: of(/^\d$/),
  lower: of(/^[a-z]$/i),
  punct: of(/^[!-/:-@[-`{-~]$/),
  space: of(/^\s$/),
  upper: of(/^[a-z]$/i),
  word: of(/^\w$/),
  xdigit: of(/^[0-9a-f]$/i),
};

function posixClass(name: string, negative: boolean): CharacterSet {
  const set = POSIX[name];
  if (set === undefined) throw new SyntaxError(`no character class is called ${name}`);
  return negative ? { has: (code) => !set.has(code) } : set;
}
