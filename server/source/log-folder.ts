import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { SluiceError } from "../../proto/error.ts";
import { compareJournalNames } from "../../proto/position.ts";
import { openLogBytes, readable } from "./log-bytes.ts";
import type { LogFile, LogFiles } from "./log-files.ts";

const NUMBERED = /^(?<name>(?<base>.+)\.\d{6,})(?:\.zst)?$/;

/**
 * The log files of a folder, such as a server's data folder or a backup of its log: `<base>.<number>`, compressed ones with `.zst` behind
 * it, in the order of their numbers. An index file says which of several logs is meant (a replica has its relay log there too).
 */
export class LogFolder implements LogFiles {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  async list(): Promise<readonly LogFile[]> {
    const names = await readable(this.directory, () => readdir(this.directory));
    const byBase = new Map<string, Map<string, string>>();
    for (const name of names) {
      const { base, name: journalName } = NUMBERED.exec(name)?.groups ?? {};
      if (base === undefined || journalName === undefined) continue;
      const files = byBase.get(base) ?? new Map<string, string>();
      byBase.set(base, files);
      // Of a file that is there in both forms the one as it was written counts.
      if (name === journalName || !files.has(journalName)) files.set(journalName, name);
    }
    const base = await this.#choose([...byBase.keys()], names);
    const files = [...(byBase.get(base) ?? [])].map(([journalName, name]) => this.#file(journalName, name));
    return files.toSorted((a, b) => compareJournalNames(a.journalName, b.journalName));
  }

  async after(file: LogFile, expected: string | undefined): Promise<LogFile | undefined> {
    const wanted = expected ?? file.journalName;
    const later = (await this.list()).filter(({ journalName }) => compareJournalNames(journalName, wanted) >= 0);
    if (expected === undefined) return later.find(({ journalName }) => journalName !== file.journalName);
    const [next] = later;
    if (next === undefined || next.journalName === expected) return next;
    throw new SluiceError("SOURCE_LOG_PURGED", {
      journalName: expected,
      position: 4,
      directory: this.directory,
      oldestJournalName: next.journalName,
    });
  }

  #file(journalName: string, name: string): LogFile {
    const path = join(this.directory, name);
    return { journalName, path, open: () => openLogBytes(path) };
  }

  async #choose(bases: readonly string[], names: readonly string[]): Promise<string> {
    const [only, ...others] = bases;
    if (only === undefined || others.length === 0) return only ?? "";
    const indexed = await Promise.all(bases.map((base) => this.#isIndexed(base, names)));
    const known = bases.filter((base, index) => indexed[index] === true && !base.endsWith("relay-bin"));
    if (known.length === 1 && known[0] !== undefined) return known[0];
    throw new SluiceError("SOURCE_FILES_AMBIGUOUS", {
      directory: this.directory,
      found: bases.toSorted().slice(0, 10).join(","),
    });
  }

  /** Whether an index file lists files of this name. */
  async #isIndexed(base: string, names: readonly string[]): Promise<boolean> {
    const index = `${base}.index`;
    if (!names.includes(index)) return false;
    const path = join(this.directory, index);
    const text = await readable(path, () => readFile(path, "utf8"));
    return text.split("\n").some((line) => NUMBERED.exec(basename(line.trim()))?.groups?.["base"] === base);
  }
}
