import { execFile } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cached } from "./cache.ts";
import { spawnGuarded } from "./process.ts";

const run = promisify(execFile);
const SOURCES = fileURLToPath(new URL("java", import.meta.url));
const NEEDED = "Java 17 and Maven are needed (Debian: openjdk-17-jdk-headless, maven)";

/**
 * Starts one of our small Java programs around Java Canal's published jars. The jars come from Maven Central once and are kept in the cache.
 * Without Java or Maven this rejects and says what to install.
 */
export async function startJava(
  mainClass: string,
  args: readonly string[],
  javaOptions: readonly string[],
): Promise<ChildProcess> {
  const { classes, jars } = await javaFolders();
  const command = [
    "java",
    ...(javaOptions.some((option) => option.endsWith("GC")) ? [] : ["-XX:+UseSerialGC"]),
    `-Dlogback.configurationFile=${join(classes, "logback.xml")}`,
    "-Dfile.encoding=UTF-8",
    "-Duser.timezone=UTC",
    ...javaOptions,
    "-cp",
    `${classes}:${join(jars, "*")}`,
    mainClass,
    ...args,
  ];
  return spawnGuarded(command, { stdio: ["pipe", "pipe", "pipe"] });
}

/** The jars, and our sources compiled against them. */
async function javaFolders(): Promise<{ classes: string; jars: string }> {
  const pom = await readFile(join(SOURCES, "pom.xml"));
  const jars = await cached(`java-canal-jars-${digest([pom])}`, async (folder) => {
    await writeFile(join(folder, "pom.xml"), pom);
    await tool("mvn", ["-q", "-B", "dependency:copy-dependencies", `-DoutputDirectory=${folder}`], folder);
  });
  const names = (await readdir(SOURCES)).toSorted();
  const contents = await Promise.all(names.map((name) => readFile(join(SOURCES, name))));
  const classes = await cached(`java-canal-classes-${digest(contents)}`, async (folder) => {
    const sources = names.filter((name) => name.endsWith(".java")).map((name) => join(SOURCES, name));
    await tool("javac", ["-nowarn", "-encoding", "UTF-8", "-cp", join(jars, "*"), "-d", folder, ...sources], folder);
    await cp(join(SOURCES, "logback.xml"), join(folder, "logback.xml"));
  });
  return { classes, jars };
}

async function tool(program: string, args: readonly string[], cwd: string): Promise<void> {
  try {
    await run(program, args, { cwd, maxBuffer: 16 * 1024 * 1024, timeout: 600_000 });
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw new Error(isMissing ? `${program} is missing: ${NEEDED}` : `${program} failed: ${String(cause)}`, { cause });
  }
}

function digest(contents: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const content of contents) hash.update(content).update("\0");
  return hash.digest("hex").slice(0, 16);
}
