/** What every declaration of a key says. */
interface Common {
  /**
   * `server`: only canal.properties counts. `instance`: instance.properties, or canal.properties as the default of all destinations.
   */
  readonly scope: "server" | "instance";
  /** The shipped file that lists it. */
  readonly file: "canal" | "instance";
  /** For the operator, in the shipped file. One or more lines. */
  readonly doc: string;
  /** Text of the shipped file where it says more than the default does. */
  readonly shipped?: string;
}

/**
 * One key: type, default, bounds and meaning. Without `default` a key may be unset. A blank value is always "unset".
 * - `text`: as written, blanks around it dropped; `path`: a file or folder, relative to the folder of canal.properties
 * - `secret`: wrapped, never printed; `list`: comma list out of `choices`; `address`: host:port
 */
export type KeyDeclaration =
  | (Common & { readonly type: "text" | "path" | "address" | "timezone" | "hash"; readonly default?: string })
  | (Common & { readonly type: "secret"; readonly default?: "" })
  | (Common & { readonly type: "boolean"; readonly default: boolean })
  | (Common & {
      readonly type: "integer";
      readonly default?: number;
      readonly min: number;
      readonly max: number;
      readonly powerOfTwo?: true;
      readonly unit?: string;
    })
  | (Common & { readonly type: "choice"; readonly default?: string; readonly choices: readonly string[] })
  | (Common & { readonly type: "list"; readonly default?: readonly string[]; readonly choices: readonly string[] });

/** What a time in hours is bounded by, where nothing else bounds it. */
export const HOURS_OF_A_CENTURY = 876_000;
