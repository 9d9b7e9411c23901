import { SluiceError } from "../proto/error.ts";

const EXPRESSION = /^(.*)\{(\d{1,9})-(\d{1,9})\}$/;
const MAX_DESTINATIONS = 10_000;

/**
 * Destinations of `canal.destinations` (a comma list), or of `canal.destinations.expr` (`prefix{1-8}` → prefix1 … prefix8), which wins.
 * Names are trimmed, empty ones skipped, repeats dropped.
 *
 * Errors: CONF_BAD_VALUE.
 */
export function destinationNames(list: string | undefined, expression: string | undefined): string[] {
  const names = expression === undefined || expression.trim() === "" ? fromList(list ?? "") : expand(expression.trim());
  for (const name of names) checkDestinationName(name);
  return [...new Set(names)];
}

/** A destination is the name of a folder below `conf/`. `@` is kept for consumer groups. Errors: CONF_BAD_VALUE. */
export function checkDestinationName(name: string): void {
  if (/[/\\@\0]/.test(name) || name === "." || name === "..") {
    throw new SluiceError("CONF_BAD_VALUE", {
      key: "canal.destinations",
      value: name,
      expected: "folder names without / \\ @",
    });
  }
}

function fromList(list: string): string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function expand(expression: string): string[] {
  const match = EXPRESSION.exec(expression);
  const from = Number(match?.[2]);
  const to = Number(match?.[3]);
  if (match === null || to < from || to - from >= MAX_DESTINATIONS) {
    throw new SluiceError("CONF_BAD_VALUE", {
      key: "canal.destinations.expr",
      value: expression,
      expected: `prefix{FROM-TO} with FROM <= TO, at most ${MAX_DESTINATIONS} names`,
    });
  }
  return Array.from({ length: to - from + 1 }, (_, index) => `${match[1] ?? ""}${from + index}`);
}
