/** Real servers that statements can be run on; "mariadb" is 10.11, and 11.8 where a run does not say otherwise. */
export type HardCaseServer = "9.7" | "5.6" | "mariadb" | "mariadb11.8";

/** Statements on real servers, and what must come of them. */
export interface Run {
  readonly on: readonly HardCaseServer[];
  /** MariaDB 11.8 logs this otherwise: it has a run of its own. */
  readonly before118?: true;
  /** In an empty schema of their own; `@restart` and `@crash` do that to the server. */
  readonly sql: readonly string[];
  /** Values of a table at the end, in the text form of entries. Every table is compared with what the server selects, with or without this. */
  readonly rows?: Readonly<Record<string, readonly (readonly (string | null)[])[]>>;
  /** Entries from the first row change on, one line each: B, E, or what happened to which table. */
  readonly told?: readonly string[];
  /** Why the tables can't be compared with what the server selects. */
  readonly notSelected?: string;
  /** Columns that can't be compared, and why. */
  readonly leftOut?: Readonly<Record<string, string>>;
}

/** How a case of the list stands. */
export interface HardCase {
  readonly title: string;
  readonly runs?: readonly Run[];
  /** Tests elsewhere that have it: path and name. */
  readonly tests?: readonly (readonly [path: string, name: string])[];
  /** Why it can't happen to us. */
  readonly never?: string;
  /** What is not tested yet: printed and counted. */
  readonly open?: string;
}

const EVERYWHERE: readonly HardCaseServer[] = ["9.7", "5.6", "mariadb"];

export function runsOn({ on: servers, before118 }: Run, kind: HardCaseServer): boolean {
  return servers.includes(kind) || (kind === "mariadb11.8" && before118 !== true && servers.includes("mariadb"));
}

type Rows = NonNullable<Run["rows"]>;

export function everywhere(sql: readonly string[], rows?: Rows): Run {
  return on(EVERYWHERE, sql, rows);
}

export function on(servers: readonly HardCaseServer[], sql: readonly string[], rows?: Rows): Run {
  return rows === undefined ? { on: servers, sql } : { on: servers, sql, rows };
}
