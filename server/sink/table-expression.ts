import { SluiceError } from "../../proto/error.ts";

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
  const alternatives = parts.map((part) => `^${compile(part, key).source}$`);
  // Sticky and unanchored at its end on purpose: Canal's engine takes the first alternative that matches at the start and only then asks
  // whether it reached the end, which shows in parts that hold an alternation of their own.
  const pattern = compile(alternatives.join("|"), key);
  return {
    text,
    matches: (name) => {
      pattern.lastIndex = 0;
      const lower = name.toLowerCase();
      return pattern.test(lower) && pattern.lastIndex === lower.length;
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

function compile(part: string, key: string): RegExp {
  try {
    return new RegExp(fromPerl(part), "isy");
  } catch (cause) {
    throw new SluiceError("FILTER_BAD_EXPRESSION", { key, part, reason: reasonOf(cause) }, { cause });
  }
}

/**
 * What Perl 5 writes otherwise than JavaScript: `\A \Z \z`, `(?i)` and `(?s)` (both always on here), comments, and POSIX classes, which
 * JavaScript would take for a set of letters without a word.
 */
function fromPerl(part: string): string {
  return part
    .replaceAll(/\\[\s\S]|\(\?[is]+\)|\(\?#[^)]*\)/g, (found) => {
      if (found === "\\A") return "^";
      if (found === "\\Z" || found === "\\z") return "$";
      return found.startsWith("\\") ? found : "";
    })
    .replaceAll(/\[:(\^?)([a-z]+):\]/g, (found, not: string, name: string) =>
      not === "" ? (POSIX_CLASSES[name] ?? found) : found,
    );
}

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: "a-zA-Z0-9",
  alpha: "a-zA-Z",
  digit: "0-9",
  lower: "a-z",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\s",
  upper: "A-Z",
  word: "\\w",
  xdigit: "0-9a-fA-F",
};

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
