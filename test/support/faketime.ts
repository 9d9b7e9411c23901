import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { debianPackages } from "./debian.ts";
import { tempFolder } from "./temp-folder.ts";

/** A wall clock for processes that can be set while they run; their monotonic clock goes on as it does. */
export class FakeClock {
  readonly #file: string;
  /** For the process. */
  readonly env: Readonly<Record<string, string>>;

  private constructor(file: string, library: string) {
    this.#file = file;
    this.env = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
  }

  static async create(): Promise<FakeClock> {
    const folder = await debianPackages({
      folder: "libfaketime",
      suite: "bookworm",
      packages: ["libfaketime"],
      only: /^libfaketime_/,
    });
    const libraries = join(folder, "usr", "lib", "x86_64-linux-gnu", "faketime");
    const library = (await readdir(libraries)).find((name) => name.startsWith("libfaketime.so"));
    if (library === undefined) throw new Error(`no libfaketime in ${libraries}`);
    const clock = new FakeClock(join(await tempFolder("clock"), "offset"), join(libraries, library));
    await clock.set("+0d");
    return clock;
  }

  /** An offset from the real time, as faketime takes it: `-1d`, `+2h`. */
  set(offset: string): Promise<void> {
    return writeFile(this.#file, `${offset}\n`);
  }
}
