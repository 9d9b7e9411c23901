import { type ConfFolder, hasErrors } from "../../conf/conf-folder.ts";
import { type Finding, findingOf, formatFinding } from "../../conf/finding.ts";
import { rowOf, SluiceError } from "../../proto/error.ts";
import { makeFilters } from "../instance/instance-filters.ts";
import { type ConfOptions, openConf } from "./conf-options.ts";

/** `sluice check`: prints every finding at once. Returns the exit code: 1 when one is an error. */
export function checkCommand(
  options: ConfOptions & { readonly json?: boolean },
  write: (text: string) => void,
): number {
  const folder = openConf(options);
  const findings = [...folder.check(), ...filterFindings(folder)];
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.length - errors;
  if (options.json === true) {
    const plain = findings.map((one) =>
      Object.assign({}, one, { text: rowOf(one.code).text, help: rowOf(one.code).help }),
    );
    write(`${JSON.stringify({ file: folder.file, errors, warnings, findings: plain }, undefined, 2)}\n`);
  } else {
    for (const one of findings) write(`${formatFinding(one)}\n`);
    write(`${folder.file}: ${errors} errors, ${warnings} warnings\n`);
  }
  return hasErrors(findings) ? 1 : 0;
}

/** What the filters themselves say of their expressions. */
function filterFindings(folder: ConfFolder): Finding[] {
  const names = new Set([...(folder.server.config?.destinations ?? []), ...folder.foundDestinations()]);
  return [...names].flatMap((name) => {
    const filter = folder.filterOf(name);
    if (filter === undefined) return [];
    try {
      makeFilters(filter);
      return [];
    } catch (error) {
      const key = error instanceof SluiceError ? String(error.details["key"] ?? "") : "";
      return [findingOf(error, folder.originOf(name, key), key)];
    }
  });
}
