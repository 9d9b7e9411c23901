import type { Logger } from "../../../server/logger.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { DurableLog } from "../../../server/store/log/durable-log.ts";
import type { DurableLogOptions } from "../../../server/store/log/durable-log-options.ts";
import { logOptions } from "./log-entries.ts";
import type { MemoryFolder } from "./memory-folder.ts";

export const SOURCE = { address: "127.0.0.1", port: 3306, uuid: "u1" };

/** A log in a folder that lies in memory, of one source. */
export async function open(folder: MemoryFolder, more: Partial<DurableLogOptions> = {}): Promise<DurableLog> {
  const log = await DurableLog.open({ ...logOptions("/memory"), folder, ...more });
  log.beginSource(SOURCE);
  return log;
}

/** What a reader gives of a range; throws the error of one that it can't give. */
export async function readRange(log: DurableLog, from: number, to: number): Promise<(PipelineEntry | undefined)[]> {
  const reader = log.openReader();
  const entries: (PipelineEntry | undefined)[] = [];
  try {
    for (let seq = from; seq <= to; seq++) {
      if (reader.at(seq) === undefined) await reader.load(seq);
      entries.push(reader.at(seq));
    }
    return entries;
  } finally {
    reader.close();
  }
}

/** Codes of everything that is logged as a warning or an error. */
export function listening(): { readonly logger: Logger; readonly codes: unknown[] } {
  const codes: unknown[] = [];
  const note = (fields: object): void => {
    codes.push("error" in fields && fields.error instanceof Error && "code" in fields.error ? fields.error.code : "");
  };
  return { logger: { ...silentLogger, warn: note, error: note }, codes };
}

export const segmentsOf = (folder: MemoryFolder): string[] =>
  [...folder.files.keys()].filter((name) => /^\d/.test(name)).toSorted();
