import { SluiceError } from "../proto/error.ts";

/** Gives the text behind a name, or undefined when it is not set; blank counts as not set. */
export type Lookup = (name: string) => string | undefined;

/**
 * Replaces `${name}` and `${name:default}` in `text`, as Canal's Spring files do: names and defaults may hold references themselves, a value
 * found may hold more of them, a `${` without its `}` stays as it is, and the first `:` of a reference begins its default.
 *
 * Errors: CONF_UNRESOLVED_REFERENCE when a name without default is not set (`${name:}` says that blank is meant), CONF_REFERENCE_CYCLE.
 */
export function resolveReferences(text: string, lookup: Lookup): string {
  return resolve(text, lookup, []);
}

/** Names referred to anywhere in `text`, nested ones included; names that are built from references are left out. */
export function referencedNames(text: string): string[] {
  return [...text.matchAll(/\$\{\s*([^${}:\s]+)\s*[:}]/g)].map((match) => match[1] ?? "");
}

function resolve(text: string, lookup: Lookup, path: readonly string[]): string {
  let resolved = "";
  let index = 0;
  for (;;) {
    const open = text.indexOf("${", index);
    const close = open < 0 ? -1 : closingBrace(text, open + 2);
    if (close < 0) return resolved + text.slice(index);
    resolved += text.slice(index, open) + one(text.slice(open + 2, close), lookup, path);
    index = close + 1;
  }
}

function one(body: string, lookup: Lookup, path: readonly string[]): string {
  const colon = topLevelColon(body);
  const name = resolve(colon < 0 ? body : body.slice(0, colon), lookup, path).trim();
  if (path.includes(name)) {
    throw new SluiceError("CONF_REFERENCE_CYCLE", { path: [...path, name].join(" -> ") });
  }
  const found = lookup(name);
  if (found !== undefined && found.trim() !== "") return resolve(found, lookup, [...path, name]).trim();
  if (colon < 0) throw new SluiceError("CONF_UNRESOLVED_REFERENCE", { reference: name });
  return resolve(body.slice(colon + 1), lookup, path).trim();
}

/** Index of the `}` that closes a reference whose body begins at `start`, or -1. */
function closingBrace(text: string, start: number): number {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    const char = text.charAt(index);
    if (char === "{") depth++;
    else if (char === "}") {
      if (depth === 0) return index;
      depth--;
    }
  }
  return -1;
}

function topLevelColon(body: string): number {
  let depth = 0;
  for (let index = 0; index < body.length; index++) {
    const char = body.charAt(index);
    if (char === "{") depth++;
    else if (char === "}") depth--;
    else if (char === ":" && depth === 0) return index;
  }
  return -1;
}
