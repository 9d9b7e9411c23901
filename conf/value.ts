import { isIP } from "node:net";
import type { KeyDeclaration } from "./declaration.ts";
import { Secret } from "./secret.ts";

export type Value = string | number | boolean | readonly string[] | Secret;

/** A text read as what its key takes, or what the key expects instead. */
export type Reading = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly expected: string };

/** `text` has its references resolved and is not blank. Blanks around it are dropped, as Java Canal does. */
export function readValue(declaration: KeyDeclaration, text: string): Reading {
  const trimmed = text.trim();
  switch (declaration.type) {
    case "text":
    case "path":
      return ok(trimmed);
    case "secret":
      return ok(new Secret(trimmed));
    case "hash":
      return /^[0-9a-fA-F]{40}$/.test(trimmed)
        ? ok(trimmed)
        : bad("40 hexadecimal digits: SHA1(SHA1(password)), no leading *");
    case "boolean":
      return readBoolean(trimmed);
    case "integer":
      return readInteger(declaration, trimmed);
    case "choice":
      return declaration.choices.includes(trimmed) ? ok(trimmed) : bad(`one of ${declaration.choices.join(", ")}`);
    case "list":
      return readList(declaration.choices, trimmed);
    case "address":
      return parseAddress(trimmed) === undefined ? bad("host:port") : ok(trimmed);
    case "timezone":
      return /^[+-](0\d|1[0-3]):[0-5]\d$|^[+-]14:00$/.test(trimmed)
        ? ok(trimmed)
        : bad("an offset from -14:00 to +14:00, such as +00:00 or +08:00");
    default:
      return declaration satisfies never;
  }
}

/** `host:port`, `[v6]:port`; undefined when it is neither. */
export function parseAddress(text: string): { readonly host: string; readonly port: number } | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:\s[\]]+)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const port = Number(match[3]);
  const host = match[1] ?? match[2] ?? "";
  if (port < 1 || port > 65_535 || (match[1] !== undefined && isIP(host) !== 6)) return undefined;
  return { host, port };
}

function ok(value: Value): Reading {
  return { ok: true, value };
}

function bad(expected: string): Reading {
  return { ok: false, expected };
}

function readBoolean(text: string): Reading {
  const lower = text.toLowerCase();
  return lower === "true" || lower === "false" ? ok(lower === "true") : bad("true or false");
}

function readInteger(declaration: KeyDeclaration & { readonly type: "integer" }, text: string): Reading {
  const { min, max, powerOfTwo } = declaration;
  const value = Number(text);
  const fits = /^-?\d{1,16}$/.test(text) && value >= min && value <= max;
  const shape = powerOfTwo === true ? "a power of two" : "a whole number";
  if (!fits || (powerOfTwo === true && !Number.isInteger(Math.log2(value))))
    return bad(`${shape} from ${min} to ${max}`);
  return ok(value);
}

/** In any case, as Java's are; given back as the key spells them. */
function readList(choices: readonly string[], text: string): Reading {
  const items = text
    .split(",")
    .map((item) => item.trim().toLowerCase())
    .filter((item) => item !== "");
  const known = choices.filter((choice) => items.includes(choice.toLowerCase()));
  return known.length > 0 && known.length === new Set(items).size
    ? ok(known)
    : bad(`a comma list of ${choices.join(", ")}`);
}
