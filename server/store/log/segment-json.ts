import { SluiceError } from "../../../proto/error.ts";
import type { LogPlace, LogSource } from "../log-store.ts";
import type { IndexPoint, Mark, SegmentFooter, SegmentHeader } from "./segment.ts";

/** The JSON of headers and footers. Reading throws STORE_SEGMENT_CORRUPT for anything of another shape. */
export function formatJson(value: SegmentHeader | SegmentFooter): Buffer {
  return Buffer.from(JSON.stringify(value));
}

export function parseHeaderJson(bytes: Buffer): SegmentHeader {
  const value = objectOf(bytes);
  return {
    destination: text(value["destination"]),
    first: whole(value["first"]),
    source: value["source"] === undefined ? undefined : source(value["source"]),
    stretch: whole(value["stretch"]),
    begin: mark(value["begin"]),
  };
}

export function parseFooterJson(bytes: Buffer): SegmentFooter {
  const value = objectOf(bytes);
  const points = value["points"];
  if (!Array.isArray(points)) throw bad();
  return {
    next: whole(value["next"]),
    dataEnd: whole(value["dataEnd"]),
    sealedAt: whole(value["sealedAt"]),
    end: mark(value["end"]),
    points: points.map(point),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function objectOf(bytes: Buffer): Fields {
  try {
    return fields(JSON.parse(bytes.toString("utf8")));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw bad({ cause });
    throw cause;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

function fields(value: unknown): Fields {
  if (isFields(value)) return value;
  throw bad();
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw bad();
}

function whole(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw bad();
}

function source(value: unknown): LogSource {
  const { address, port, uuid } = fields(value);
  return { address: text(address), port: whole(port), uuid: text(uuid) };
}

function place(value: unknown): LogPlace {
  const all = fields(value);
  return {
    seq: whole(all["seq"]),
    source: all["source"] === undefined ? undefined : source(all["source"]),
    journalName: text(all["journalName"]),
    position: whole(all["position"]),
    index: whole(all["index"]),
    timestamp: whole(all["timestamp"]),
    serverId: whole(all["serverId"]),
    gtid: text(all["gtid"]),
  };
}

function mark(value: unknown): Mark {
  const { last, resume, rows, bytes, newest, gtid } = fields(value);
  return {
    last: last === undefined ? undefined : place(last),
    resume: resume === undefined ? undefined : place(resume),
    rows: whole(rows),
    bytes: whole(bytes),
    newest: whole(newest),
    gtid: text(gtid),
  };
}

function point(value: unknown): IndexPoint {
  const { seq, offset, rows, bytes, newest, journalName, position } = fields(value);
  return {
    seq: whole(seq),
    offset: whole(offset),
    rows: whole(rows),
    bytes: whole(bytes),
    newest: whole(newest),
    journalName: text(journalName),
    position: whole(position),
  };
}

function bad(options?: ErrorOptions): SluiceError {
  return new SluiceError("STORE_SEGMENT_CORRUPT", { what: "not the JSON of a segment" }, options);
}
