import { expect, it } from "vitest";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { Savepoints } from "../../../server/parser/savepoints.ts";
import { TransactionBuffer } from "../../../server/parser/transaction-buffer.ts";
import { fromSpelling, spell } from "../../support/pipeline-entries.ts";

/** A group written as entries (B, r, q) and statements between them; gives what reaches the sink, and how many row changes came too late. */
function group(
  size: number,
  ...script: readonly string[]
): { readonly chunks: readonly string[]; readonly late: number } {
  const chunks: string[] = [];
  const buffer = new TransactionBuffer(size, (chunk: readonly PipelineEntry[]) => void chunks.push(spell(chunk)));
  const savepoints = new Savepoints(buffer);
  savepoints.begin();
  let late = 0;
  for (const step of script) {
    if (/^[Brq]+$/.test(step)) for (const entry of fromSpelling(step)) void buffer.add(entry);
    else late += (step === "ROLLBACK" ? savepoints.rollback() : savepoints.observe(step))?.late ?? 0;
  }
  void buffer.flush();
  return { chunks, late };
}

it.each([
  [["Br", "SAVEPOINT `s 1`", "rr", "ROLLBACK TO `s 1`", "r"], "Brr"],
  [["Br", "SAVEPOINT A", "qr", "ROLLBACK TO SAVEPOINT `a`"], "Brq"],
  [["B", "SAVEPOINT a", "r", "SAVEPOINT b", "r", "ROLLBACK TO b", "r", "ROLLBACK TO a", "r"], "Br"],
  [["B", "SAVEPOINT a", "r", "SAVEPOINT b", "r", "ROLLBACK TO a", "r", "ROLLBACK TO b", "r"], "Brr"],
  [["B", "SAVEPOINT a", "r", "SAVEPOINT a", "r", "ROLLBACK WORK TO a", "ROLLBACK TO a"], "Br"],
  [["Br", "SAVEPOINT a", "r", "ROLLBACK TO nobody"], "Brr"],
  [["Br", "INSERT INTO t VALUES ('ROLLBACK TO a')", "r"], "Brr"],
  [["Brqr", "ROLLBACK"], "Bq"],
] as const)("%j leaves %s", (script, left) => {
  expect(group(100, ...script)).toEqual({ chunks: [left], late: 0 });
});

it("tells how many row changes had been handed on", () => {
  expect(group(3, "Br", "SAVEPOINT a", "rr", "ROLLBACK TO a")).toEqual({ chunks: ["Brr"], late: 1 });
  expect(group(3, "Brrr", "ROLLBACK")).toEqual({ chunks: ["Brr"], late: 2 });
});
