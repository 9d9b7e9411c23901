import type { CharacterSet, PatternNode } from "./pattern-reader.ts";

export type Instruction =
  | { readonly op: "set"; readonly set: CharacterSet }
  /** First one way, then the other. `number` counts the choices of a program. */
  | { readonly op: "choice"; readonly number: number; readonly first: number; readonly second: number }
  | { readonly op: "jump"; readonly to: number }
  | { readonly op: "match" }
  | { readonly op: "begin" | "end" | "boundary" | "no-boundary" }
  | { readonly op: "look"; readonly negative: boolean; readonly program: PatternProgram };

export interface PatternProgram {
  readonly instructions: readonly Instruction[];
  readonly choices: number;
}

/** Enough for lists of thousands of tables; repetitions of repetitions grow beyond it. */
const MOST_INSTRUCTIONS = 1_000_000;
const MOST_CHOICES = 50_000;

/** Throws SyntaxError for a pattern that grows beyond all bounds. */
export function compilePattern(node: PatternNode): PatternProgram {
  return new Compiler({ instructions: 0, choices: 0 }).compile(node);
}

/** What all programs of one pattern may take together. */
interface Spent {
  instructions: number;
  choices: number;
}

class Compiler {
  readonly #spent: Spent;
  readonly #program: Instruction[] = [];
  #choices = 0;

  constructor(spent: Spent) {
    this.#spent = spent;
  }

  compile(node: PatternNode): PatternProgram {
    this.#emit(node);
    this.#push({ op: "match" });
    return { instructions: this.#program, choices: this.#choices };
  }

  #push(instruction: Instruction): number {
    if (++this.#spent.instructions > MOST_INSTRUCTIONS) throw new SyntaxError("the expression repeats too much");
    return this.#program.push(instruction) - 1;
  }

  /** Takes the place of a choice or jump whose targets are not known yet. */
  #hold(): number {
    if (++this.#spent.choices > MOST_CHOICES) throw new SyntaxError("the expression repeats too much");
    return this.#push({ op: "match" });
  }

  #choose(place: number, first: number, second: number): void {
    this.#program[place] = { op: "choice", number: this.#choices++, first, second };
  }

  #emit(node: PatternNode): void {
    switch (node.kind) {
      case "set":
        this.#push({ op: "set", set: node.set });
        return;
      case "assert":
        this.#push({ op: node.assert });
        return;
      case "look": {
        const program = new Compiler(this.#spent).compile(node.body);
        this.#push({ op: "look", negative: node.negative, program });
        return;
      }
      case "sequence":
        for (const part of node.parts) this.#emit(part);
        return;
      case "alternatives":
        this.#emitAlternatives(node.parts);
        return;
      case "repeat":
        this.#emitRepeat(node);
        return;
    }
  }

  #emitAlternatives(parts: readonly PatternNode[]): void {
    const ends: number[] = [];
    for (const [i, part] of parts.entries()) {
      if (i === parts.length - 1) {
        this.#emit(part);
        break;
      }
      const choice = this.#hold();
      this.#emit(part);
      ends.push(this.#hold());
      this.#choose(choice, choice + 1, this.#program.length);
    }
    for (const end of ends) this.#program[end] = { op: "jump", to: this.#program.length };
  }

  #emitRepeat({ body, least, most, lazy }: PatternNode & { kind: "repeat" }): void {
    for (let i = 0; i < least; i++) this.#emit(body);
    const choices: number[] = [];
    if (most === Infinity) {
      choices.push(this.#hold());
      this.#emit(body);
      this.#push({ op: "jump", to: choices[0] ?? 0 });
    }
    const more = most === Infinity ? 0 : most - least;
    for (let i = 0; i < more; i++) {
      choices.push(this.#hold());
      this.#emit(body);
    }
    const behind = this.#program.length;
    for (const choice of choices) this.#choose(choice, lazy ? behind : choice + 1, lazy ? choice + 1 : behind);
  }
}
