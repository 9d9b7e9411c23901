import { EVENT_TYPE } from "../event-type.ts";
import type { RowsLayout } from "./rows.ts";

const OPERATIONS = ["INSERT", "UPDATE", "DELETE"] as const;

const BY_TYPE: (RowsLayout | undefined)[] = Array.from({ length: 256 });

/** Three types behind one another: write, update, delete. */
function define(first: number, extraData: boolean, compressed: boolean): void {
  for (const [index, operation] of OPERATIONS.entries()) {
    BY_TYPE[first + index] = { operation, extraData, partialJson: false, compressed };
  }
}

define(EVENT_TYPE.WRITE_ROWS_V1, false, false);
define(EVENT_TYPE.WRITE_ROWS, true, false);
define(EVENT_TYPE.MARIADB_WRITE_ROWS_COMPRESSED_V1, false, true);
define(EVENT_TYPE.MARIADB_WRITE_ROWS_COMPRESSED, true, true);
BY_TYPE[EVENT_TYPE.PARTIAL_UPDATE_ROWS] = {
  operation: "UPDATE",
  extraData: true,
  partialJson: true,
  compressed: false,
};

/** Layout of a rows event, undefined for every other type. */
export function rowsLayoutOf(type: number): RowsLayout | undefined {
  return BY_TYPE[type];
}
