/** Where lines go; one call is one or more whole lines. `process.stdout` is one. */
export interface LogOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const COLOURS: Readonly<Record<string, number>> = { trace: 90, debug: 36, info: 32, warn: 33, error: 31, fatal: 35 };
/** Shown apart from the other fields, or not at all. */
const OWN = new Set(["level", "time", "msg", "destination", "error", "err"]);

/** Turns pino's JSON lines into lines for people: time, level, [destination], message, name=value …; an error on a line of its own. */
export class PrettyLines implements LogOutput {
  readonly #output: LogOutput;
  readonly #colour: boolean;

  constructor(output: LogOutput) {
    this.#output = output;
    this.#colour = output.isTTY === true && (process.env["NO_COLOR"] ?? "") === "";
  }

  write(text: string): void {
    for (const line of text.split("\n")) {
      if (line !== "") this.#output.write(`${this.#pretty(line)}\n`);
    }
  }

  #pretty(line: string): string {
    const fields = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const level = String(fields["level"]);
    const time = String(fields["time"]).slice(11, 23);
    const destination = fields["destination"] === undefined ? "" : ` [${shown(fields["destination"])}]`;
    const rest = Object.entries(fields)
      .filter(([name]) => !OWN.has(name))
      .map(([name, value]) => this.#paint(90, ` ${name}=${shown(value)}`));
    const head = `${this.#paint(90, time)} ${this.#paint(COLOURS[level] ?? 0, level.toUpperCase().padEnd(5))}`;
    return `${head}${destination} ${shown(fields["msg"] ?? "")}${rest.join("")}${this.#error(fields["error"] ?? fields["err"])}`;
  }

  #error(error: unknown): string {
    if (typeof error !== "object" || error === null) return error === undefined ? "" : `\n  ${shown(error)}`;
    const { message, stack, cause } = error as { message?: unknown; stack?: unknown; cause?: unknown };
    const text = typeof stack === "string" ? stack : String(message);
    return `\n  ${this.#paint(31, text.replaceAll("\n", "\n  "))}${cause === undefined ? "" : this.#error(cause)}`;
  }

  #paint(colour: number, text: string): string {
    return this.#colour ? `\u001B[${colour}m${text}\u001B[0m` : text;
  }
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
