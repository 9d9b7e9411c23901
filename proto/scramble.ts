import { createHash, timingSafeEqual } from "node:crypto";
import { SluiceError } from "./error.ts";

/** Bytes of a SHA-1 digest, of a token and of a stored secret. */
const DIGEST_BYTES = 20;

/** What `canal.passwd` holds: hexadecimal SHA1(SHA1(password)), lower case (canal-protocol 2.2). */
export function passwordSecret(password: string): string {
  return sha1(sha1(Buffer.from(password))).toString("hex");
}

/** The client's answer to a handshake: lower-case hexadecimal text of SHA1(seed + secret) xor SHA1(password). */
export function scramblePassword(password: string, seed: Uint8Array): string {
  const once = sha1(Buffer.from(password));
  return xor(sha1(seed, sha1(once)), once).toString("hex");
}

/** A stored secret as bytes. Throws AUTH_SECRET_MALFORMED; the text itself is in no error. */
export function parseSecret(secret: string): Buffer {
  if (!/^[0-9a-fA-F]{40}$/.test(secret)) throw new SluiceError("AUTH_SECRET_MALFORMED", { length: secret.length });
  return Buffer.from(secret, "hex");
}

/**
 * Whether a client's answer proves the password. An empty answer proves nothing; an odd number of digits gets a leading zero, digits behind
 * the 40th are ignored, as in Java. Throws AUTH_TOKEN_MALFORMED for text that is not hexadecimal or too short.
 */
export function checkScramble(answer: Uint8Array, secret: Buffer, seed: Uint8Array): boolean {
  if (answer.length === 0) return false;
  const text = Buffer.from(answer.buffer, answer.byteOffset, answer.length).toString("latin1");
  if (!/^[0-9a-fA-F]+$/.test(text)) throw new SluiceError("AUTH_TOKEN_MALFORMED", { length: text.length });
  const token = Buffer.from(text.length % 2 === 0 ? text : `0${text}`, "hex");
  if (token.length < DIGEST_BYTES) throw new SluiceError("AUTH_TOKEN_MALFORMED", { length: text.length });
  return timingSafeEqual(sha1(xor(sha1(seed, secret), token)), secret);
}

function sha1(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function xor(a: Uint8Array, b: Uint8Array): Buffer {
  const result = Buffer.alloc(DIGEST_BYTES);
  for (let i = 0; i < DIGEST_BYTES; i++) result[i] = (a[i] ?? 0) ^ (b[i] ?? 0);
  return result;
}
