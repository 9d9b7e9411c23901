import { SluiceError } from "../../proto/error.ts";
import type { SourceIdentity } from "../source/binlog-source.ts";
import type { Begin, SchemaStart } from "./dump-start.ts";
import type { EventParserOptions } from "./event-parser-options.ts";
import { knownSet } from "./executed-set.ts";
import type { ParserStages } from "./parser-stages.ts";
import { preloadSchema } from "./schema-preload.ts";
import type { SchemaTimeline } from "./schema-timeline.ts";
import type { SchemaQuestion } from "./table-history-place.ts";

export interface SchemaBegin {
  readonly options: EventParserOptions;
  /** Undefined with `canal.instance.tsdb.enable = false`. */
  readonly timeline: SchemaTimeline | undefined;
  readonly stages: ParserStages;
  /** Nothing was learnt with these stages yet. */
  readonly isNew: boolean;
  readonly begin: Begin;
  readonly identity: SourceIdentity;
  readonly signal: AbortSignal;
}

/** Gets table definitions ready for a dump: those of the place where it begins, as far as anybody knows them, else those of now. */
export async function startSchema({
  options,
  timeline,
  stages,
  isNew,
  begin,
  identity,
  signal,
}: SchemaBegin): Promise<void> {
  const { source, tables, logger } = options;
  const { tracker, resolver } = stages;
  const preload = { reader: source.schema, tracker, tables, logger, signal };
  if (timeline === undefined) {
    if (isNew) await preloadSchema({ ...preload, all: true, isNow: false });
    return;
  }
  const { schema, dump } = begin;
  if (schema === undefined) return;
  if (schema.reason === "moved") {
    timeline.moveTo(identity);
    return;
  }
  const question = questionOf(dump, schema, identity);
  const end = await knownSet(options, signal);
  const { how, filterChanged } = await timeline.begin(tracker, question, end);
  const isNow = schema.reason.startsWith("end of the log");
  if (how !== "exact" && !isNow) {
    const details = { ...question.place, how };
    const { code, message } = new SluiceError("PARSER_HISTORY_NOT_COVERED", details);
    logger.warn({ code, ...details }, message);
  }
  await preloadSchema({ ...preload, all: how === "none" || filterChanged, isNow: isNow && how === "none" });
  await timeline.preloaded();
  resolver.invalidate();
}

function questionOf(
  dump: Begin["dump"],
  { reason, cursor, since, place }: SchemaStart,
  identity: SourceIdentity,
): SchemaQuestion {
  const saved = cursor?.position;
  const timestamp = since === 0 ? (saved?.timestamp ?? 0) : since;
  const question = { server: identity, place, placeOfLastServer: false, inclusive: false, timestamp, reached: true };
  if (place !== undefined) return question;
  if (dump.kind === "file") {
    // A cursor without our own key was moved by somebody else: nobody knows what lies between.
    const reached = reason === "saved position" ? cursor?.acked !== undefined : reason.endsWith("by time");
    return { ...question, place: { journalName: dump.journalName, position: dump.position }, reached };
  }
  if (reason !== "saved GTID set" || saved === undefined || saved.journalName === "") return question;
  // The cursor's own transaction is in the set.
  return { ...question, place: saved, placeOfLastServer: true, inclusive: true };
}
