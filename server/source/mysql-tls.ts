import { X509Certificate } from "node:crypto";
import { checkServerIdentity, createSecureContext } from "node:tls";
import type { PeerCertificate, SecureVersion } from "node:tls";
import { SluiceError } from "../../proto/error.ts";
import { readPem } from "./mysql-source-options.ts";
import type { ResolvedOptions, TlsVersion } from "./mysql-source-options.ts";

const ORDER: readonly TlsVersion[] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];
const DEFAULT_VERSIONS: readonly TlsVersion[] = ["TLSv1.2", "TLSv1.3"];

/** What mysql2 takes as `ssl`. */
export interface MysqlTls {
  readonly rejectUnauthorized: boolean;
  readonly verifyIdentity: boolean;
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly ciphers?: string;
}

/** TLS settings of the mode; DISABLED has none. Without a CA the system's trusted ones count for VERIFY_*. */
export async function tlsOf(options: ResolvedOptions): Promise<MysqlTls | undefined> {
  const { sslMode, tls } = options;
  if (sslMode === "DISABLED") return undefined;
  const versions = ORDER.filter((version) => (tls.versions ?? DEFAULT_VERSIONS).includes(version));
  const lowest = versions[0] ?? "TLSv1.2";
  const settings: MysqlTls = {
    rejectUnauthorized: sslMode === "VERIFY_CA" || sslMode === "VERIFY_IDENTITY",
    verifyIdentity: sslMode === "VERIFY_IDENTITY",
    minVersion: lowest,
    maxVersion: versions.at(-1) ?? "TLSv1.3",
    // OpenSSL refuses 1.0 and 1.1 at its normal security level, whatever the lowest version says.
    ...(lowest === "TLSv1" || lowest === "TLSv1.1" ? { ciphers: "DEFAULT@SECLEVEL=0" } : {}),
    ...(tls.ca === undefined ? {} : { ca: await readPem(tls.ca, "ca") }),
    ...(tls.cert === undefined ? {} : { cert: await readPem(tls.cert, "cert") }),
    ...(tls.key === undefined ? {} : { key: await readPem(tls.key, "key") }),
    ...(tls.passphrase === undefined ? {} : { passphrase: tls.passphrase }),
  };
  assertReadable(settings);
  return settings;
}

/** mysql2 would meet a broken file in the midst of the handshake, where nobody can catch what Node throws. */
function assertReadable(settings: MysqlTls): void {
  try {
    // Node passes over a CA that it can't read, as if there were none.
    for (const pem of [settings.ca, settings.cert]) {
      if (pem !== undefined && new X509Certificate(pem).raw.length === 0) throw new TypeError("an empty certificate");
    }
    createSecureContext(settings);
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    throw new SluiceError("SOURCE_TLS_FILE", { reason }, { cause: error });
  }
}

/** VERIFY_IDENTITY, once more with the address that was really asked for: mysql2 leaves an IP address to Node's guess. */
export function assertIdentity(host: string, certificate: PeerCertificate): void {
  const error = checkServerIdentity(host, certificate);
  if (error === undefined) return;
  throw new SluiceError(
    "SOURCE_TLS_FAILED",
    { address: host, reason: "ERR_TLS_CERT_ALTNAME_INVALID" },
    { cause: error },
  );
}
