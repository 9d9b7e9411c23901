import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";
import type { BinlogFeed, BinlogSource, DumpStart } from "../source/binlog-source.ts";
import { GivenFiles } from "../source/given-files.ts";
import { LocalSource } from "../source/local-source.ts";
import { MysqlSource } from "../source/mysql-source.ts";
import type { Bound } from "./binlog-range.ts";

const FILE_START = 4;
const DEFAULT_PORT = 3306;

/** A log to print. */
export interface BinlogInput {
  readonly source: BinlogSource;
  /** All of it that a bound does not leave out, up to its end now. Undefined when that is nothing. */
  open(from: Bound | undefined, signal: AbortSignal): Promise<OpenInput | undefined>;
}

export interface OpenInput {
  readonly feed: BinlogFeed;
  /** Where the first event is. */
  readonly journalName: string;
  readonly position: number;
}

/** Files (`-` is the standard input), read from their begin so that their statements tell the tables. */
export function fileInput(paths: readonly string[], stdin: AsyncIterable<Uint8Array>): BinlogInput {
  const files = new GivenFiles(paths, stdin);
  const source = new LocalSource({ files, directory: paths[0] ?? "", wait: false });
  return {
    source,
    async open(_from, signal) {
      const [first] = await files.list();
      if (first === undefined) return undefined;
      const { journalName } = first;
      const feed = await source.open({ kind: "file", journalName, position: FILE_START }, signal);
      return { feed, journalName, position: FILE_START };
    },
  };
}

/** A server's log, `mysql://user:password@host:port/FILE`; without a file its oldest. Throws CLIENT_BAD_OPTION. */
export function serverInput(text: string, password: string | undefined, logger: Logger): BinlogInput {
  const { url, journalName } = parseServerUrl(text);
  const source = new MysqlSource(
    {
      host: url.hostname.replaceAll(/^\[|\]$/g, ""),
      port: url.port === "" ? DEFAULT_PORT : Number(url.port),
      user: decodeURIComponent(url.username),
      password: password ?? decodeURIComponent(url.password),
      sslMode: "PREFERRED",
    },
    logger,
  );
  return {
    source,
    async open(from, signal) {
      const start = await startOf(source, journalName, from, signal);
      if (start === undefined) return undefined;
      const feed = await source.openToEnd(start, signal);
      const place = start.kind === "file" ? start : { journalName: "", position: FILE_START };
      return { feed, journalName: place.journalName, position: place.position };
    },
  };
}

async function startOf(
  source: MysqlSource,
  journalName: string | undefined,
  from: Bound | undefined,
  signal: AbortSignal,
): Promise<DumpStart | undefined> {
  if (from?.kind === "place") return { ...from, kind: "file" };
  if (from?.kind === "gtid") return { kind: "gtid", gtidSet: from.set.toString() };
  if (from?.kind === "time" && journalName === undefined) {
    const found = await source.findByTimestamp(from.timestamp, signal);
    return found === undefined ? undefined : { kind: "file", journalName: found.journalName, position: found.position };
  }
  const first = journalName ?? (await source.listLogs(signal))[0]?.journalName;
  return first === undefined ? undefined : { kind: "file", journalName: first, position: FILE_START };
}

/** Errors never repeat the text: it may hold a password. */
function parseServerUrl(text: string): { readonly url: URL; readonly journalName: string | undefined } {
  const takes = "mysql://user@host:port or mysql://user@host:port/FILE";
  let url: URL;
  try {
    url = new URL(text);
    const journalName = decodeURIComponent(url.pathname.slice(1));
    decodeURIComponent(url.username + url.password);
    return { url, journalName: journalName === "" ? undefined : journalName };
  } catch {
    throw new SluiceError("CLIENT_BAD_OPTION", { option: "input", takes });
  }
}
