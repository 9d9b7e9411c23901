import { ADMIN_KEYS } from "./keys/admin.ts";
import { DELIVERY_KEYS } from "./keys/delivery.ts";
import { KERNEL_KEYS } from "./keys/kernel.ts";
import { CLUSTER_KEYS } from "./keys/cluster.ts";
import { FAILOVER_KEYS } from "./keys/failover.ts";
import { HOLD_KEYS } from "./keys/hold.ts";
import { INSTANCE_KEYS } from "./keys/instance.ts";
import { LOG_STORE_KEYS } from "./keys/log-store.ts";
import { CONSUMER_KEYS } from "./keys/consumer.ts";
import { OTHER_KEYS, OTHER_FAMILIES } from "./keys/other.ts";
import { SERVER_KEYS } from "./keys/server.ts";
import { SOURCE_KEYS } from "./keys/source.ts";
import type { KeyDeclaration } from "./declaration.ts";
import type { Secret } from "./secret.ts";

/** Every key that works, each declared once. Type, default, file, doc and lint all come from here. */
export const KEYS = {
  ...SERVER_KEYS,
  ...ADMIN_KEYS,
  ...DELIVERY_KEYS,
  ...KERNEL_KEYS,
  ...CLUSTER_KEYS,
  ...INSTANCE_KEYS,
  ...LOG_STORE_KEYS,
  ...SOURCE_KEYS,
  ...FAILOVER_KEYS,
  ...HOLD_KEYS,
  ...CONSUMER_KEYS,
} as const;

export type Key = keyof typeof KEYS;

type TypeOf<D> = D extends { readonly type: "boolean" }
  ? boolean
  : D extends { readonly type: "integer" }
    ? number
    : D extends { readonly type: "secret" }
      ? Secret
      : D extends { readonly type: "list"; readonly choices: readonly (infer Choice)[] }
        ? readonly Choice[]
        : D extends { readonly type: "choice"; readonly choices: readonly (infer Choice)[] }
          ? Choice
          : string;

/** What a key gives: undefined only where it has no default. */
export type ValueOf<K extends Key> = (typeof KEYS)[K] extends { readonly default: unknown }
  ? TypeOf<(typeof KEYS)[K]>
  : TypeOf<(typeof KEYS)[K]> | undefined;

/** A key known from Canal that is not built, or has nothing to do here. */
interface OtherKey {
  readonly status: "not built" | "no effect";
  readonly instead: string;
  /** Values that ask for nothing: no finding. */
  readonly quiet: readonly string[] | "any";
}

/** Wiring of one destination: `canal.instance.<name>.mode` and the like (`canal.instance.global.*` is declared by name). */
const PER_DESTINATION = ["mode", "lazy", "spring.xml", "manager.address"] as const;

export function declarationOf(key: string): KeyDeclaration | undefined {
  const table: Readonly<Record<string, KeyDeclaration>> = KEYS;
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

export function otherKey(key: string): OtherKey | undefined {
  const table: Readonly<Record<string, OtherKey>> = OTHER_KEYS;
  if (Object.hasOwn(table, key)) return table[key];
  return OTHER_FAMILIES.find(([prefix]) => key.startsWith(prefix))?.[1];
}

/** The global key that a per-destination key stands for: `canal.instance.orders.lazy` → `canal.instance.global.lazy`. */
export function globalKeyOf(key: string, destinations: readonly string[]): string | undefined {
  for (const destination of destinations) {
    for (const setting of PER_DESTINATION) {
      if (key === `canal.instance.${destination}.${setting}`) return `canal.instance.global.${setting}`;
    }
  }
  return undefined;
}

/** Every name worth proposing for a misspelt one. */
export function knownNames(): string[] {
  return [...Object.keys(KEYS), ...Object.keys(OTHER_KEYS)];
}
