import type { Cursor } from "../../proto/position.ts";
import type { LogPlaces } from "./log-places.ts";
import type { Reread } from "../reread/reread.ts";
import type { LogPlace, LogStore } from "../store/log-store.ts";

/** How consumers use a log on the disk. */
export interface LogWiring {
  readonly log: LogStore;
  readonly places: LogPlaces;
  /** Where a consumer begins that was never seen before. */
  readonly newConsumers: "oldest" | "latest";
  /** Reads the source again from behind a cursor up to an entry of the log. */
  readonly reread: (from: Cursor, until: LogPlace, onChange: () => void) => Reread;
  /** Told that a consumer has come to damage. */
  readonly onDamage: () => void;
}
