import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cached, errnoOf, exists } from "./cache.ts";

const run = promisify(execFile);

const KEYRINGS = ["/usr/share/keyrings/debian-archive-keyring.gpg", "/usr/share/keyrings/debian-archive-keyring.pgp"];
const PUBLIC_MIRROR = "http://deb.debian.org/debian";

export interface DebianPackages {
  /** Name of the folder in the cache. */
  readonly folder: string;
  readonly suite: "sid" | "trixie" | "bookworm";
  readonly packages: readonly string[];
  /** Names of the packages to unpack, dependencies included; all by default. */
  readonly only?: RegExp;
}

/**
 * Debian packages with everything they depend on, unpacked into a folder of their own: the system is left as it is and no root is needed.
 * Programs in it run through `loaderOf` that folder, so that a newer libc than the machine's does no harm.
 */
export async function debianPackages(wanted: DebianPackages): Promise<string> {
  return cached(wanted.folder, async (prefix) => {
    const apt = join(prefix, ".apt");
    const archives = join(apt, "archives");
    await mkdir(join(apt, "lists", "partial"), { recursive: true });
    await mkdir(join(archives, "partial"), { recursive: true });
    // An empty status file: nothing counts as installed, so every dependency is fetched.
    await writeFile(join(apt, "status"), "");
    await writeFile(join(apt, "sources.list"), await sourceLine(wanted.suite));
    const options = aptOptions(apt);
    await command("apt-get", [...options, "-q", "update"]);
    await command("apt-get", [...options, "-q", "-y", "--download-only", "install", ...wanted.packages]);
    const debs = (await readdir(archives)).filter((name) => name.endsWith(".deb") && wanted.only?.test(name) !== false);
    for (const deb of debs) await command("dpkg-deb", ["-x", join(archives, deb), prefix]);
    await rm(apt, { recursive: true, force: true });
  });
}

/** How to start a program of the prefix: its own loader with its own libraries. */
export function loaderOf(prefix: string, ...libraryFolders: readonly string[]): readonly string[] {
  // Newer suites unpack everything under usr, older ones keep libc in the root.
  const loader = ["lib/x86_64-linux-gnu", "usr/lib64"]
    .map((folder) => join(prefix, folder, "ld-linux-x86-64.so.2"))
    .find(existsSync);
  if (loader === undefined) throw new Error(`no loader for x86-64 under ${prefix}`);
  const libraries = [join(prefix, "usr/lib/x86_64-linux-gnu"), join(prefix, "lib/x86_64-linux-gnu"), ...libraryFolders];
  return [loader, "--library-path", libraries.join(":")];
}

function aptOptions(apt: string): readonly string[] {
  const settings = {
    "Dir::Etc::SourceList": join(apt, "sources.list"),
    "Dir::Etc::SourceParts": "/dev/null",
    "Dir::State::Lists": join(apt, "lists"),
    "Dir::State::status": join(apt, "status"),
    "Dir::Cache::archives": join(apt, "archives"),
    "Dir::Cache::pkgcache": "",
    "Dir::Cache::srcpkgcache": "",
    "APT::Install-Recommends": "false",
    "APT::Sandbox::User": "",
    "Debug::NoLocking": "true",
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

async function sourceLine(suite: string): Promise<string> {
  for (const keyring of KEYRINGS) {
    if (await exists(keyring)) return `deb [signed-by=${keyring}] ${await debianMirror()} ${suite} main\n`;
  }
  throw new Error(`no Debian keyring (${KEYRINGS.join(", ")}): install debian-archive-keyring, or set MYSQL_URL`);
}

/** The mirror that the machine itself uses for Debian, so that a machine behind a private one works too. */
async function debianMirror(): Promise<string> {
  const parts = "/etc/apt/sources.list.d";
  const files = [join(parts, "debian.sources"), "/etc/apt/sources.list"];
  for (const name of await readdirOrNone(parts)) files.push(join(parts, name));
  for (const file of files) {
    const mirror = /^\s*(?:URIs:|deb\s(?:\[[^\]]*\]\s+)?)\s*(\S+\/debian)\/?(?:\s|$)/m.exec(await readOrEmpty(file));
    if (mirror?.[1] !== undefined) return mirror[1];
  }
  return PUBLIC_MIRROR;
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return "";
    throw error;
  }
}

async function readdirOrNone(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  }
}

async function command(program: string, args: readonly string[]): Promise<void> {
  try {
    await run(program, args, { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LC_ALL: "C" } });
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")} failed`, { cause: error });
  }
}
