import type { SchemaReader } from "../../../server/source/binlog-source.ts";

/** A source's second connection: what it says of each table, and what it was asked. An error is what the question ends with. */
export class SchemaAnswers implements SchemaReader {
  readonly tables = new Map<string, string | Error>();
  charset: string | Error | undefined = "utf8mb4";
  readonly asked: string[] = [];

  constructor(tables: Readonly<Record<string, string | Error>> = {}) {
    for (const [name, answer] of Object.entries(tables)) this.tables.set(name, answer);
  }

  showCreateTable(schema: string, table: string): Promise<string | undefined> {
    this.asked.push(`${schema}.${table}`);
    return answered(this.tables.get(`${schema}.${table}`));
  }

  schemaCharset(schema: string): Promise<string | undefined> {
    this.asked.push(schema);
    return answered(this.charset);
  }

  listTables(): Promise<readonly { readonly schema: string; readonly table: string }[]> {
    return Promise.resolve(
      Array.from(this.tables.keys(), (name) => {
        const [schema = "", table = ""] = name.split(".");
        return { schema, table };
      }),
    );
  }
}

function answered(answer: string | Error | undefined): Promise<string | undefined> {
  return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
}
