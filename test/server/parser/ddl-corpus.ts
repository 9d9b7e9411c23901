import { readdirSync, readFileSync } from "node:fs";

/** Servers that a statement may be meant for, as the corpus names them. */
export type CorpusServer = "5.6" | "9.7" | "mariadb";

export interface CorpusStatement {
  readonly sql: string;
  readonly line: number;
}

const FOLDER = new URL("../../data/ddl/", import.meta.url);

export const corpusFiles: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".sql"))
  .toSorted();

/** The whole corpus as it is written. */
export function corpusText(): string {
  return corpusFiles.map((file) => readFileSync(new URL(file, FOLDER), "utf8")).join("\n");
}

/**
 * Statements of one file for one server. A statement ends with `;` at the end of a line; between `--{` and `--}` lines it ends with the
 * latter. A line `--@ 9.7 mariadb` says that the next statement is for these servers only, `--@@` that all are until the next `--@@`.
 */
export function corpusOf(file: string, server: CorpusServer): readonly CorpusStatement[] {
  const statements: CorpusStatement[] = [];
  let only: readonly string[] | undefined;
  let onlyAll: readonly string[] | undefined;
  let text = "";
  let start = 0;
  let block = false;
  const end = (): void => {
    const allowed = only ?? onlyAll;
    if (allowed === undefined || allowed.includes(server)) statements.push({ sql: text, line: start });
    text = "";
    only = undefined;
  };
  for (const [index, line] of readFileSync(new URL(file, FOLDER), "utf8").split("\n").entries()) {
    if (line.startsWith("--@@")) onlyAll = words(line.slice(4));
    else if (line.startsWith("--@")) only = words(line.slice(3));
    else if (line === "--{") block = true;
    else if (line === "--}") {
      block = false;
      end();
    } else if (text !== "" || line.trim() !== "") {
      if (text === "") start = index + 1;
      text += text === "" ? line : `\n${line}`;
      if (!block && line.endsWith(";")) {
        text = text.slice(0, -1);
        end();
      }
    }
  }
  if (text.trim() !== "") throw new Error(`${file}: no end of the statement of line ${start}`);
  return statements;
}

function words(line: string): readonly string[] | undefined {
  const found = line
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== "");
  return found.length === 0 ? undefined : found;
}
