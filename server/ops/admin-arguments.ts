import { SluiceError } from "../../proto/error.ts";

/** The arguments of one call as they came, read one by one. Errors of every reader: ADMIN_BAD_ARGUMENT with the argument's name. */
export class AdminArguments {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #unread: Set<string>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = new Map(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
    this.#unread = new Set(this.#values.keys());
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw bad(name, "a text");
    return value;
  }

  optionalText(name: string): string | undefined {
    const value = this.#take(name);
    if (value === undefined || typeof value === "string") return value;
    throw bad(name, "a text");
  }

  /** A text that is one of a few. */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.#take(name);
    const choice = choices.find((one) => one === value);
    if (choice === undefined) throw bad(name, `one of ${choices.join(", ")}`);
    return choice;
  }

  /** A whole number within bounds. */
  optionalInteger(name: string, min: number, max: number): number | undefined {
    const value = this.#take(name);
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max) return value;
    throw bad(name, `a whole number from ${min} to ${max}`);
  }

  /** False where it is not given. */
  flag(name: string): boolean {
    const value = this.#take(name) ?? false;
    if (typeof value === "boolean") return value;
    throw bad(name, "true or false");
  }

  assertAllRead(): void {
    for (const name of this.#unread) throw bad(name, "nothing: the command has no such argument");
  }

  #take(name: string): unknown {
    this.#unread.delete(name);
    return this.#values.get(name);
  }
}

function bad(argument: string, expected: string): SluiceError {
  return new SluiceError("ADMIN_BAD_ARGUMENT", { argument: argument.slice(0, 100), expected });
}
