import { performance } from "node:perf_hooks";
import type { Change } from "../../client/index.ts";

/** The tables as the stream tells them, and when each order arrived. */
export class Watch {
  rows = 0;
  statements = 0;
  readonly seenAt = new Map<string, number>();
  private readonly tables = new Map<string, Map<string, Record<string, string | null>>>();

  see(change: Change): void {
    if (change.kind !== "row") {
      this.statements++;
      return;
    }
    this.rows++;
    const id = (change.after ?? change.before ?? {})["id"] ?? "";
    const table = this.table(change.table);
    if (change.type === "DELETE") table.delete(id);
    else table.set(id, { ...table.get(id), ...change.after });
    if (change.table === "orders" && change.type === "INSERT") this.seenAt.set(id, performance.now());
  }

  table(name: string): Map<string, Record<string, string | null>> {
    let table = this.tables.get(name);
    if (table === undefined) {
      table = new Map();
      this.tables.set(name, table);
    }
    return table;
  }
}

/** One line about a change, for the screen. */
export function describe(change: Change): string {
  if (change.kind !== "row") return `  ${change.type.padEnd(7)} ${change.sql.replaceAll(/\s+/g, " ")}`.slice(0, WIDTH);
  const { before, after } = change;
  const start = `  ${change.type.padEnd(7)} ${change.table.padEnd(9)}`;
  if (change.type !== "UPDATE") return `${start} ${shown(after ?? before ?? {})}`.slice(0, WIDTH);
  const changed = change.updated.map(
    (column) => `${column}: ${before?.[column] ?? "NULL"} -> ${after?.[column] ?? "NULL"}`,
  );
  return `${start} id=${after?.["id"] ?? "?"} ${changed.join(", ")}`.slice(0, WIDTH);
}

const WIDTH = 140;

function shown(row: Readonly<Record<string, string | null>>): string {
  return Object.entries(row)
    .map(([name, value]) => `${name}=${value ?? "NULL"}`)
    .join(" ");
}
