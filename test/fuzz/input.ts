import { Random } from "../server/parser/ddl-fuzz.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { logTargets } from "./log-targets.ts";
import { mutate } from "./mutate.ts";
import { textTargets } from "./text-targets.ts";

export function allTargets(): readonly FuzzTarget[] {
  return [...logTargets(), ...textTargets()];
}

/** The input of a round: always the same for a seed, a target and a number. */
export function inputOf(
  target: FuzzTarget,
  seed: number,
  round: number,
): { readonly bytes: Buffer; readonly from: number } {
  const random = new Random(Math.imul(seed, 0x9e37_79b1) ^ Math.imul(round + 1, 0x85eb_ca6b));
  const from = random.below(target.seeds.length);
  const own = target.seeds[from] ?? new Uint8Array(0);
  return { bytes: mutate(random, own, random.pick(target.seeds)), from };
}
