import { constants, createPublicKey, publicDecrypt } from "node:crypto";
import { SluiceError } from "../proto/error.ts";

/**
 * Decrypts a password as Druid's ConfigTools writes it (`canal.instance.enableDruid`): base64 of RSA over PKCS#1 v1.5, encrypted with the
 * private key, so that the public one (base64 of DER SubjectPublicKeyInfo, `canal.instance.pwdPublicKey`) opens it.
 *
 * Errors: CONF_BAD_ENCRYPTED_PASSWORD; neither text is repeated in it.
 */
export function decryptPassword(encrypted: string, publicKey: string): string {
  try {
    const key = createPublicKey({
      key: Buffer.from(publicKey.replaceAll(/\s/g, ""), "base64"),
      format: "der",
      type: "spki",
    });
    const plain = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(encrypted, "base64"));
    return plain.toString("utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : undefined;
    throw new SluiceError("CONF_BAD_ENCRYPTED_PASSWORD", { reason });
  }
}
