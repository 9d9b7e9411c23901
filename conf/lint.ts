import { type Finding, finding, findingOf } from "./finding.ts";
import { nearestName } from "./nearest.ts";
import type { Property } from "./properties.ts";
import { referencedNames } from "./references.ts";
import { declarationOf, globalKeyOf, type Key, KEYS, knownNames, otherKey } from "./schema.ts";
import type { Outside, Settings } from "./settings.ts";

/** What one file is checked against. */
interface FileContext {
  readonly scope: "server" | "instance";
  readonly destinations: readonly string[];
  /** Names that values of either file refer to: variables of the operator, never unknown. */
  readonly referenced: ReadonlySet<string>;
}

/** Findings about the lines of one file: unknown, repeated, misplaced keys, and keys that change nothing. */
export function lintFile(properties: readonly Property[], context: FileContext): Finding[] {
  const findings: Finding[] = [];
  const last = new Map(properties.map((property) => [property.key, property]));
  for (const property of properties) {
    if (last.get(property.key) !== property) {
      const counts = last.get(property.key)?.line;
      findings.push(finding("warning", "CONF_DUPLICATE_KEY", property, { key: property.key, counts }));
    } else {
      findings.push(...lintKey(property, context));
    }
  }
  return findings;
}

function lintKey(property: Property, context: FileContext): Finding[] {
  const { key } = property;
  const declaration = declarationOf(key) ?? declarationOf(globalKeyOf(key, context.destinations) ?? "");
  if (declaration !== undefined) {
    const misplaced = declaration.scope === "server" && context.scope === "instance";
    return misplaced ? [finding("warning", "CONF_WRONG_FILE", property, { key })] : [];
  }
  const other = otherKey(globalKeyOf(key, context.destinations) ?? key);
  if (other !== undefined) {
    const value = property.value.trim();
    if (value === "" || other.quiet === "any" || other.quiet.includes(value)) return [];
    const code = other.status === "not built" ? "CONF_NOT_BUILT" : "CONF_NO_EFFECT";
    return [finding("warning", code, property, { key, instead: other.instead })];
  }
  if (context.referenced.has(key)) return [];
  return [finding("error", "CONF_UNKNOWN_KEY", property, { key, nearest: nearestName(key, knownNames()) })];
}

/** Names of `canal.` and `sluice.` on the command line (an error when unknown) and in the environment (a warning). */
export function lintOutside(outside: Outside, destinations: readonly string[]): Finding[] {
  return [
    ...lintNames(Object.keys(outside.overrides), "-D", "error", destinations),
    ...lintNames(Object.keys(outside.environment), "environment", "warning", destinations),
  ];
}

function lintNames(
  names: readonly string[],
  file: string,
  severity: Finding["severity"],
  destinations: readonly string[],
): Finding[] {
  return names
    .filter((name) => /^(canal|sluice)\./.test(name))
    .map((name) => globalKeyOf(name, destinations) ?? name)
    .filter((name) => declarationOf(name) === undefined && otherKey(name) === undefined)
    .map((key) =>
      finding(severity, "CONF_UNKNOWN_KEY", { file, line: 0 }, { key, nearest: nearestName(key, knownNames()) }),
    );
}

/** Findings about the values of one scope: every declared key is read, wherever its value comes from. */
export function lintValues(settings: Settings, scope: "server" | "instance", file: string): Finding[] {
  const findings: Finding[] = [];
  for (const key of Object.keys(KEYS) as Key[]) {
    if (KEYS[key].scope !== scope) continue;
    const failed = failure(() => settings.get(key));
    if (failed !== undefined) findings.push(findingOf(failed, settings.origin(key, file), key));
  }
  return findings;
}

/** Variables that the values of these files refer to. */
export function referencedBy(...files: readonly (readonly Property[])[]): Set<string> {
  return new Set(files.flat().flatMap(({ value }) => referencedNames(value)));
}

function failure(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}
