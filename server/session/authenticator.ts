import { randomBytes } from "node:crypto";
import { checkScramble, parseSecret } from "../../proto/scramble.ts";

export interface AuthenticatorOptions {
  /** `canal.user`; "" takes any name. */
  readonly user: string;
  /** `canal.passwd`: hexadecimal SHA1(SHA1(password)); "" takes any password. */
  readonly passwd: string;
}

const SEED_BYTES = 8;

/** Judges user names and scrambled passwords (canal-protocol 2.2). Throws AUTH_SECRET_MALFORMED for a `passwd` that is none. */
export class Authenticator {
  readonly #user: string;
  readonly #secret: Buffer | undefined;

  constructor(options: AuthenticatorOptions) {
    this.#user = options.user;
    this.#secret = options.passwd === "" ? undefined : parseSecret(options.passwd);
  }

  /** Whether a peer must prove anything at all. */
  get open(): boolean {
    return this.#secret === undefined;
  }

  /** What a connection's password is scrambled with. */
  newSeed(): Buffer {
    return randomBytes(SEED_BYTES);
  }

  /** Throws AUTH_TOKEN_MALFORMED when the password is not of the form a client sends. */
  accepts(username: string, password: Uint8Array, seed: Uint8Array): boolean {
    if (this.#user !== "" && this.#user !== username) return false;
    return this.#secret === undefined || checkScramble(password, this.#secret, seed);
  }
}
