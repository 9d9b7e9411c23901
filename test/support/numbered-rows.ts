import type { Batch } from "../../client/index.ts";
import { tableName, transaction } from "./entries.ts";
import type { SessionServer } from "./session-server.ts";

/** Transactions of one row of shop.orders at positions 1000, 2000, … */
export async function putRows(server: SessionServer, from: number, to: number): Promise<number[]> {
  const numbers = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  for (const number of numbers) await server.put(transaction(number * 1000, [tableName("shop", "orders")]));
  return numbers;
}

/** Numbers of the transactions whose row is in the batch. */
export function numbersOf(batch: Batch): number[] {
  return [...batch.entries()]
    .filter(({ tableName: table }) => table === "orders")
    .map(({ logfileOffset }) => Math.floor(Number(logfileOffset) / 1000));
}
