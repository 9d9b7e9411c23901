import { existsSync } from "node:fs";
import { join } from "node:path";
import { ConfFolder } from "../../conf/conf-folder.ts";

/** Options shared by the commands that read a configuration. */
export interface ConfOptions {
  /** Path of canal.properties, or of the folder that holds it. */
  readonly conf: string;
  readonly define: Readonly<Record<string, string>>;
}

export function openConf({ conf, define }: ConfOptions): ConfFolder {
  const inside = join(conf, "canal.properties");
  const file = existsSync(inside) ? inside : conf;
  return new ConfFolder(file, { overrides: define, environment: process.env });
}

/** Collects `-D key=value`; a key without `=` is the word true, as Java's is blank but a switch is what is meant. */
export function addDefinition(text: string, previous: Readonly<Record<string, string>>): Record<string, string> {
  const equals = text.indexOf("=");
  const [key, value] = equals < 0 ? [text, "true"] : [text.slice(0, equals), text.slice(equals + 1)];
  return { ...previous, [key]: value };
}
