import { SluiceError } from "../../proto/error.ts";
import { LinearPattern } from "./linear-pattern.ts";

/**
 * A list of table name expressions as Canal reads one (canal-protocol 5.1): split at commas that stand outside brackets, spaces kept,
 * longest part first, each part anchored on its own, joined as alternatives, matched against the whole lower-cased `schema.table`.
 */
export interface TableExpression {
  /** The text as it was given. */
  readonly text: string;
  matches(name: string): boolean;
}

/** An empty text gives undefined: the caller knows what "no list" means. Throws FILTER_BAD_EXPRESSION; `key` says where it was set. */
export function parseTableExpression(text: string, key: string): TableExpression | undefined {
  if (text === "") return undefined;
  const parts = splitExpression(text)
    .filter((part) => part !== "")
    .toSorted((a, b) => b.length - a.length);
  // Each by itself first: a parenthesis too many in one could close one of another.
  for (const part of parts) compile(part, key);
  const pattern = compile(parts.map((part) => `^${part}$`).join("|"), key);
  return {
    text,
    matches: (name) => {
      // Canal's engine takes the first way that matches at the start and only then asks whether it reached the end, which shows in parts that
      // hold an alternation of their own.
      const lower = name.toLowerCase();
      return pattern.matchStart(lower) === lower.length;
    },
  };
}

/** Splits at commas outside `()`, `[]` and `{}`; a backslash protects the character behind it. */
export function splitExpression(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let inClass = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === "\\") i++;
    else if (inClass) inClass = char !== "]";
    else if (char === "[") inClass = true;
    else if (char === "(" || char === "{") depth++;
    else if (char === ")" || char === "}") depth = Math.max(0, depth - 1);
    else if (char === "," && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function compile(part: string, key: string): LinearPattern {
  try {
    return new LinearPattern(part);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new SluiceError("FILTER_BAD_EXPRESSION", { key, part, reason: cause.message }, { cause });
  }
}
