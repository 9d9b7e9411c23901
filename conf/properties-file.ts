import { readFileSync } from "node:fs";
import { SluiceError } from "../proto/error.ts";
import { type Finding, findingOf } from "./finding.ts";
import { decodeProperties, parseProperties, type Property } from "./properties.ts";

/** A file's properties; empty, with one finding, when it can't be read. */
export interface PropertiesFile {
  readonly properties: readonly Property[];
  readonly findings: readonly Finding[];
}

/** Reads a properties file of at most 16 MiB. */
export function readPropertiesFile(file: string): PropertiesFile {
  try {
    return { properties: parseProperties(decodeProperties(read(file)), file), findings: [] };
  } catch (error) {
    const line = error instanceof SluiceError ? Number(error.details["line"] ?? 0) : 0;
    return { properties: [], findings: [findingOf(error, { file, line }, undefined)] };
  }
}

function read(file: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : undefined;
    throw new SluiceError("CONF_FILE_UNREADABLE", { file, reason }, { cause: error });
  }
  if (bytes.length > 16 * 1024 * 1024)
    throw new SluiceError("CONF_FILE_UNREADABLE", { file, reason: "larger than 16 MiB" });
  return bytes;
}
