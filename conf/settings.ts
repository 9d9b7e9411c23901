import { SluiceError } from "../proto/error.ts";
import type { Property } from "./properties.ts";
import { resolveReferences } from "./references.ts";
import { declarationOf, KEYS, type Key, type ValueOf } from "./schema.ts";
import { Secret } from "./secret.ts";
import { readValue, type Value } from "./value.ts";

/** Where a value was found. `line` is 0 for what comes from the command line or the environment. */
export interface Origin {
  readonly file: string;
  readonly line: number;
}

interface Found extends Origin {
  readonly text: string;
}

/** What lies above the files. Names are the keys as they are, with dots. */
export interface Outside {
  /** `-D key=value` of the command line: Java's system properties. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The layers of one scope, and the values that come out. First wins: command line, environment, instance.properties, canal.properties,
 * default. Blank is unset everywhere.
 */
export class Settings {
  readonly #outside: Outside;
  readonly #files: readonly ReadonlyMap<string, Property>[];
  readonly #fixed: Readonly<Record<string, string>>;

  /** `files` from the strongest to the weakest; `fixed` are names that only references see (`canal.instance.destination`). */
  constructor(outside: Outside, files: readonly (readonly Property[])[], fixed: Readonly<Record<string, string>> = {}) {
    this.#outside = outside;
    this.#files = files.map((properties) => new Map(properties.map((property) => [property.key, property])));
    this.#fixed = fixed;
  }

  /** The raw text of a key and its origin; undefined when it is unset. */
  find(key: string): Found | undefined {
    const override = ownText(this.#outside.overrides, key);
    if (override !== undefined) return { text: override, file: "-D", line: 0 };
    const variable = ownText(this.#outside.environment, key);
    if (variable !== undefined) return { text: variable, file: "environment", line: 0 };
    for (const file of this.#files) {
      const property = file.get(key);
      if (property !== undefined && property.value.trim() !== "") {
        return { text: property.value, file: property.file, line: property.line };
      }
    }
    return undefined;
  }

  /** Where a key is written, or where its file is when it is not. */
  origin(key: string, otherwise: string): Origin {
    const { file, line } = this.find(key) ?? { file: otherwise, line: 0 };
    return { file, line };
  }

  /** The text with its references resolved; undefined when that is blank. Errors: those of `resolveReferences`. */
  text(key: string): string | undefined {
    const resolved = this.resolve(this.find(key)?.text ?? "");
    return resolved.trim() === "" ? undefined : resolved;
  }

  resolve(text: string): string {
    return resolveReferences(text, (name) => this.#lookup(name));
  }

  /** The value of a key. Errors: CONF_BAD_VALUE (without the value where it is a secret), those of `resolveReferences`. */
  get<K extends Key>(key: K): ValueOf<K> {
    return this.read(key, key) as ValueOf<K>;
  }

  /** Reads `key` as `declared` says; undefined when it is unset and has no default. */
  read(key: string, declared: Key): Value | undefined {
    const declaration = KEYS[declared];
    const text = this.text(key);
    if (text === undefined) return defaultOf(declared, (reference) => this.resolve(reference));
    const reading = readValue(declaration, text);
    if (reading.ok) return reading.value;
    const shown = declaration.type === "hash" || text.length > 200 ? undefined : text.trim();
    throw new SluiceError("CONF_BAD_VALUE", { key, value: shown, expected: reading.expected });
  }

  #lookup(name: string): string | undefined {
    const fixed = ownText(this.#fixed, name);
    if (fixed !== undefined) return fixed;
    const found = this.find(name)?.text;
    if (found !== undefined) return found;
    const fallback = declarationOf(name)?.default;
    return fallback === undefined ? undefined : String(fallback);
  }
}

function ownText(table: Readonly<Record<string, string | undefined>>, key: string): string | undefined {
  const text = Object.hasOwn(table, key) ? table[key] : undefined;
  return text === undefined || text.trim() === "" ? undefined : text;
}

function defaultOf(key: Key, resolve: (text: string) => string): Value | undefined {
  const declaration = declarationOf(key);
  if (declaration === undefined || declaration.default === undefined) return undefined;
  if (declaration.type === "secret") return new Secret(declaration.default);
  return typeof declaration.default === "string" ? resolve(declaration.default) : declaration.default;
}
