/** Statements that open and close transactions in the log (binlog.md 5.4). */
export type TransactionStatement =
  | "BEGIN"
  | "COMMIT"
  | "ROLLBACK"
  | "XA START"
  | "XA END"
  | "XA COMMIT"
  | "XA ROLLBACK";

export interface TransactionWord {
  readonly statement: TransactionStatement;
  /** What stands behind the two words of an XA statement, with its leading space; "" for the others. */
  readonly xid: string;
}

/** Beyond this no text is one of them: an XA statement holds at most two identifiers of 64 bytes in hex. */
const LONGEST = 512;
const WORDS = /^(?:BEGIN|START TRANSACTION|COMMIT|ROLLBACK)(?:\s+WORK)?;?$/i;
/** What stands behind these words is the identifier. */
const XA: readonly (readonly [RegExp, TransactionStatement])[] = [
  [/^XA\s+(?:START|BEGIN)(?=\s)/i, "XA START"],
  [/^XA\s+END(?=\s)/i, "XA END"],
  [/^XA\s+COMMIT(?=\s)/i, "XA COMMIT"],
  [/^XA\s+ROLLBACK(?=\s)/i, "XA ROLLBACK"],
];

/**
 * Reads such a statement, undefined for every other. Canal asks only how the text ends, and so takes `DROP TABLE commit` for the end of a
 * transaction and loses it; here the whole text has to be the statement, but for comments before and behind.
 */
export function readTransactionStatement(sql: string): TransactionWord | undefined {
  if (sql.length > LONGEST) return undefined;
  const first = sql.charCodeAt(0) | 0x20;
  // b, c, r, s, x, or white space, or a comment: whatever else begins a statement is none of these.
  if (!(first === 0x62 || first === 0x63 || first === 0x72 || first === 0x73 || first === 0x78 || first < 0x30)) {
    return undefined;
  }
  const text = sql.replaceAll(/\/\*[^!][\s\S]*?\*\//g, " ").trim();
  if (WORDS.test(text)) {
    const word = text.charAt(0).toUpperCase();
    return { statement: word === "C" ? "COMMIT" : word === "R" ? "ROLLBACK" : "BEGIN", xid: "" };
  }
  for (const [words, statement] of XA) {
    const found = words.exec(text);
    if (found !== null) return { statement, xid: text.slice(found[0].length) };
  }
  return undefined;
}
