/** A row as a consumer saw it: its number (1, 2, 3 … in the source's order) and its id. */
interface SeenRow {
  readonly number: number;
  readonly id: string | undefined;
}

/** One connection of a consumer. */
export interface Life {
  /** Number of the last row acked beyond doubt when it began, and of the last one whose ack was sent. */
  readonly confirmed: number;
  readonly sent: number;
  /** In the order in which they came. */
  readonly rows: SeenRow[];
}

/** What a consumer has noted. */
export interface ConsumerRecord {
  readonly name: string;
  readonly lives: readonly Life[];
}

/** What a check counted, for the report. */
export interface Checked {
  readonly name: string;
  readonly rows: number;
  /** Rows that came again, each time. */
  readonly repeats: number;
  readonly lives: number;
}

/**
 * What is promised, of one consumer and the rows 1 to `last`: within a connection nothing is missing, comes twice or out of order; a new one
 * begins behind what was acked beyond doubt and not behind what was sent; in the end everything has come, and each row always had the same
 * id, which no other row has. Gives every breach as a sentence, none when all is well.
 */
export function breachesOf({ name, lives }: ConsumerRecord, last: number): string[] {
  const found: string[] = [];
  const ids = new Map<number, string | undefined>();
  const numbers = new Map<string, number>();
  for (const [life, { confirmed, sent, rows }] of lives.entries()) {
    const first = rows[0];
    if (first === undefined) continue;
    const where = `${name}, connection ${life + 1}`;
    if (first.number <= confirmed) found.push(`${where}: row ${first.number} comes again, but ${confirmed} was acked`);
    if (first.number > sent + 1) found.push(`${where}: begins with row ${first.number}, ${sent + 1} is missing`);
    for (const [at, row] of rows.entries()) {
      const before = rows[at - 1];
      if (before !== undefined && row.number !== before.number + 1) {
        found.push(`${where}: row ${row.number} behind row ${before.number}`);
      }
      if (row.id === undefined) found.push(`${where}: row ${row.number} has no id`);
      else if ((numbers.get(row.id) ?? row.number) !== row.number) {
        found.push(`${where}: rows ${numbers.get(row.id)} and ${row.number} have one id ${row.id}`);
      } else numbers.set(row.id, row.number);
      if (ids.has(row.number) && ids.get(row.number) !== row.id) {
        found.push(`${where}: row ${row.number} was ${ids.get(row.number)}, now it is ${row.id}`);
      }
      ids.set(row.number, row.id);
    }
  }
  if (ids.size !== last) found.push(`${name}: ${ids.size} rows came of ${last}`);
  return found;
}

export function countsOf({ name, lives }: ConsumerRecord): Checked {
  const all = lives.flatMap(({ rows }) => rows.map(({ number }) => number));
  const rows = new Set(all).size;
  return { name, rows, repeats: all.length - rows, lives: lives.length };
}
