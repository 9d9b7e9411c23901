import type { Difference } from "../../support/entry-differences.ts";

/** A kind of difference between our entries and those of a running Java Canal that is on purpose, with its reason. */
export interface EntryDeviation {
  readonly what: string;
  readonly reason: string;
  covers(difference: Difference): boolean;
}

const VALUE = /Columns\[\]\.value$/;

const header = ({ entry }: Difference): Record<string, unknown> => entry["header"] as Record<string, unknown>;
const sqlOf = ({ entry }: Difference): string =>
  String((entry["rowChange"] as Record<string, unknown> | undefined)?.["sql"]);
const tableOf = (difference: Difference): string =>
  `${String(header(difference)["schemaName"])}.${String(header(difference)["tableName"])}`;
const texts = ({ ours, canal }: Difference): [string, string] => [String(ours), String(canal)];

/** Cut at its end by characters of one kind only. */
function isCut([ours, canal]: [string, string], rest: RegExp): boolean {
  return ours.startsWith(canal) && rest.test(ours.slice(canal.length));
}

/** Every difference that may be, and no other. Each must occur in the samples: what has become equal has to leave this list. */
export const ENTRY_DEVIATIONS: readonly EntryDeviation[] = [
  {
    what: "DECIMAL keeps its declared scale",
    reason: "Canal cuts an all-zero last group of digits; SELECT does not",
    covers: (d) => VALUE.test(d.path) && d.column?.["sqlType"] === 3 && isCut(texts(d), /^0+$/),
  },
  {
    what: "FLOAT in the shortest digits that read back as the same number",
    reason: "The Java version that Canal ran on gives more digits than needed for a few values; newer ones don't",
    covers: (d) =>
      VALUE.test(d.path) && d.column?.["sqlType"] === 7 && Math.fround(Number(d.ours)) === Math.fround(Number(d.canal)),
  },
  {
    what: "BINARY(n) keeps its trailing zero bytes",
    reason: "The log leaves them out, SELECT shows them, Canal loses them",
    covers: (d) => VALUE.test(d.path) && d.column?.["sqlType"] === 2004 && isCut(texts(d), /^\0+$/),
  },
  {
    what: "Text is read in the character set of its column",
    reason: "Canal reads all text in one character set for the whole instance and garbles the rest",
    covers: (d) => VALUE.test(d.path) && tableOf(d) === "zoo.t_cs" && d.column?.["sqlType"] === 12,
  },
  {
    what: "VARCHAR … CHARACTER SET binary is VARBINARY",
    reason: "That is what the server makes of it; Canal takes bytes for text",
    covers: (d) => tableOf(d) === "zoo.t_cs" && d.column?.["name"] === "bn" && /\.(?:sqlType|mysqlType)$/.test(d.path),
  },
  {
    what: "A quote that a quoted name doubles stands once",
    reason: "Names in statements and column lists must be those that row entries and SELECT have",
    covers: (d) =>
      /(?:tableName|Columns\[\]\.name)$/.test(d.path) &&
      String(d.canal).replaceAll("``", "`").replaceAll('\\"', '"') === d.ours,
  },
  {
    what: "Database names without their quotes",
    reason: "As above",
    covers: (d) => d.path === "header.schemaName" && String(d.canal) === `\`${String(d.ours)}\``,
  },
  {
    what: "Statements that Canal's SQL parser rejects have their type and names",
    reason:
      "Canal sends them as QUERY without names, so that filters pass them and clients can't tell what happened to which table",
    covers: (d) =>
      header(d)["eventType"] === "QUERY" &&
      header(d)["schemaName"] === undefined &&
      /^(?:header\.(?:eventType|schemaName|tableName)|rowChange\.eventType)$/.test(d.path),
  },
  {
    what: "Statements in version comments come",
    reason: "The server runs them; Canal drops them, and its tables no longer fit",
    covers: (d) => d.path === "entry" && d.canal === undefined && /\/\*!\d{5} ?/.test(sqlOf(d)),
  },
  {
    what: "SET LAST_INSERT_ID",
    reason: "Canal writes INSERT_ID for both variables",
    covers: (d) =>
      d.path === "rowChange.sql" && d.ours === String(d.canal).replace("SET INSERT_ID", "SET LAST_INSERT_ID"),
  },
  {
    what: "Binary values inside JSON as the server writes them",
    reason: "Canal reads them as text, which loses them",
    covers: (d) => VALUE.test(d.path) && tableOf(d) === "zoo.t_json" && String(d.ours).includes("base64:type"),
  },
  {
    what: "DECIMAL inside JSON keeps its scale",
    reason: "As outside of it",
    covers: (d) =>
      VALUE.test(d.path) && tableOf(d) === "zoo.t_json" && String(d.ours).replaceAll("1.00", "1.0") === d.canal,
  },
  {
    what: "A JSON column that a partial update left alone has its value, and is not updated",
    reason: 'Canal sends "" and updated=true: a consumer that applies it destroys the document',
    covers: (d) =>
      d.column?.["value"] === "" &&
      ((d.path.endsWith(".updated") && d.ours === false && d.canal === true) || (VALUE.test(d.path) && d.canal === "")),
  },
  {
    what: "The end of a transaction whose begin was delivered",
    reason: "Canal drops the end of CREATE TABLE … SELECT without rows as that of an empty transaction",
    covers: (d) =>
      d.path === "entry" &&
      d.canal === undefined &&
      header(d)["logfileName"] === "bin.000003" &&
      header(d)["logfileOffset"] === "14444",
  },
  {
    what: "mysqlType as the statement of the log wrote it",
    reason:
      "Canal could not read the CREATE TABLE, or had lost its table history at a stall before it, and took today's definition from the server",
    covers: (d) =>
      d.path.endsWith("Columns[].mysqlType") &&
      ["zoo.t_srid", "zoo.t_nopk"].includes(tableOf(d)) &&
      String(d.ours).toLowerCase() === d.canal,
  },
];
