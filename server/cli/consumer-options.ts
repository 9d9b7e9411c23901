import type { AdminOptions } from "./admin.ts";

export const CURSOR_VERBS = ["list", "show", "set", "reset", "undo", "history"] as const;
export type CursorVerb = (typeof CURSOR_VERBS)[number];

export const CONSUMER_VERBS = ["list", "pause", "resume", "limit", "expire", "remove"] as const;
export type ConsumerVerb = (typeof CONSUMER_VERBS)[number];

/** Options of `sluice cursor` and `sluice consumer`. */
export interface ConsumerOptions extends AdminOptions {
  /** Client id. */
  readonly client?: string;
  readonly dryRun?: boolean;
  /** Of `cursor set` and `reset`. */
  readonly to?: string;
  /** Of `consumer limit`. */
  readonly rows?: string;
  readonly bytes?: string;
  /** Of `consumer expire`. */
  readonly idle?: string;
}
