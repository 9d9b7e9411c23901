import { PatternReader } from "./pattern-reader.ts";
import { compilePattern } from "./pattern-program.ts";
import type { Instruction, PatternProgram } from "./pattern-program.ts";

/**
 * A regular expression that is matched in time proportional to pattern × text, whatever it says. Filters come from clients, and JavaScript's own
 * engine takes years for `(a+)+x` on a name of sixty letters, with the whole server waiting. It tries alternatives in order and takes the first
 * way that matches, as Perl does, but never tries the same choice of the pattern at the same place of the text twice: that can
 * only fail again. So back-references are not to be had; they are refused.
 *
 * Letter case never matters, and the dot matches everything.
 */
export class LinearPattern {
  readonly #program: PatternProgram;

  /** Throws SyntaxError. */
  constructor(source: string) {
    this.#program = compilePattern(new PatternReader(source).read());
  }

  /** End of the first way to match from the start of the text on; undefined when there is none. */
  matchStart(text: string): number | undefined {
    return new Match(text).run(this.#program, 0);
  }
}

/** One text, and what is known of it already. */
class Match {
  readonly #text: string;
  readonly #width: number;
  /** Of each look-ahead: whether it holds, by place: 0 not asked yet, 1 no, 2 yes. */
  readonly #looks = new Map<PatternProgram, Uint8Array>();

  constructor(text: string) {
    this.#text = text;
    this.#width = text.length + 1;
  }

  run({ instructions, choices }: PatternProgram, from: number): number | undefined {
    const text = this.#text;
    const tried = new Uint8Array(((choices * this.#width) >> 3) + 1);
    const stack: number[] = [0, from];
    while (stack.length > 0) {
      let at = stack.pop() ?? 0;
      let pc = stack.pop() ?? 0;
      for (;;) {
        const instruction = instructions[pc];
        if (instruction === undefined) break;
        if (instruction.op === "match") return at;
        if (instruction.op === "jump") {
          pc = instruction.to;
          continue;
        }
        if (instruction.op === "choice") {
          const bit = instruction.number * this.#width + at;
          const byte = tried[bit >> 3] ?? 0;
          if ((byte & (1 << (bit & 7))) !== 0) break;
          tried[bit >> 3] = byte | (1 << (bit & 7));
          stack.push(instruction.second, at);
          pc = instruction.first;
          continue;
        }
        if (instruction.op === "set") {
          if (at >= text.length || !instruction.set.has(text.charCodeAt(at))) break;
          at++;
        } else if (!this.#holds(instruction, at)) break;
        pc++;
      }
    }
    return undefined;
  }

  #holds(instruction: Exclude<Instruction, { op: "set" | "choice" | "jump" | "match" }>, at: number): boolean {
    const text = this.#text;
    switch (instruction.op) {
      case "begin":
        return at === 0;
      case "end":
        return at === text.length;
      case "boundary":
        return isBoundary(text, at);
      case "no-boundary":
        return !isBoundary(text, at);
      case "look":
        break;
    }
    return this.#lookAhead(instruction.program, at) !== instruction.negative;
  }

  #lookAhead(program: PatternProgram, at: number): boolean {
    let known = this.#looks.get(program);
    if (known === undefined) {
      known = new Uint8Array(this.#width);
      this.#looks.set(program, known);
    }
    if (known[at] === 0) known[at] = this.run(program, at) === undefined ? 1 : 2;
    return known[at] === 2;
  }
}

function isBoundary(text: string, at: number): boolean {
  return isWord(text.charAt(at - 1)) !== isWord(text.charAt(at));
}

function isWord(char: string): boolean {
  return /^\w$/.test(char);
}
