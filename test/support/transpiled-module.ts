import { existsSync } from "node:fs";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

const ROOT = projectFolder(import.meta.dirname);

/** Also from where the tools are compiled to: the nearest folder above with a package.json. */
function projectFolder(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : projectFolder(dirname(folder));
}

/**
 * Puts a TypeScript module of the project, with all it imports of ours, as JavaScript into a folder, so that a child process can run it on any
 * Node. Gives the path of the JavaScript file. Types are not checked: that is the compiler's business, not a test's.
 */
export async function transpileModule(source: string, folder: string): Promise<string> {
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const pending = [resolve(ROOT, source)];
  const seen = new Set(pending);
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const target = join(folder, relative(ROOT, path));
    await mkdir(dirname(target), { recursive: true });
    if (path.endsWith(".js")) {
      await cp(path, target);
      continue;
    }
    const text = await readFile(path, "utf8");
    const { outputText } = ts.transpileModule(text, {
      fileName: path,
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    await writeFile(target.replace(/\.ts$/, ".js"), outputText);
    for (const found of ts.preProcessFile(outputText).importedFiles) {
      if (!found.fileName.startsWith(".")) continue;
      const imported = resolve(dirname(path), found.fileName);
      // Some of what is generated is JavaScript from the start.
      const typed = imported.replace(/\.js$/, ".ts");
      const original = existsSync(typed) ? typed : imported;
      if (!seen.has(original)) pending.push(original);
      seen.add(original);
    }
  }
  return join(folder, source.replace(/\.ts$/, ".js"));
}
