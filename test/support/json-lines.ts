import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

export type JsonLine = Readonly<Record<string, unknown>>;

/** The JSON lines that a program prints, in order, each given out once. */
export interface Lines {
  /** The next line. Rejects when the program has ended, with what it wrote to its standard error. */
  next(): Promise<JsonLine>;
  /** The next line that passes; those before it are dropped. */
  until(passes: (line: JsonLine) => boolean): Promise<JsonLine>;
}

export function jsonLines(child: ChildProcess): Lines {
  if (child.stdout === null) throw new Error("a program whose output is not piped");
  const waiting: JsonLine[] = [];
  const askers: { resolve: (line: JsonLine) => void; reject: (error: Error) => void }[] = [];
  let complaints = "";
  let ended: Error | undefined;
  child.stderr?.on("data", (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4000);
  });
  createInterface({ input: child.stdout }).on("line", (text) => {
    const line = JSON.parse(text) as JsonLine;
    const asker = askers.shift();
    if (asker === undefined) waiting.push(line);
    else asker.resolve(line);
  });
  const end = (error: Error) => {
    ended ??= error;
    for (const asker of askers.splice(0)) asker.reject(ended);
  };
  child.once("error", end);
  child.once("close", (code, signal) => {
    end(new Error(`the program ended (${String(code ?? signal)}): ${complaints}`));
  });

  const next = (): Promise<JsonLine> => {
    const line = waiting.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (ended !== undefined) return Promise.reject(ended);
    return new Promise((resolve, reject) => {
      askers.push({ resolve, reject });
    });
  };
  return {
    next,
    async until(passes) {
      for (;;) {
        const line = await next();
        if (passes(line)) return line;
      }
    },
  };
}
