/** A decoder, and inputs that it is meant for. */
export interface FuzzTarget {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  /** Decodes all of an input; `context` tells of what the seed stood with. Throws coded errors only. */
  readonly run: (input: Uint8Array, seed: number) => void;
}
