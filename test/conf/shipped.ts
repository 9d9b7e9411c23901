import type { KeyDeclaration } from "../../conf/declaration.ts";
import { KEYS } from "../../conf/schema.ts";

const HEAD = {
  canal: [
    "Sluice: the server. Keys and meanings are Canal's; those of our own begin with sluice.",
    "Every key that works stands here at its default; a blank value is unset. A destination's instance.properties wins over this file for",
    "all keys but those of the first part; environment variables and -D of the same dotted names win over both.",
    "A backslash is written twice. ${name} and ${name:default} take the value of another key or of the environment.",
  ],
  instance: [
    "One destination: the source that it follows and what it delivers. The folder's name is the destination's name.",
  ],
} as const;

/** The text of a shipped file, made from the declarations. */
export function shippedFile(file: "canal" | "instance"): string {
  const declarations = Object.entries<KeyDeclaration>(KEYS).filter(([, declaration]) => declaration.file === file);
  const blocks: string[] = [];
  for (const scope of ["server", "instance"] as const) {
    const keys = declarations.filter(([, declaration]) => declaration.scope === scope);
    if (file === "canal") blocks.push(scope === "server" ? "## The server" : "## Every destination");
    blocks.push(...keys.map(([key, declaration]) => block(key, declaration)));
  }
  return `${HEAD[file].map((line) => `# ${line}`).join("\n")}\n\n${blocks.join("\n\n")}\n`;
}

function block(key: string, declaration: KeyDeclaration): string {
  const unit = declaration.type === "integer" && declaration.unit !== undefined ? ` Unit: ${declaration.unit}.` : "";
  const choices =
    "choices" in declaration && declaration.choices.length > 1 ? ` One of ${declaration.choices.join(", ")}.` : "";
  const doc = `${declaration.doc}${unit}${choices}`.split("\n").map((line) => `# ${line}`);
  return [...doc, `${key} = ${declaration.shipped ?? written(declaration.default)}`.trimEnd()].join("\n");
}

function written(value: KeyDeclaration["default"]): string {
  return value === undefined ? "" : String(value).replaceAll("\\", "\\\\");
}
